import { dirname } from 'node:path';
import { ChartStore } from '../../lib/charts/chart-store';
import { LOCKED_ARCHIVES, TEST_LOCK, testCharts } from '../support/charts';
import { commandLine } from '../support/command-line';
import { fileRequires } from '../support/requires';

fileRequires(LOCKED_ARCHIVES);

/** Lines that the command prints, without blank ones. */
async function lines(...args: string[]): Promise<string[]> {
  const { status, printed, complained } = await commandLine(['values', ...args]);
  expect({ status, complained }).toEqual({ status: 0, complained: '' });
  return printed.split('\n').filter((line) => line !== '');
}

describe('values show', () => {
  test('prints one key with its type, default, needs and description', async () => {
    expect(await lines('show', '1.18.2', 'hubble.relay.replicas')).toEqual([
      'Values of Cilium 1.18.2: hubble.relay.replicas',
      'hubble.relay.replicas',
      '    type: integer',
      '    default: 1',
      '    needs: hubble.enabled: true, hubble.relay.enabled: true',
      '    Number of replicas run for the hubble-relay deployment.',
    ]);
  });

  test('prints a subtree and nothing beside it', async () => {
    const keys = (await lines('show', '1.18.2', 'bpf')).filter((line) => !line.startsWith(' ')).slice(1);
    expect(keys.length).toBeGreaterThan(20);
    expect(keys.every((key) => key === 'bpf' || key.startsWith('bpf.'))).toBe(true);
  });

  test('prints a key that is only in a comment of values.yaml', async () => {
    expect((await lines('show', '1.18.2', 'kubeProxyReplacement')).join(' ')).toContain(
      'kube-proxy replacement',
    );
  });

  test('prints everything of the newest version when asked for nothing', async () => {
    expect((await lines('show')).length).toBeGreaterThan(3000);
  });
});

test('values search finds words in keys first, then in descriptions', async () => {
  const keys = (await lines('search', 'endpoint', 'routes')).filter((line) => !line.startsWith(' ')).slice(1);
  expect(keys.slice(0, 2)).toEqual(['endpointRoutes', 'endpointRoutes.enabled']);
});

test('values search says so when it finds nothing', async () => {
  expect((await lines('search', 'zzzz')).at(-1)).toBe('Nothing.');
  expect((await lines('search', 'zzzz', '--markdown')).at(-1)).toBe('Nothing.');
});

test('descriptions are wrapped to the columns of the terminal, keys and defaults are not cut', async () => {
  const { printed } = await commandLine(['values', 'show', 'v1.18.2', 'MTU'], { columns: 40 });
  const described = printed.split('\n').slice(5);
  expect(described.length).toBeGreaterThan(5);
  expect(Math.max(...described.map((line) => line.length))).toBeLessThanOrEqual(40);
});

test('values changed leaves out what is the default by the words of the chart alone', async () => {
  expect(await lines('changed', 'test/fixtures/clusters/cd-overlay.yaml')).not.toContain('routingMode');
  expect(await lines('changed', 'test/fixtures/clusters/cd-overlay.yaml')).toContain('bpf.masquerade');
});

test('values changed shows what is set, by whom, and what the default was', async () => {
  const reported = await lines('changed', 'test/fixtures/clusters/gz-replace.yaml');
  const at = reported.indexOf('k8sServiceHost');
  expect(reported.slice(0, 2)).toEqual([
    'What gz-replace changes of the values of Cilium 1.18.2',
    expect.stringMatching(/^Set by this tool/),
  ]);
  expect(reported.slice(at, at + 3)).toEqual([
    'k8sServiceHost',
    '    value: "169.254.128.27"',
    '    default: ""',
  ]);
});

describe('values diff', () => {
  const section = async (heading: string) => {
    const reported = await lines('diff', '1.18.2', '1.19.6');
    const start = reported.findIndex((line) => line.startsWith(heading));
    const rest = reported.slice(start + 1);
    const end = rest.findIndex((line) => /^[A-Z].* \(\d+\)$/.test(line));
    return end < 0 ? rest : rest.slice(0, end);
  };

  test('names the defaults that changed, before and after', async () => {
    const defaults = await section('Default changed');
    const at = defaults.indexOf('authentication.enabled');
    expect(defaults.slice(at, at + 3)).toEqual([
      'authentication.enabled',
      '    1.18.2: true',
      '    1.19.6: false',
    ]);
  });

  test('names new and removed keys', async () => {
    expect(await section('New')).toContain('encryption.ztunnel');
    expect(await section('Removed')).toContain('nodePort.enabled');
  });

  test('of a version with itself is empty', async () => {
    expect(await lines('diff', '1.18.2', '1.18.2')).toEqual([
      'Values of Cilium 1.18.2 and 1.18.2',
      'Nothing.',
    ]);
  });
});

test('--markdown prints a table, with bars in cells escaped', async () => {
  const reported = await lines('show', '1.18.2', 'k8sServicePort', '--markdown');
  expect(reported).toEqual([
    '# Values of Cilium 1.18.2: k8sServicePort',
    '| key | type | default | description |',
    '| --- | --- | --- | --- |',
    '| `k8sServicePort` | `string, integer` | `""` | Kubernetes service port |',
  ]);
});

test('--json prints the same for a machine', async () => {
  const { printed } = await commandLine(['values', 'show', '1.18.2', 'k8sServicePort', '--json']);
  expect(JSON.parse(printed).sections[0].entries).toEqual([
    {
      key: 'k8sServicePort',
      facts: [
        { label: 'type', text: 'string, integer' },
        { label: 'default', text: '""' },
      ],
      description: 'Kubernetes service port',
    },
  ]);
});

test.each<[args: string[], status: number, sentence: string]>([
  [['show', '1.18.2', 'hubble.relay.replica'], 1, 'Did you mean "hubble.relay.replicas"?'],
  [
    ['diff', '1.18.2', '9.9.9'],
    1,
    '"9.9.9" is not locked in test/support/charts.lock.yaml. Run npx tke-cilium lock 9.9.9, or use one of 1.18.2',
  ],
  [['search'], 2, "missing required argument 'words'"],
  [['search', ''], 2, 'the word to search for is empty'],
  [
    ['changed', 'clusters/none.yaml'],
    1,
    'clusters/none.yaml: error: the cluster file cannot be read: ENOENT',
  ],
  [['changed', 'test'], 1, 'test: error: the cluster file cannot be read: EISDIR'],
  [['diff', '1.18.2'], 2, "missing required argument 'to'"],
  [['diff', '1.18.2', '1.18.12', '1.19.6'], 2, 'too many arguments'],
  [['show', 'v2.0.0'], 1, '"v2.0.0" is not locked in'],
  [
    ['show', '1.18.2', 'tunnel'],
    1,
    'refuses the value "tunnel". Use routingMode and tunnelProtocol instead.',
  ],
  [['show', '1.18.2', 'hubble.relay.logOptions'], 1, '1.18.12 and 1.19.6 and 1.20.0 have it.'],
  [['shwo'], 2, "unknown command 'shwo' (Did you mean show?)"],
  [['show', '--colour'], 2, "unknown option '--colour'"],
])('values %j ends with %i and one sentence', async (args, status, sentence) => {
  const ended = await commandLine(['values', ...args]);
  expect(ended).toMatchObject({ status, printed: '', complained: expect.stringContaining(sentence) });
  expect(ended.complained).toMatch(/^[^\n]+\n$/);
});

test('a version that is not locked can be looked at where its archive is at hand, and it is said', async () => {
  const [one, other] = ['1.19.6', '1.20.0'].map((version) => testCharts.locate('cilium', version));
  const directory = dirname(other?.path ?? '');
  const locked = TEST_LOCK.charts.filter(({ version }) => version === one?.version);
  const charts = async () =>
    new ChartStore({
      lock: { file: 'charts.lock.yaml', charts: locked },
      source: { directories: [directory], download: () => {} },
    });
  const { status, printed, complained } = await commandLine(['values', 'diff', '1.19.6', '1.20.0'], {
    charts,
  });
  expect({ status, complained }).toEqual({
    status: 0,
    complained: `Cilium 1.20.0 is not locked; its values are read from ${other?.path}\n`,
  });
  expect(printed).toContain('Values of Cilium 1.19.6 and 1.20.0');
  expect(printed).toContain('encryption.strictMode.egress');
});
