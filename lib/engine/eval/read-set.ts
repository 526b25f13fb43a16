import { type Dict, type List, NIL_DICT, type Value } from '../go/value';

/** What was seen of a value: of a map or a list what was asked of it, of everything else the value itself. */
type Seen = Value | SeenMap | SeenList;

/**
 * What a run read from a map and the maps and lists in it. Templates are pure functions of what they read, so a later
 * run that would find the same prints the same.
 */
export class ReadSet {
  private constructor(private readonly seen: SeenMap) {}

  /**
   * Runs something with a view of `root` that notes what is read. The first write to the view throws, before anything
   * has changed.
   *
   * @returns nothing when there is no telling from what was read what a later run would do: the run wrote to the map, or failed
   */
  static of<T>(
    root: Dict,
    run: (view: Dict) => T,
  ): { readonly reads: ReadSet; readonly result: T } | undefined {
    const seen = new SeenMap(root.type);
    let hasWritten = false;
    const write = (): never => {
      hasWritten = true;
      throw new Error('a template writes to the values that all templates share');
    };
    try {
      const result = run(new ReadView(root, seen, write));
      return hasWritten ? undefined : { reads: new ReadSet(seen), result };
    } catch {
      // It is run again without a view, and fails again in its own words.
      return undefined;
    }
  }

  /** Whether everything that was read is the same in another map. */
  isSameIn(root: Dict): boolean {
    return this.seen.isSameIn(root);
  }
}

class SeenMap {
  readonly entries = new Map<string, Seen>();
  size: number | undefined;
  /** All keys, in their order, when all were asked for. */
  keys: readonly string[] | undefined;

  constructor(private readonly type: Dict['type']) {}

  isSameIn(value: Value): boolean {
    if (!(value instanceof Map) || value === NIL_DICT || value.type !== this.type) {
      return false;
    }
    if ((this.size !== undefined && this.size !== value.size) || !this.hasSameKeys(value)) {
      return false;
    }
    for (const [key, seen] of this.entries) {
      if (!isSame(seen, value.get(key))) {
        return false;
      }
    }
    return true;
  }

  private hasSameKeys(value: Dict): boolean {
    if (!this.keys) {
      return true;
    }
    let index = 0;
    for (const key of value.keys()) {
      if (this.keys[index++] !== key) {
        return false;
      }
    }
    return index === this.keys.length;
  }
}

/** A list counts as read from end to end. */
class SeenList {
  constructor(
    private readonly type: List['type'],
    private readonly isNil: boolean | undefined,
    private readonly items: readonly Seen[],
  ) {}

  isSameIn(value: Value): boolean {
    return (
      Array.isArray(value) &&
      value.type === this.type &&
      value.isNil === this.isNil &&
      value.length === this.items.length &&
      this.items.every((seen, index) => isSame(seen, value[index]))
    );
  }
}

/** Structs are the same when they are one object: those of equal requests are. */
function isSame(seen: Seen, value: Value): boolean {
  return seen instanceof SeenMap || seen instanceof SeenList ? seen.isSameIn(value) : Object.is(seen, value);
}

/** What a run sees of a value, and what is noted of it. */
function view(value: Value, write: () => never): { readonly shown: Value; readonly seen: Seen } {
  if (value instanceof Map && value !== NIL_DICT) {
    const seen = new SeenMap(value.type);
    return { shown: new ReadView(value, seen, write), seen };
  }
  if (!Array.isArray(value)) {
    return { shown: value, seen: value };
  }
  const items = value.map((item) => view(item, write));
  const shown: List = items.map((item) => item.shown);
  if (value.type !== undefined) {
    shown.type = value.type;
  }
  if (value.isNil !== undefined) {
    shown.isNil = value.isNil;
  }
  return {
    shown,
    seen: new SeenList(
      value.type,
      value.isNil,
      items.map((item) => item.seen),
    ),
  };
}

/** A map that notes what is read from it and refuses to be changed. */
class ReadView extends Map<string, Value> implements Dict {
  declare type?: NonNullable<Dict['type']>;
  declare methods?: NonNullable<Dict['methods']>;
  /** What was shown before: a map is the same map each time it is asked for. */
  private readonly shown = new Map<string, Value>();

  constructor(
    private readonly source: Dict,
    private readonly seen: SeenMap,
    private readonly write: () => never,
  ) {
    super();
    if (source.type !== undefined) {
      this.type = source.type;
    }
    if (source.methods !== undefined) {
      this.methods = source.methods;
    }
  }

  override get(key: string): Value {
    if (this.seen.entries.has(key)) {
      return this.shown.get(key);
    }
    const { shown, seen } = view(this.source.get(key), this.write);
    this.shown.set(key, shown);
    this.seen.entries.set(key, seen);
    return shown;
  }

  override has(key: string): boolean {
    this.get(key);
    return this.source.has(key);
  }

  override get size(): number {
    const { size } = this.source;
    this.seen.size = size;
    return size;
  }

  override keys(): MapIterator<string> {
    this.seen.keys ??= [...this.source.keys()];
    return this.source.keys();
  }

  override *entries(): MapIterator<[string, Value]> {
    for (const key of this.keys()) {
      yield [key, this.get(key)];
    }
  }

  override *values(): MapIterator<Value> {
    for (const key of this.keys()) {
      yield this.get(key);
    }
  }

  override [Symbol.iterator](): MapIterator<[string, Value]> {
    return this.entries();
  }

  override forEach(each: (value: Value, key: string, map: Map<string, Value>) => void): void {
    for (const [key, value] of this.entries()) {
      each(value, key, this);
    }
  }

  override set(): this {
    return this.write();
  }

  override delete(): boolean {
    return this.write();
  }

  override clear(): void {
    this.write();
  }
}
