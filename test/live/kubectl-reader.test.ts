import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { READS } from '../../lib/live/cluster-facts';
import type { Access, Read } from '../../lib/live/cluster-reader';
import { KubectlReader } from '../../lib/live/kubectl-reader';
import { temporaryDirectory } from '../support/temporary-directory';

const directory = temporaryDirectory();

const PATCH: Access = { verb: 'patch', resource: 'daemonsets.apps', namespace: 'kube-system' };

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

  test('is only ever asked to get, with the kubeconfig and context that were named', () => {
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

  test.each<[what: string, script: string, permission: unknown]>([
    ['yes', 'echo yes', { kind: 'allowed' }],
    ['no', 'echo no; exit 1', { kind: 'denied' }],
    ['no, with a reason', 'echo "no - no RBAC policy matched"; exit 1', { kind: 'denied' }],
    [
      'that it may not ask for another',
      'echo \'Error from server (Forbidden): users "a" is forbidden: cannot impersonate\' >&2; exit 1',
      {
        kind: 'forbidden',
        message: 'Error from server (Forbidden): users "a" is forbidden: cannot impersonate',
      },
    ],
    [
      'nothing, for it cannot reach the server',
      'echo "error: connection refused" >&2; exit 1',
      { kind: 'failed', message: 'error: connection refused' },
    ],
  ])('asked for a right says %s', (_, script, permission) => {
    expect(new KubectlReader({ program: programOf(script) }).may(PATCH)).toEqual(permission);
  });

  test('asks for a right without using it, of the user who was named', () => {
    const program = programOf('echo "$*" >&2; exit 1');
    const reader = new KubectlReader({ program, kubeconfig: 'kc' });
    expect(reader.may(PATCH, 'system:serviceaccount:argocd:a')).toEqual({
      kind: 'failed',
      message:
        '--kubeconfig kc --request-timeout=15s auth can-i patch daemonsets.apps --namespace kube-system --as system:serviceaccount:argocd:a',
    });
  });

  test('that is not installed is a failed read', () => {
    const program = join(directory(), 'no-such-kubectl');
    const reader = new KubectlReader({ program });
    expect(reader.read(READS.nodes)).toMatchObject({ kind: 'failed' });
    expect(reader.may(PATCH)).toMatchObject({ kind: 'failed' });
  });
});

function programOf(script: string): string {
  const path = join(directory(), 'kubectl');
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
  return path;
}
