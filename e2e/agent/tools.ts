import { chmodSync, copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { NodeTools } from '../parts/cilium';
import type { Program } from '../parts/program';

/** Names under which the agent calls the program for packet filters; the name decides what it does. */
const PACKET_FILTERS = [
  'iptables',
  'iptables-save',
  'iptables-restore',
  'ip6tables',
  'ip6tables-save',
  'ip6tables-restore',
];

/** Where an agent that only has to start finds BPF objects that were compiled for others. */
export const KEPT_OBJECTS = { OBJECTS: '/run/tools/objects' } as const;

/** Makes a directory for PATH with the programs under the names by which the agent calls them. */
export function makeTools(directory: string, { clang, iptables, ipset }: NodeTools): string {
  mkdirSync(directory, { recursive: true });
  const plugins = join(dirname(dirname(iptables.path)), 'lib/x86_64-linux-gnu/xtables');
  mkdirSync(join(directory, 'objects'));
  const compiler = `LD_LIBRARY_PATH=${clang.libraries ?? ''} ${clang.path}`;
  writeScript(join(directory, 'clang'), `CLANG='env ${compiler}' exec sh /run/tools/compiler.sh "$@"`);
  copyFileSync(join(__dirname, 'compiler.sh'), join(directory, 'compiler.sh'));
  write(directory, 'ipset', ipset);
  for (const name of PACKET_FILTERS) {
    write(directory, name, iptables, { env: `XTABLES_LIBDIR=${plugins}`, first: name });
  }
  return directory;
}

function write(
  directory: string,
  name: string,
  { path, libraries }: Program,
  { env = '', first = '' }: { readonly env?: string; readonly first?: string } = {},
): void {
  const loader = libraries === undefined ? '' : `LD_LIBRARY_PATH=${libraries}`;
  writeScript(join(directory, name), `exec env ${loader} ${env} ${path} ${first} "$@"`);
}

function writeScript(file: string, command: string): void {
  writeFileSync(file, `#!/bin/sh\n${command}\n`);
  chmodSync(file, 0o755);
}
