import { createHash } from 'node:crypto';
import type { ManifestDigest } from '../cluster/manifest-files';
import type { ReadCluster } from '../cluster/read-clusters';
import type { Layer } from '../constructs/layer';
import { isObject, type JsonValue } from '../json';

/** Name of the file in a cluster's directory that says of what input the directory was made. */
export const INPUT_FILE = 'input.sha256';

/**
 * The digest of a cluster's settings as a file among its manifests. While it stays, the cluster is what it was declared to be;
 * whatever else changes in its directory then changed because of the tool. The version of the tool is not part of it:
 * updating the tool would change a file of every cluster. No reader of manifests takes a file of that name for one.
 */
export function inputLayer(
  { cluster, file, settings }: ReadCluster,
  manifests: readonly ManifestDigest[] = [],
): Layer {
  // Which groups settings come from changes nothing that is made of them.
  const { groups: _, ...declared } = isObject(settings.value) ? settings.value : {};
  const hash = createHash('sha256').update(canonical(declared));
  // What lies at those paths is a setting of the cluster as well.
  const digest = manifests
    .reduce((sum, one) => sum.update(`\0${one.path}\0${one.digest}`), hash)
    .digest('hex');
  const content = `${digest}  the settings of ${cluster.name}, of all layers, without comments\n`;
  return {
    directory: cluster.name,
    origin: file,
    objects: [],
    files: [{ name: INPUT_FILE, content }],
  };
}

/** The same text for the same settings, in whatever order their keys are written. */
function canonical(value: JsonValue): string {
  if (Array.isArray(value)) {
    return `[${value.map(canonical).join()}]`;
  }
  if (isObject(value)) {
    const fields = Object.keys(value)
      .sort()
      .map((key) => `${JSON.stringify(key)}:${canonical(value[key] ?? null)}`);
    return `{${fields.join()}}`;
  }
  return typeof value === 'bigint' ? String(value) : JSON.stringify(value);
}
