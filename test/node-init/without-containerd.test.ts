import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { containerdMirrorScript } from '../../lib/node-init/script';
import { nodePoolUserData } from '../../lib/node-init/user-data';
import { temporaryDirectory } from '../support/temporary-directory';

const directory = temporaryDirectory();

/** The script with the node's paths moved below the temporary directory, run once. */
function run(script: string, ...args: readonly string[]) {
  const moved = script
    .replace(/^(CONFIG|CERTS)='\/etc\/containerd/gm, `$1='${directory()}`)
    .replace(/^(SOCKET|RUN)='\/run/gm, `$1='${directory()}/run`)
    .replace(/^WAIT=.*/m, 'WAIT=0');
  const done = spawnSync('/bin/sh', ['-c', moved, 'containerd-mirror', ...args], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH ?? '', NODE_NAME: 'a "node"' },
  });
  return {
    status: done.status,
    report: JSON.parse(done.stdout) as Record<string, unknown>,
    stderr: done.stderr,
  };
}

const CONTAINERD = spawnSync('/bin/sh', ['-c', 'command -v containerd']).status === 0;

beforeAll(() => {
  process.stderr.write(
    "LEFT OUT: the node script on a real containerd (deciding by containerd's own reading, restarts, the CRI, pulls, " +
      'taking back, kills, parallel runs): npm run e2e:containerd\n',
  );
});

describe('on a machine without containerd, where all that needs one is left to npm run e2e:containerd', () => {
  // A node of the containerd table that is played meanwhile shares this machine's root, and is seen.
  const decision = CONTAINERD ? /^left-(cri-down|elsewhere)$/ : /^left-(no-containerd|elsewhere)$/;

  test.each([
    ['the script changes nothing, says so in one line and as JSON,', () => containerdMirrorScript(), true],
    ['the user data changes nothing, says so as JSON,', () => nodePoolUserData().plain, false],
  ])('%s and exits 1', (_name, script, people) => {
    writeFileSync(join(directory(), 'config.toml'), 'version = 2\n');
    const { status, report, stderr } = run(script());
    expect(status).toBe(1);
    expect(report).toMatchObject({
      node: 'a "node"',
      decision: expect.stringMatching(decision),
      ok: false,
      configChanged: false,
      restarted: false,
    });
    const next = report.next ? `. Next: ${report.next}` : '';
    expect(stderr).toBe(people ? `node-init: ${report.decision}: ${report.message}${next}\n` : '');
    expect(readFileSync(join(directory(), 'config.toml'), 'utf8')).toBe('version = 2\n');
    expect(readdirSync(directory()).sort()).toEqual(['config.toml', 'run']);
  });

  test('it creates no file where there was none', () => {
    run(containerdMirrorScript());
    expect(existsSync(join(directory(), 'config.toml'))).toBe(false);
  });

  test('removing is as careful', () => {
    expect(run(containerdMirrorScript(), 'once', 'remove').report.ok).toBe(false);
  });
});
