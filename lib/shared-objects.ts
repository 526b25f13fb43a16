import type { JsonObject } from './json';

/**
 * Remembers what was found out about objects that never change. The renderer freezes what it gives, and gives the same
 * object to every cluster for which the chart prints the same text. Nothing is remembered of other objects.
 */
export class OfSharedObjects<T> {
  private readonly known = new WeakMap<JsonObject, T>();

  of(object: JsonObject, find: () => T): T {
    const known = this.known.get(object);
    if (known !== undefined) {
      return known;
    }
    const found = find();
    if (Object.isFrozen(object)) {
      this.known.set(object, found);
    }
    return found;
  }
}
