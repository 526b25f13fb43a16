import { spawnSync } from 'node:child_process';
import { containerdMirrorScript } from '../../lib/node-init/script';

/** The script up to where it runs: its settings and functions. */
export const FUNCTIONS = containerdMirrorScript().replace(/^node=[\s\S]*/m, '');

/** Runs commands after the script's functions in a directory, and gives what they print. */
export function callIn(directory: string, commands: string): string {
  const done = spawnSync('/bin/sh', ['-c', `${FUNCTIONS}\n${commands}`], {
    cwd: directory,
    encoding: 'utf8',
  });
  return done.stdout + done.stderr;
}
