import type { JsonObject } from '../../json';
import { type Change, objectKey } from '../change';
import type { ClusterPair } from '../cluster-pair';
import type { DistObject } from '../dist-files';

/** Looks up the objects that changed paths are of. */
export class PairFacts {
  private readonly old: ReadonlyMap<string, DistObject>;
  private readonly now: ReadonlyMap<string, DistObject>;
  private readonly renamed: ReadonlySet<string>;

  constructor({ before, after, changes }: ClusterPair) {
    const [old, now] = [before, after].map(
      ({ changed }) => new Map(changed.map((one) => [objectKey(one.ref), one])),
    );
    this.old = old ?? new Map();
    this.now = now ?? new Map();
    this.renamed = new Set(changes.filter(isNameOf).map(({ object }) => objectKey(object)));
  }

  before({ object }: Change): JsonObject | undefined {
    return this.old.get(objectKey(object))?.object;
  }

  after({ object }: Change): JsonObject | undefined {
    return this.now.get(objectKey(object))?.object;
  }

  /** True when the name changes too: a Job with another name is another Job. */
  isRenamed({ object }: Change): boolean {
    return this.renamed.has(objectKey(object));
  }
}

/** A change of the name of an object that is matched without the end of its name. */
export function isNameOf({ path }: Change): boolean {
  return path.length === 2 && path[0] === 'metadata' && path[1] === 'name';
}
