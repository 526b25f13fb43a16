import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runLive } from '../../lib/cli/live';
import { type ClusterFacts, READS } from '../../lib/live/cluster-facts';
import type { Answer, ClusterReader, Read } from '../../lib/live/cluster-reader';
import { KubectlReader } from '../../lib/live/kubectl-reader';
import { found, recorded } from '../live/recorded-cluster';

const directory = mkdtempSync(join(tmpdir(), 'tke-cilium-live-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

test('preflight prints the table and ends with 0 when nothing is wrong', () => {
  const { status, printed, complained } = live(['preflight', 'clusters/gz-replace.yaml'], recorded());
  expect({ status, complained }).toEqual({ status: 0, complained: '' });
  expect(printed).toMatch(/^verdict +rule +found +wanted\nok +Kubernetes version +1\.32\.2 +1\.32\.2\n/);
});

test('preflight ends with 1 when something is wrong', () => {
  const facts = recorded({ version: found({ gitVersion: 'v1.33.0' }) });
  expect(live(['preflight', 'clusters/gz-replace.yaml'], facts).status).toBe(1);
});

test('discover prints the cluster file', () => {
  const { status, printed } = live(['discover', 'gz-new'], recorded());
  expect(status).toBe(0);
  expect(printed).toMatch(/^name: gz-new$/m);
});

test.each([
  [['preflight']],
  [['discover', 'a', 'b']],
  [['destroy', 'gz-replace']],
  [['preflight', 'clusters/gz-replace.yaml', '--force']],
])('%j is answered with the usage and exit status 2', (args) => {
  const { status, printed, complained } = live(args, recorded());
  expect({ status, printed }).toEqual({ status: 2, printed: '' });
  expect(complained).toMatch(/^usage: /);
});

test('a cluster that does not answer gives one sentence, not a row for every read', () => {
  const reader = { read: (): Answer => ({ kind: 'failed', message: 'connection refused' }) };
  const { status, printed, complained } = live(['preflight', 'clusters/gz-replace.yaml'], reader);
  expect({ status, printed }).toEqual({ status: 1, printed: '' });
  expect(complained).toBe(
    'error: the cluster does not answer: connection refused. Check with kubectl version, and name the kubeconfig or context with --kubeconfig or --context.\n',
  );
});

test('a cluster file that is not there gives one sentence', () => {
  const { status, complained } = live(['preflight', 'clusters/none.yaml'], recorded());
  expect(status).toBe(1);
  expect(complained).toMatch(/^clusters\/none\.yaml: error: the cluster file cannot be read: [^\n]+\n$/);
});

describe('kubectl', () => {
  test.each<[what: string, script: string, answer: unknown]>([
    ['prints an object', 'echo \'{"kind":"Node"}\'', { kind: 'found', object: { kind: 'Node' } }],
    ['prints nothing', 'true', { kind: 'absent' }],
    [
      'is not allowed',
      "echo 'Error from server (Forbidden): nodes is forbidden' >&2; exit 1",
      { kind: 'forbidden', message: 'Error from server (Forbidden): nodes is forbidden' },
    ],
    [
      'cannot reach the server',
      'echo "E1123 memcache.go noise" >&2; echo "error: connection refused" >&2; exit 1',
      { kind: 'failed', message: 'error: connection refused' },
    ],
    ['prints no JSON', 'echo hello', { kind: 'failed', message: 'kubectl printed no JSON: hello' }],
  ])('%s', (_, script, answer) => {
    expect(new KubectlReader({ program: programOf(script) }).read(READS.nodes)).toEqual(answer);
  });

  test('is not installed: the answer names it', () => {
    expect(new KubectlReader({ program: 'no-such-kubectl' }).read(READS.nodes)).toEqual({
      kind: 'failed',
      message: 'there is no no-such-kubectl on the PATH',
    });
  });

  test('is only ever told to get, with the kubeconfig and context that were named', () => {
    const program = programOf('printf \'{"args":"%s"}\' "$*"');
    const reader = new KubectlReader({ program, kubeconfig: 'kc', context: 'gz' });
    const said = (Object.values(READS) as Read[]).map((read) => reader.read(read));
    for (const answer of said) {
      expect(answer).toMatchObject({
        kind: 'found',
        object: { args: expect.stringMatching(/^--kubeconfig kc --context gz --request-timeout=15s get /) },
      });
    }
  });

  test('that is not installed is a failed read', () => {
    const program = join(directory, 'no-such-kubectl');
    expect(new KubectlReader({ program }).read(READS.nodes)).toMatchObject({ kind: 'failed' });
  });
});

function programOf(script: string): string {
  const path = join(directory, 'kubectl');
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
  return path;
}

function live(args: readonly string[], cluster: ClusterFacts | ClusterReader) {
  let printed = '';
  let complained = '';
  const status = runLive(args, {
    print: (text) => {
      printed += text;
    },
    complain: (text) => {
      complained += text;
    },
    connect: () => ('read' in cluster ? cluster : replaying(cluster)),
  });
  return { status, printed, complained };
}

function replaying(facts: ClusterFacts): ClusterReader {
  return {
    read: (read) => {
      const name = (Object.keys(READS) as (keyof ClusterFacts)[]).find((key) => READS[key] === read);
      return name ? facts[name] : { kind: 'failed', message: 'not recorded' };
    },
  };
}
