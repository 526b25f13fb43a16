import { spawnSync } from 'node:child_process';
import { containerdMirrorScript } from '../../lib/node-init/script';
import { nodePoolUserData, USER_DATA_LIMIT } from '../../lib/node-init/user-data';
import { SHELLS } from '../support/shells';

describe('node pool user data', () => {
  const { plain, base64 } = nodePoolUserData();

  test('is the node script without comments, indents and what only the pod needs', () => {
    const script = new Set(
      containerdMirrorScript()
        .split('\n')
        .map((line) => line.trimStart()),
    );
    expect(plain.startsWith('#!/bin/sh\nset -u\n')).toBe(true);
    expect(plain.split('\n').filter((line) => !script.has(line))).toEqual([]);
    expect(
      plain
        .split('\n')
        .slice(1)
        .filter((line) => line.startsWith('#')),
    ).toEqual([]);
    for (const kept of ['take_back()', 'verify()', 'add_by_path()']) {
      expect(plain).toContain(kept);
    }
    for (const left of ['watch()', 'strip()', 'turn()', 'usage', '# pod']) {
      expect(plain).not.toContain(left);
    }
  });

  test('in base64 decodes to the plain form', () => {
    expect(Buffer.from(base64, 'base64').toString()).toBe(plain);
  });

  test('stays below the limit of a node pool, with room for longer settings', () => {
    expect(base64.length).toBeLessThan(USER_DATA_LIMIT - 256);
  });

  test('is refused when settings make it too long', () => {
    expect(() => nodePoolUserData({ restartCommand: 'true '.repeat(400) })).toThrow(
      /over the limit of 16384/,
    );
  });

  test.each(SHELLS)('parses in %s', (shell) => {
    const parsed = spawnSync(shell, ['-n'], { input: plain, encoding: 'utf8' });
    expect([parsed.status, parsed.stderr]).toEqual([0, '']);
  });

  test('carries the settings', () => {
    expect(nodePoolUserData({ endpoint: 'https://mirror.example.com' }).plain).toContain(
      "ENDPOINT='https://mirror.example.com'",
    );
  });
});
