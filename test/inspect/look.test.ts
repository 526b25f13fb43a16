import { spawnSync } from 'node:child_process';
import { answer } from '../../lib/cli/values';

/** Lines that the command prints, without blank ones. */
function lines(...args: string[]): string[] {
  const { status, stdout, stderr } = answer(args);
  expect(stderr).toBe('');
  expect(status).toBe(0);
  return stdout.split('\n').filter((line) => line !== '');
}

describe('values show', () => {
  test('prints one key with its type, default, needs and description', () => {
    expect(lines('show', '1.18.2', 'hubble.relay.replicas')).toEqual([
      'Values of Cilium 1.18.2: hubble.relay.replicas',
      'hubble.relay.replicas',
      '    type: integer',
      '    default: 1',
      '    needs: hubble.enabled: true, hubble.relay.enabled: true',
      '    Number of replicas run for the hubble-relay deployment.',
    ]);
  });

  test('prints a subtree and nothing beside it', () => {
    const keys = lines('show', '1.18.2', 'bpf')
      .filter((line) => !line.startsWith(' '))
      .slice(1);
    expect(keys.length).toBeGreaterThan(20);
    expect(keys.every((key) => key === 'bpf' || key.startsWith('bpf.'))).toBe(true);
  });

  test('prints a key that stands only in a comment of values.yaml', () => {
    expect(lines('show', '1.18.2', 'kubeProxyReplacement').join(' ')).toContain('kube-proxy replacement');
  });

  test('prints everything of the newest version when asked for nothing', () => {
    expect(lines('show').length).toBeGreaterThan(3000);
  });
});

test('values search finds words in keys first, then in descriptions', () => {
  const keys = lines('search', 'endpoint', 'routes')
    .filter((line) => !line.startsWith(' '))
    .slice(1);
  expect(keys.slice(0, 2)).toEqual(['endpointRoutes', 'endpointRoutes.enabled']);
});

test('values search says so when it finds nothing', () => {
  expect(lines('search', 'zzzz').at(-1)).toBe('Nothing.');
  expect(lines('search', 'zzzz', '--markdown').at(-1)).toBe('Nothing.');
});

test('descriptions are wrapped to the columns of the terminal, keys and defaults are not cut', () => {
  const { stdout } = answer(['show', 'v1.18.2', 'MTU'], 40);
  const described = stdout.split('\n').slice(5);
  expect(described.length).toBeGreaterThan(5);
  expect(Math.max(...described.map((line) => line.length))).toBeLessThanOrEqual(40);
});

test('values changed leaves out what is the default by the words of the chart alone', () => {
  expect(lines('changed', 'clusters/cd-overlay.yaml')).not.toContain('routingMode');
  expect(lines('changed', 'clusters/cd-overlay.yaml')).toContain('bpf.masquerade');
});

test('values show may be read by somebody who has seen enough', () => {
  const command = 'node --import tsx lib/cli/values.ts show | head -1';
  const { stdout, stderr } = spawnSync('sh', ['-c', command], { encoding: 'utf8' });
  expect({ stdout, stderr }).toEqual({ stdout: 'Values of Cilium 1.19.6\n', stderr: '' });
});

test('values changed tells what is set, by whom, and what the default was', () => {
  const told = lines('changed', 'clusters/gz-replace.yaml');
  const at = told.indexOf('k8sServiceHost');
  expect(told.slice(0, 2)).toEqual([
    'What gz-replace changes of the values of Cilium 1.18.2',
    expect.stringMatching(/^Set by this tool/),
  ]);
  expect(told.slice(at, at + 3)).toEqual([
    'k8sServiceHost',
    '    value: "169.254.128.27"',
    '    default: ""',
  ]);
});

describe('values diff', () => {
  const told = lines('diff', '1.18.2', '1.19.6');
  const section = (heading: string) => {
    const start = told.findIndex((line) => line.startsWith(heading));
    const rest = told.slice(start + 1);
    const end = rest.findIndex((line) => /^[A-Z].* \(\d+\)$/.test(line));
    return end < 0 ? rest : rest.slice(0, end);
  };

  test('names the defaults that changed, before and after', () => {
    const defaults = section('Default changed');
    const at = defaults.indexOf('authentication.enabled');
    expect(defaults.slice(at, at + 3)).toEqual([
      'authentication.enabled',
      '    1.18.2: true',
      '    1.19.6: false',
    ]);
  });

  test('names new and gone keys', () => {
    expect(section('New')).toContain('encryption.ztunnel');
    expect(section('Gone')).toContain('nodePort.enabled');
  });

  test('of a version with itself is empty', () => {
    expect(lines('diff', '1.18.2', '1.18.2')).toEqual(['Values of Cilium 1.18.2 and 1.18.2', 'Nothing.']);
  });
});

test('--markdown prints a table, with bars in cells escaped', () => {
  const told = lines('show', '1.18.2', 'k8sServicePort', '--markdown');
  expect(told).toEqual([
    '# Values of Cilium 1.18.2: k8sServicePort',
    '| key | type | default | description |',
    '| --- | --- | --- | --- |',
    '| `k8sServicePort` | `string, integer` | `""` | Kubernetes service port |',
  ]);
});

describe('a question that makes no sense is answered with what does', () => {
  test.each([
    [['show', '1.18.2', 'hubble.relay.replica'], 'did you mean "hubble.relay.replicas"?'],
    [['diff', '1.18.2', '9.9.9'], '"9.9.9" is not a known version; known are 1.18.2, 1.18.12, 1.19.6'],
    [['search'], 'name a word to search for'],
    [['changed', 'clusters/none.yaml'], 'there is no file "clusters/none.yaml"'],
    [['diff', '1.18.2'], 'name two versions'],
    [['diff', '1.18.2', '1.18.12', '1.19.6'], '"1.19.6" is one word too many'],
    [['show', '1.18.2', 'ipam', 'mode'], '"mode" is one word too many'],
    [['show', 'v2.0.0'], '"v2.0.0" is not a known version'],
    [['show', '1.18.2', 'tunnel'], 'refuses the value "tunnel"; use routingMode and tunnelProtocol instead'],
    [
      ['show', '1.18.2', 'hubble.relay.logOptions'],
      'has no value "hubble.relay.logOptions"; 1.18.12 and 1.19.6 have it',
    ],
    [['search', ''], 'name a word to search for'],
    [['changed', 'clusters'], '"clusters" cannot be read as a file'],
    [['shwo'], 'there is no command "shwo"'],
    [['show', '--colour'], "Unknown option '--colour'"],
  ])('%j', (args, expected) => {
    const { status, stdout, stderr } = answer(args);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toContain(expected);
  });
});
