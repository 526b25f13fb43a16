import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../lib/diagnostics/diagnostic';
import { containerdMirrorScript, type MirrorSettings } from '../../lib/node-init/script';
import { SHELLS } from '../support/shells';

/** What a shell reads back from the script's settings. */
function readBack(settings: MirrorSettings): string[] {
  const block = /^# settings: begin\n([\s\S]*?)^# settings: end\n/m.exec(
    containerdMirrorScript(settings),
  )?.[1];
  const names = ['REGISTRY', 'ENDPOINT', 'STAGGER', 'PERIOD', 'TICK', 'WAIT', 'RESTART'];
  const print = names.map((name) => `printf '%s\\0' "$${name}"`).join('\n');
  const printed = execFileSync('/bin/sh', ['-c', `${block}\n${print}`], { encoding: 'utf8' });
  return printed.split('\0').slice(0, -1);
}

describe('the node script', () => {
  test('is the same text every time', () => {
    expect(containerdMirrorScript()).toBe(containerdMirrorScript({}));
  });

  test('without settings points quay.io at Tencent Cloud and spreads restarts over five minutes', () => {
    expect(readBack({})).toEqual([
      'quay.io',
      'https://quay.tencentcloudcr.com',
      '300',
      '600',
      '30',
      '60',
      'systemctl restart containerd',
    ]);
  });

  test('carries every setting, and the shell reads each as it was given', () => {
    expect(
      readBack({
        registry: 'registry.example.com:5000',
        endpoint: 'http://10.0.0.1:8080/mirror',
        staggerSeconds: 0,
        recheckSeconds: 60,
        tickSeconds: 5,
        criWaitSeconds: 90,
        restartCommand: `sh -c 'echo "$HOME"; systemctl restart containerd' $& \\1`,
      }),
    ).toEqual([
      'registry.example.com:5000',
      'http://10.0.0.1:8080/mirror',
      '0',
      '60',
      '5',
      '90',
      `sh -c 'echo "$HOME"; systemctl restart containerd' $& \\1`,
    ]);
  });

  test.each<[string, MirrorSettings]>([
    ['a registry that leaves its directory', { registry: '../../etc' }],
    ['a registry with a path', { registry: 'quay.io/cilium' }],
    ['an empty registry', { registry: '' }],
    ['an endpoint without scheme', { endpoint: 'quay.tencentcloudcr.com' }],
    ['an endpoint that ends its TOML string', { endpoint: 'https://a"]\nversion = 1' }],
    ['an endpoint with a shell substitution', { endpoint: 'https://$(reboot)' }],
    ['a negative stagger', { staggerSeconds: -1 }],
    ['half a second', { tickSeconds: 0.5 }],
    ['no wait at all', { criWaitSeconds: 0 }],
    ['a period that is no number', { recheckSeconds: Number.NaN }],
    ['a restart command of two lines', { restartCommand: 'true\nreboot' }],
    ['an empty restart command', { restartCommand: ' ' }],
  ])('refuses %s', (_name, settings) => {
    expect(() => containerdMirrorScript(settings)).toThrow(InputError);
  });

  test('names every unfit setting at once', () => {
    const attempt = () => containerdMirrorScript({ registry: 'QUAY', endpoint: 'x', tickSeconds: 0 });
    expect(attempt).toThrow(/registry: "QUAY" can't be used[\s\S]*endpoint: "x"[\s\S]*tickSeconds: 0/);
  });

  test.each(SHELLS)('parses in %s', (shell) => {
    const parsed = spawnSync(shell, ['-n'], { input: containerdMirrorScript(), encoding: 'utf8' });
    expect([parsed.status, parsed.stderr]).toEqual([0, '']);
  });

  test('fits an environment variable, which is how the pod hands it to the host (128 KiB a variable)', () => {
    expect(Buffer.byteLength(containerdMirrorScript())).toBeLessThan(128 * 1024);
  });

  test('decides nothing that docs/node-init.md does not explain', () => {
    const script = containerdMirrorScript();
    const decisions = new Set([
      ...[...script.matchAll(/\bdecide ([a-z][a-z-]+)/g)].map(([, decision]) => decision),
      ...[...script.matchAll(/\bleft ([a-z-]+) ['"]/g)].map(([, decision]) => `left-${decision}`),
    ]);
    const docs = readFileSync(join(__dirname, '../../docs/node-init.md'), 'utf8');
    expect(decisions.size).toBeGreaterThan(15);
    expect([...decisions].filter((decision) => !docs.includes(`\`${decision}\``))).toEqual([]);
  });

  test('refuses arguments it does not know, and says which it knows', () => {
    const run = spawnSync('/bin/sh', ['-c', containerdMirrorScript(), 'containerd-mirror', 'twice'], {
      encoding: 'utf8',
    });
    expect([run.status, run.stderr]).toEqual([2, 'usage: containerd-mirror.sh [once|watch] [add|remove]\n']);
  });
});
