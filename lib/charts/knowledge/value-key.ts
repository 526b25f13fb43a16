import type { JsonValue } from '../../json';

/** The types that JSON Schema distinguishes. */
export type ValueType = 'null' | 'boolean' | 'integer' | 'number' | 'string' | 'array' | 'object';

/** What a key needs before it has any effect: another value that is on, or that equals a word. */
export interface Need {
  /** Dotted path of the other value. */
  readonly path: string;
  readonly equals?: string;
}

/** All that is known of one key of a chart's values. Absent fields: nothing is known, or `false`. */
export interface ValueFacts {
  /** The chart's own words, from the `# --` comment. */
  readonly description?: string;
  readonly types?: readonly ValueType[];
  readonly enum?: readonly JsonValue[];
  /** The default in values.yaml; absent when the key is in a comment only, and for maps whose keys have their own. */
  readonly default?: JsonValue;
  /** What the chart documents as default where values.yaml has none. */
  readonly documentedDefault?: string;
  /** A map that holds whatever keys the user gives it. */
  readonly open?: boolean;
  /** The templates read it, values.yaml and the schema do not mention it. */
  readonly undeclared?: boolean;
  /** values.yaml mentions it, no template reads it. */
  readonly unread?: boolean;
  readonly deprecated?: boolean;
  /** The chart fails with these words when it is set. */
  readonly removed?: string;
  readonly needs?: readonly Need[];
}

/** A key and the keys under it. The name `*` means every key of a map, or item of a list. */
export interface ValueKey extends ValueFacts {
  readonly path: string;
  readonly keys: ReadonlyMap<string, ValueKey>;
}

/** Facts by dotted path, one line a key: the form in which they are kept under imports/. */
export type ValueFactsByPath = Readonly<Record<string, ValueFacts>>;

/** Joins keys to the tree they are paths of. */
export function treeOfKeys(facts: ValueFactsByPath): ValueKey {
  const root = { path: '', keys: new Map<string, ValueKey>() };
  const maps = new Map<string, Map<string, ValueKey>>([['', root.keys]]);
  for (const [path, known] of Object.entries(facts)) {
    const dot = path.lastIndexOf('.');
    const keys = new Map<string, ValueKey>();
    maps.get(path.slice(0, Math.max(dot, 0)))?.set(path.slice(dot + 1), { ...known, path, keys });
    maps.set(path, keys);
  }
  return root;
}
