import { spawnSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commandLine } from '../support/command-line';
import { SHELLS } from '../support/shells';
import { temporaryDirectory } from '../support/temporary-directory';

const temporary = temporaryDirectory();

test.each<[typed: string[], offered: string[]]>([
  [['sy'], ['synth']],
  [
    ['values', ''],
    ['changed', 'diff', 'help', 'search', 'show'],
  ],
  [
    ['values', 's'],
    ['search', 'show'],
  ],
  [['synth', '--j'], ['--json']],
  [
    ['values', 'show', '--'],
    ['--help', '--json', '--markdown', '--version'],
  ],
  [
    ['completion', ''],
    ['bash', 'fish', 'zsh'],
  ],
  [['synth', '--output', 'd'], []],
  [['preflight', ''], []],
])('%j is completed with %j', async (typed, offered) => {
  const { printed } = await commandLine(['complete', '--', ...typed]);
  expect(printed.split('\n').filter((line) => line !== '')).toEqual(offered);
});

const inBash = SHELLS.includes('/bin/bash') ? test : test.skip;

inBash('the script for bash completes the word at the cursor', async () => {
  const { printed: script } = await commandLine(['completion', 'bash']);
  const { printed: answer } = await commandLine(['complete', '--', 'values', 'se']);
  const program = join(temporary(), 'tke-cilium');
  writeFileSync(program, `#!/bin/sh\n[ "$*" = 'complete -- values se' ] && printf '%s' '${answer}'\n`);
  chmodSync(program, 0o755);
  const typed = 'COMP_WORDS=(tke-cilium values se); COMP_CWORD=2; _tke_cilium; echo $COMPREPLY';
  const { stdout } = spawnSync('/bin/bash', ['-c', `${script}\n${typed}`], {
    encoding: 'utf8',
    env: { ...process.env, PATH: `${temporary()}:${process.env.PATH}` },
  });
  expect(stdout).toBe('search\n');
});
