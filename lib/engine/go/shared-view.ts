import type { Dict, Value } from './value';

/** A plain map over the entries of another: what one side sets, the other sees, as with two names of one Go map. */
export function sharedView(shared: Dict): Dict {
  return new SharedView(shared);
}

class SharedView extends Map<string, Value> {
  constructor(private readonly shared: Dict) {
    super();
  }

  override get size(): number {
    return this.shared.size;
  }

  override get(key: string): Value {
    return this.shared.get(key);
  }

  override has(key: string): boolean {
    return this.shared.has(key);
  }

  override set(key: string, value: Value): this {
    this.shared.set(key, value);
    return this;
  }

  override delete(key: string): boolean {
    return this.shared.delete(key);
  }

  override keys(): MapIterator<string> {
    return this.shared.keys();
  }

  override values(): MapIterator<Value> {
    return this.shared.values();
  }

  override entries(): MapIterator<[string, Value]> {
    return this.shared.entries();
  }

  override [Symbol.iterator](): MapIterator<[string, Value]> {
    return this.shared.entries();
  }
}
