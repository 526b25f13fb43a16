import { lookup } from 'node:dns/promises';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Declared } from '../cluster/declared';
import type { JsonObject } from '../json';
import { readManifests } from '../yaml/read';

/** What `apiServer.host` resolves to here; undefined when it is an address, or does not resolve. */
export async function apiServerAddresses({ cluster }: Declared): Promise<readonly string[] | undefined> {
  const host = cluster.apiServer?.host;
  if (host === undefined || !/[a-z]/i.test(host)) {
    return undefined;
  }
  try {
    return (await lookup(host, { all: true, family: 4 })).map(({ address }) => address);
  } catch {
    return undefined;
  }
}

/** The objects that `dist/` has for a cluster; undefined when it holds none. */
export function objectsInDist(dist: string, cluster: string): readonly JsonObject[] | undefined {
  const directory = join(dist, cluster);
  let paths: string[];
  try {
    paths = readdirSync(directory, { recursive: true, encoding: 'utf8' });
  } catch {
    return undefined;
  }
  return paths
    .filter((path) => path.endsWith('.yaml'))
    .sort()
    .flatMap((path) => readManifests(readFileSync(join(directory, path), 'utf8')));
}
