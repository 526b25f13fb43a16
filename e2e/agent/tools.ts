import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
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

/** Makes a directory for PATH with the programs under the names by which the agent calls them. */
export function makeTools(directory: string, { clang, iptables, ipset }: NodeTools): string {
  mkdirSync(directory, { recursive: true });
  const plugins = join(dirname(dirname(iptables.path)), 'lib/x86_64-linux-gnu/xtables');
  write(directory, 'clang', clang);
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
  const file = join(directory, name);
  const loader = libraries === undefined ? '' : `LD_LIBRARY_PATH=${libraries}`;
  writeFileSync(file, `#!/bin/sh\nexec env ${loader} ${env} ${path} ${first} "$@"\n`);
  chmodSync(file, 0o755);
}
