import { objectKey } from './change';
import { type DistFile, type DistObject, PLAIN_FILE, UNREADABLE_FILE } from './dist-files';

/**
 * Numbers the objects that are there more than once, in files that differ between the two sides or in one that does not.
 *
 * @param unchanged files that both sides share: their names say which objects they hold
 */
export function withCopies(
  objects: readonly DistObject[],
  unchanged: readonly DistFile[],
): readonly DistObject[] {
  const taken = new Set(unchanged.map((file) => withinLayer(file)));
  const seen = new Map<string, number>();
  return objects.map((one) => {
    const { ref, file } = one;
    const key = objectKey(ref);
    const isElsewhere =
      ref.kind !== PLAIN_FILE && ref.kind !== UNREADABLE_FILE && taken.has(withinLayer(file));
    const copy = (seen.get(key) ?? (isElsewhere ? 1 : 0)) + 1;
    seen.set(key, copy);
    return copy === 1 ? one : { ...one, ref: { ...ref, name: `${ref.name} (copy ${copy})`, copy } };
  });
}

/** `kube-system/ConfigMap.cilium-config.yaml`: the same for the same object in another layer. */
function withinLayer({ path, cluster, role, layer }: DistFile): string {
  const root = layer === '' ? cluster : `${cluster}/${layer}`;
  return `${role} ${path.slice(path.indexOf(root) + root.length + 1)}`;
}
