import type { ValueFactsByPath } from '../charts/knowledge/value-key';
import type { JsonObject } from '../json';
import { isPublished, underRegistry } from '../tke/registries';
import { effectiveValue, unmetNeed } from './effective';
import { mergeValues } from './merge-values';
import { guidePage, type TkeReason } from './tke-reason';

/**
 * The chart values that take every image of a release from a registry of one's own: the repository of each image that
 * the chart names, of components that are on. Tags and digests stay those of the chart.
 *
 * @param values all that the chart is given besides
 */
export function imageValues(registry: string, facts: ValueFactsByPath, values: JsonObject): JsonObject {
  const look = (path: string) => effectiveValue(path, [values], facts);
  return Object.entries(facts)
    .filter(([path, { needs = [] }]) => path.endsWith(REPOSITORY) && !unmetNeed(needs, look))
    .map(([path, { default: image }]): JsonObject => {
      const moved =
        typeof image === 'string' && isPublished(image) ? underRegistry(image, registry) : undefined;
      return moved === undefined || moved === image ? {} : nested(path.split('.'), moved);
    })
    .reduce(mergeValues, {});
}

/** How the path of the value that names an image, without tag and digest, ends in the Cilium chart. */
const REPOSITORY = '.repository';

function nested(path: readonly string[], value: string): JsonObject {
  const [name = '', ...rest] = path;
  return { [name]: rest.length === 0 ? value : nested(rest, value) };
}

/** Why each of them is set. */
export const IMAGE_REASONS: readonly TkeReason[] = [
  {
    key: `*${REPOSITORY}`,
    field: 'images.registry',
    why: 'the cluster file takes images from this registry; their digests stay',
    source: guidePage('appendix/tcr'),
  },
];
