import { isObject, type JsonObject } from '../../../lib/json';
import type { ApiClient } from '../../testbed/api-client';
import { on } from '../cni';
import type { Machine } from '../machine';

/** The files of a volume by name. */
export type VolumeFiles = Readonly<Record<string, string>>;

/**
 * What a kubelet finds for a volume that comes from Secrets and ConfigMaps.
 *
 * @throws when one is not there that must be: the pod would wait for it
 */
export async function volumeFiles(
  api: ApiClient,
  namespace: string,
  volume: JsonObject,
): Promise<VolumeFiles> {
  const { projected } = volume;
  const sources = isObject(projected) ? (projected.sources as JsonObject[]) : [volume];
  const parts = await Promise.all(sources.map((source) => sourceFiles(api, namespace, source)));
  return Object.assign({}, ...parts);
}

async function sourceFiles(api: ApiClient, namespace: string, source: JsonObject): Promise<VolumeFiles> {
  const kind = isObject(source.secret) ? 'secret' : 'configMap';
  const { name, secretName = name, items, optional } = (source[kind] ?? {}) as JsonObject;
  const object = await api.get(`/api/v1/namespaces/${namespace}/${kind.toLowerCase()}s/${secretName}`);
  if (object === undefined) {
    if (optional === true) {
      return {};
    }
    throw new Error(`a pod would wait for ever: it mounts the ${kind} ${secretName}, which is not there`);
  }
  const data = Object.entries((object.data ?? {}) as Record<string, string>).map(
    ([key, value]) => [key, kind === 'secret' ? Buffer.from(value, 'base64').toString() : value] as const,
  );
  if (!Array.isArray(items)) {
    return Object.fromEntries(data);
  }
  return Object.fromEntries(
    (items as { key: string; path: string }[]).map(({ key, path }) => [path, new Map(data).get(key) ?? '']),
  );
}

/** Swaps the files as a kubelet does: behind a link, all at once. */
const SWAP = `
cd "$0"
for link in *; do [ ! -L "$link" ] || [ -e "$1/$link" ] || rm "$link"; done
ln -sfn "$1" ..next
mv -T ..next ..data
for file in "$1"/*; do name=\${file##*/}; [ ! -e "$file" ] || ln -sfn "..data/$name" "$name"; done
`;

let swaps = 0;

/** Puts a volume into a directory of a machine's `/run/work`, or brings it up to date; its path comes back. */
export async function putVolume(machine: Machine, directory: string, files: VolumeFiles): Promise<string> {
  swaps += 1;
  const fresh = `..${swaps}`;
  machine.write(`${directory}/${fresh}/.keep`, '');
  for (const [name, content] of Object.entries(files)) {
    machine.write(`${directory}/${fresh}/${name}`, content);
  }
  const path = `/run/work/${directory}`;
  await on(machine, ['sh', '-ec', SWAP, path, fresh]);
  return path;
}
