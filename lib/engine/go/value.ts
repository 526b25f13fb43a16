/**
 * A value as Go's templates handle it.
 *
 * | here | in Go |
 * |---|---|
 * | `undefined` | reflect's invalid value: what a pipeline makes of nil |
 * | `null` | a nil interface: a map entry or list item that is nil |
 * | `string` | a string, one code unit per byte (see bytes.ts) |
 * | `number` | float64, and every number of a values file is one |
 * | `bigint` | int |
 * | `Integer` | every other integer type |
 */
export type Value = undefined | null | boolean | string | number | bigint | Integer | List | Dict | Struct;

/** An integer that is not an `int`. */
export class Integer {
  constructor(
    readonly type: 'int64' | 'uint64' | 'uint8',
    readonly value: bigint,
  ) {}
}

/** A slice; `[]interface {}` unless `type` says otherwise. */
export interface List extends Array<Value> {
  type?: '[]string' | '[]int' | '[][]interface {}';
  /** True for a nil slice, which is empty everywhere but in JSON, where it is null. */
  isNil?: boolean;
}

/** A nil slice. */
export function nilList(): List {
  const list: List = [];
  list.isNil = true;
  return list;
}

/** A map with string keys; `map[string]interface {}` unless `type` says otherwise. */
export interface Dict extends Map<string, Value> {
  type?: 'common.Values' | 'chartutil.Values' | 'map[string]string' | 'engine.files';
  /** What can be asked of a map of a named type besides its keys; a method hides a key of its name. */
  methods?: ReadonlyMap<string, Method>;
}

/** A nil map: reads find nothing, a write is an error, and in JSON it is null. */
export const NIL_DICT: Dict = new Map();

/** A method that templates may call; the ones known here take strings and nothing else. */
export interface Method {
  /** How many strings it takes. */
  readonly parameters: number;
  call(given: readonly Value[], owner: Dict | Struct): Value;
}

/** The parameter types of the functions and methods that templates call. */
export type ParameterType =
  | 'any'
  | 'value'
  | 'string'
  | 'bool'
  | 'int'
  | 'float64'
  | 'dict'
  | 'list'
  | 'time.Time'
  | 'sprig.certificate';

/** A Go struct, or a pointer to one: templates reach its fields and methods, nothing else. */
export class Struct {
  constructor(
    /** As `%T` prints it, for example `*semver.Version`. */
    readonly type: string,
    readonly kind: 'struct' | 'ptr' | 'slice' | 'map',
    readonly fields: ReadonlyMap<string, Value>,
    readonly methods: ReadonlyMap<string, Method> = new Map(),
    /** What Go's String() gives; a struct without one is not printed by this engine. */
    readonly text?: () => string,
  ) {}
}

/** A list whose order is another one at every render in Go, for example the keys of a map. Sorted, it is a list like any other. */
export class Unordered extends Struct {
  constructor(
    type: '[]string' | '[]interface {}',
    readonly items: readonly Value[],
    /** How it came about, for messages. */
    readonly origin: string,
  ) {
    super(type, 'slice', new Map());
  }
}

/** Whether a value is a nil map or a nil slice. */
export function isNilCollection(value: Value): boolean {
  return value === NIL_DICT || (Array.isArray(value) && (value as List).isNil === true);
}

/** The Go type as `%T` prints it; a nil has none. */
export function typeName(value: Value): string {
  if (value === undefined || value === null) {
    return '<nil>';
  }
  switch (typeof value) {
    case 'string':
      return 'string';
    case 'number':
      return 'float64';
    case 'boolean':
      return 'bool';
    case 'bigint':
      return 'int';
  }
  if (value instanceof Map) {
    return value.type ?? 'map[string]interface {}';
  }
  return Array.isArray(value) ? (value.type ?? '[]interface {}') : value.type;
}

/** The Go kind as `reflect.Kind` prints it. */
export function kindName(value: Value): string {
  if (value === undefined || value === null) {
    return 'invalid';
  }
  if (value instanceof Map) {
    return 'map';
  }
  if (Array.isArray(value)) {
    return 'slice';
  }
  return value instanceof Struct ? value.kind : typeName(value);
}

/** Whether `if` and `with` take the value for true; `empty` and `default` ask the same question. */
export function isTrue(value: Value): boolean {
  if (value === undefined || value === null) {
    return false;
  }
  switch (typeof value) {
    case 'boolean':
      return value;
    case 'string':
      return value !== '';
    case 'number':
      return value !== 0;
    case 'bigint':
      return value !== 0n;
  }
  if (value instanceof Map) {
    return value.size > 0;
  }
  if (Array.isArray(value)) {
    return value.length > 0;
  }
  return value instanceof Integer ? value.value !== 0n : true;
}

/** Keys in the order Go ranges over a map: by byte, which is the order of our code units. */
export function sortedKeys(dict: Dict): string[] {
  return [...dict.keys()].sort(byteOrder);
}

export function byteOrder(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
