import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { containerdMirrorScript } from '../../lib/node-init/script';
import { nodePoolUserData } from '../../lib/node-init/user-data';
import { temporaryDirectory } from '../support/temporary-directory';
import { callIn } from './functions';

// What the script needs of a node's shell and tools.

const directory = temporaryDirectory();
const SHELLCHECK = spawnSync('shellcheck', ['--version']).status === 0;
const ROOT = join(__dirname, '../..');

(SHELLCHECK ? describe : describe.skip)('shellcheck finds nothing', () => {
  test.each(['lib/node-init/containerd-mirror.sh', 'e2e/containerd/init.sh', 'e2e/containerd/systemctl.sh'])(
    'in %s',
    (file) => {
      expect(spawnSync('shellcheck', [join(ROOT, file)], { encoding: 'utf8' }).stdout).toBe('');
    },
  );
});

if (!SHELLCHECK) {
  process.stderr.write('LEFT OUT: shellcheck on the node script: install shellcheck\n');
}

describe('a missing tool', () => {
  /** Runs the script where only these tools are. */
  function runWith(script: string, tools: readonly string[]) {
    const bin = join(directory(), 'bin');
    mkdirSync(bin);
    for (const tool of tools) {
      const path = spawnSync('/bin/sh', ['-c', `command -v ${tool}`], {
        encoding: 'utf8',
        env: { PATH: `${process.env.PATH}:/usr/bin:/bin` },
      }).stdout.trim();
      symlinkSync(path, join(bin, tool));
    }
    const moved = script.replace(/^PATH=.*/m, `PATH=${bin}`).replace(/^RUN=.*/m, `RUN='${directory()}/run'`);
    const done = spawnSync('/bin/sh', ['-c', moved, 'containerd-mirror'], {
      encoding: 'utf8',
      env: { NODE_NAME: 'n' },
    });
    return {
      status: done.status,
      report: JSON.parse(done.stdout.trim().split('\n').at(-1) ?? '') as Record<string, unknown>,
    };
  }

  test.each([
    ['the script', () => containerdMirrorScript()],
    ['the user data', () => nodePoolUserData().plain],
  ])('stops %s before it touches anything, and is named', (_what, script) => {
    const tools = [
      'cksum',
      'grep',
      'mktemp',
      'readlink',
      'sed',
      'timeout',
      'tr',
      'date',
      'mkdir',
      'mv',
      'rm',
    ];
    const { status, report } = runWith(script(), tools);
    expect(status).toBe(1);
    expect(report.decision).toBe('left-no-tool');
    expect(report.message).toMatch(/^this node lacks: awk cmp flock\b/);
  });

  test('is named even where the tools of the report are missing too', () => {
    const { report } = runWith(containerdMirrorScript(), []);
    expect(report.message).toMatch(/^this node lacks: .*\bsed\b.*\btr\b/);
  });

  test('names every tool that the script calls', () => {
    const script = containerdMirrorScript();
    const listed = [...script.matchAll(/^TOOLS=['"](?:\$TOOLS )?(.*)['"]$/gm)].flatMap(([, tools]) =>
      tools?.split(' '),
    );
    const builtIn = new Set(
      'if then else elif fi for while do done case esac in echo printf read cd return exit set export unset trap wait exec command true false umask test eval local sh ctr containerd'.split(
        ' ',
      ),
    );
    const known =
      'awk basename cat chmod chown cksum cmp comm cp cut date dd diff dirname du env expr find flock grep head id install ln ls md5sum mkdir mkfifo mktemp mount mv nsenter od paste printenv ps readlink realpath rm sed seq sha256sum sleep sort split stat sync tail tee timeout touch tr umount uname uniq unshare wc xargs'.split(
        ' ',
      );
    const code = script
      .replace(/^\s*#.*$/gm, '')
      .replace(/'[^']*'/g, '')
      .replace(/(message|next)="[^"]*"/g, '');
    const called = known.filter(
      (tool) =>
        !builtIn.has(tool) &&
        new RegExp(`(^|[|;&({!]|\\b(then|do|else|if|exec) )\\s*${tool} `, 'm').test(code),
    );
    expect(called.filter((tool) => !listed.includes(tool))).toEqual([]);
    expect(called.length).toBeGreaterThan(20);
  });
});

describe('the wait for the CRI', () => {
  /** The CRI answers from the third time on that it is asked. */
  const LATE = `cri_up() { printf x >>calls; [ "$(wc -c <calls)" -ge 3 ]; }`;

  function waitWith(date: string, waitSeconds: number): string {
    writeFileSync(join(directory(), 'date'), date);
    chmodSync(join(directory(), 'date'), 0o755);
    return callIn(
      directory(),
      `${LATE}; PATH=$PWD:$PATH WAIT=${waitSeconds}; sleep() { :; }; if wait_for_cri; then echo up; else echo down; fi`,
    ).trim();
  }

  test('does not end when the clock of the node is set forward', () => {
    expect(waitWith(`#!/bin/sh\nprintf x >>jumps\necho "$(($(wc -c <jumps) * 3600))"\n`, 30)).toBe('up');
  });

  test('looks at no clock: the date is for the time of the report alone', () => {
    const lines = containerdMirrorScript()
      .split('\n')
      .filter((line) => /\bdate\b/.test(line) && !line.trim().startsWith('#') && !line.startsWith('TOOLS='));
    expect(lines.map((line) => line.trim())).toEqual([
      expect.stringMatching(/^line="\{\\"time\\":\\"\$\(date -u /),
    ]);
  });
});

describe('a restart', () => {
  const restart = (command: string) =>
    callIn(
      directory(),
      `${'find_daemon() { pid=4711; }'}; RESTART='${command}' WAIT=0; cri_up() { false; }; restart; echo "$?|$why|$restarted"`,
    ).trim();

  test('whose command fails and leaves the same process says so, with the words of the command', () => {
    expect(restart('echo Access denied >&2; exit 4')).toBe(
      `1|containerd was not restarted: 'echo Access denied >&2; exit 4' (status 4) (Access denied)|false`,
    );
  });

  test('that says it worked and leaves the same process is none', () => {
    expect(restart('true')).toBe(`1|containerd was not restarted: 'true' (status 0)|false`);
  });
});
