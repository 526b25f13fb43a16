import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryDirectory } from '../support/temporary-directory';
import { FUNCTIONS } from './functions';

// The script's own functions on files, without containerd. What containerd makes of the outcome is shown by
// `npm run e2e:containerd`, on real daemons; nothing here replaces one.

const directory = temporaryDirectory();

/** Runs a function of the script on a file `base` and gives the file `new`. */
function edit(base: string, call: string): string {
  writeFileSync(join(directory(), 'base'), base);
  execFileSync('/bin/sh', ['-c', `${FUNCTIONS}\nabsent='' real=$PWD/real\n${call}`], { cwd: directory() });
  return readFileSync(join(directory(), 'new'), 'utf8');
}

const MIRRORS = 'plugins."io.containerd.grpc.v1.cri".registry.mirrors';
const ADD_ENTRY = `add_entry 'plugins."io.containerd.grpc.v1.cri"'`;
const ADD_PATH = `add_path 'plugins."io.containerd.cri.v1.images"'`;

const TKE_FILE = `version = 2\n[${MIRRORS}]\n  [${MIRRORS}."docker.io"]\n    endpoint = ["https://mirror.ccs.tencentyun.com"]\n`;
const V3_FILE = `version = 3\n[plugins]\n  [plugins.'io.containerd.cri.v1.images'.registry]\n    config_path = ''\n    other = 1\n`;

const FILES: [string, string][] = [
  ['the file of a TKE node', TKE_FILE],
  ['a file of version 3 with an empty config_path', V3_FILE],
  ['a table without the key', V3_FILE.replace("    config_path = ''\n", '')],
  ['a file whose last line has no end', TKE_FILE.trimEnd()],
  ['a table header as the last line, without an end', "[plugins.'io.containerd.cri.v1.images'.registry]"],
  ['carriage returns', TKE_FILE.replaceAll('\n', '\r\n')],
  ['carriage returns around an empty config_path', V3_FILE.replaceAll('\n', '\r\n')],
  ['carriage returns and a last line without an end', TKE_FILE.replaceAll('\n', '\r\n').trimEnd()],
  ['an empty file', ''],
  ['one empty line', '\n'],
  ['blank lines at the end', `${TKE_FILE}\n\n`],
  ['backslashes, dollars and quotes', `${TKE_FILE}[x]\n  a = 'C:\\n\\t$HOME &'\n  b = "\\u0041 \\\\"\n`],
  [
    'spaces and a comment in the header',
    `[ plugins . "io.containerd.cri.v1.images" . registry ] # ours\n  x = 1\n`,
  ],
];

describe.each(FILES)('%s', (_name, before) => {
  test.each([
    ['an entry', ADD_ENTRY],
    ['a config_path', ADD_PATH],
  ])('comes back to the byte when %s is added and taken out', (_what, add) => {
    const after = edit(before, add);
    expect(after).not.toBe(before);
    expect(edit(after, 'strip')).toBe(before);
  });

  test('stays as it is when there is nothing of ours in it', () => {
    expect(edit(before, 'strip')).toBe(before);
  });
});

describe('what is added', () => {
  test('is a table at the end, between two comments', () => {
    expect(edit(TKE_FILE, ADD_ENTRY)).toBe(
      `${TKE_FILE}# >>> tke-cilium node-init\n[${MIRRORS}."quay.io"]\n  endpoint = ["https://quay.tencentcloudcr.com"]\n# <<< tke-cilium node-init\n`,
    );
  });

  test('replaces an empty config_path in place, and keeps the line', () => {
    expect(edit(V3_FILE, ADD_PATH)).toBe(
      V3_FILE.replace(
        "    config_path = ''\n",
        `# >>> tke-cilium node-init\n#was:    config_path = ''\nconfig_path = "/etc/containerd/certs.d"\n# <<< tke-cilium node-init\n`,
      ),
    );
  });

  test('keeps the line ends of the file', () => {
    const lines = edit(TKE_FILE.replaceAll('\n', '\r\n'), ADD_ENTRY).split('\n').slice(0, -1);
    expect(lines.filter((line) => !line.endsWith('\r'))).toEqual([]);
  });

  test('goes alone: what somebody wrote after it stays', () => {
    const later = '[debug]\n  level = "info"\n';
    expect(edit(edit(TKE_FILE, ADD_ENTRY) + later, 'strip')).toBe(TKE_FILE + later);
    const joined = edit(edit(TKE_FILE.trimEnd(), ADD_ENTRY) + later, 'strip');
    expect(joined).toBe(TKE_FILE + later);
  });
});

describe('a table that is there twice', () => {
  const header = `[${MIRRORS}]\n`;
  const ours = `  [${MIRRORS}."quay.io"]\n    endpoint = ["https://quay.tencentcloudcr.com"]\n`;
  const foreign = `  [${MIRRORS}.'quay.io']\n    endpoint = ["https://other.example.com"]\n`;
  const docker = `  [${MIRRORS}."docker.io"]\n    endpoint = ["https://mirror.ccs.tencentyun.com"]\n`;

  // repair() asks containerd at its end; up to there it is text alone.
  const textOf = (base: string) => edit(base, 'facts() { return 0; }; cp base real; repair || cp base new');

  test.each([
    ['twice', header + ours + ours + docker, header + ours + docker],
    ['three times', header + ours + ours + ours + docker, header + ours + docker],
    ['somebody else had one already', header + ours + foreign + docker, header + foreign + docker],
    ['in the middle of other tables', header + ours + docker + ours, header + ours + docker],
  ])('is left once: %s', (_name, before, after) => {
    expect(textOf(before)).toBe(after);
  });

  test.each([
    ['two that somebody else wrote', header + foreign + foreign + docker],
    ['one only', header + ours + docker],
  ])('is not touched: %s', (_name, before) => {
    expect(textOf(before)).toBe(before);
  });
});

describe('the turn of a node', () => {
  function turn(node: string, stagger: number, uptime: string): number {
    const script = FUNCTIONS.replace('/proc/uptime', join(directory(), 'uptime'));
    writeFileSync(join(directory(), 'uptime'), uptime);
    const run = spawnSync('/bin/sh', ['-c', `${script}\nSTAGGER=${stagger} node=${node}\nturn`], {
      encoding: 'utf8',
    });
    return Number(run.stdout);
  }

  test('is its own, always the same, and within the bound', () => {
    const nodes = Array.from({ length: 40 }, (_, index) => `10.0.0.${index}`);
    const turns = nodes.map((node) => turn(node, 300, '5000.00 1.00\n'));
    expect(turns.every((seconds) => seconds >= 0 && seconds <= 300)).toBe(true);
    expect(new Set(turns).size).toBeGreaterThan(30);
    expect(turn('10.0.0.7', 300, '5000.00 1.00\n')).toBe(turns[7]);
  });

  test('comes within 15 seconds on a node that just booted', () => {
    const turns = Array.from({ length: 20 }, (_, index) => turn(`10.0.1.${index}`, 300, '42.17 1.00\n'));
    expect(Math.max(...turns)).toBeLessThanOrEqual(15);
  });

  test('comes at once when there is no stagger', () => {
    expect(turn('10.0.0.1', 0, '5000.00 1.00\n')).toBe(0);
  });
});
