import { lookup } from 'node:dns/promises';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Declared } from '../cluster/declared';
import { isObject } from '../json';
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

/** The keys of cilium-config that `dist/` has for a cluster; undefined when it holds none. */
export function configInDist(dist: string, cluster: string): Readonly<Record<string, string>> | undefined {
  const file = join(dist, cluster, 'cilium/kube-system/ConfigMap.cilium-config.yaml');
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
  const [manifest] = readManifests(text);
  return isObject(manifest?.data)
    ? Object.fromEntries(Object.entries(manifest.data).map(([key, value]) => [key, String(value)]))
    : undefined;
}
