import { type Chart, loadChart } from '../../lib/engine/chart/chart';
import { fromBytes } from '../../lib/engine/go/bytes';
import type { Value } from '../../lib/engine/go/value';
import { isObject, type JsonObject, type JsonValue } from '../../lib/json';
import { ADVERSARIES } from './adversaries';
import { NAMED_VALUES } from './named-values';
import type { Random } from './random';

/** A place in the values of a chart, and what the chart has there. */
interface Leaf {
  readonly path: readonly string[];
  readonly value: Value;
}

/** What a place in the values is set to. */
interface Change {
  readonly path: readonly string[];
  readonly value: JsonValue;
}

/** Changes to a chart's defaults, and what they are about. */
export interface ValueSet {
  readonly name: string;
  readonly values: JsonObject;
}

/** Makes values for one chart: booleans flipped, enums gone through, features in pairs, leaves made awkward. */
export class ValueSets {
  private readonly leaves: readonly Leaf[];
  private readonly booleans: readonly Leaf[];
  private readonly features: readonly Leaf[];
  private readonly enums: readonly Change[];

  constructor(archive: Buffer) {
    const chart = loadChart(archive, 'v4.2');
    this.leaves = leavesOf(chart);
    this.booleans = this.leaves.filter(({ value }) => typeof value === 'boolean');
    this.features = this.booleans.filter(({ path, value }) => value === false && path.at(-1) === 'enabled');
    this.enums = enumsOf(chart);
  }

  /** One more set; which kind it is turns with `index`. */
  generate(index: number, random: Random): ValueSet {
    switch (index % 4) {
      case 0:
        return this.flipped(random.some(this.booleans, 1 + random.below(3)), 'booleans');
      case 1:
        return this.flipped(random.some(this.features, 2), 'pair');
      case 2:
        return this.awkward(random.some(this.leaves, 1 + random.below(3)), random);
      default:
        return this.enums.length > 0
          ? this.enumerated(random.pick(this.enums))
          : this.awkward(random.some(this.leaves, 1), random);
    }
  }

  /**
   * What can be gone through one by one: every boolean flipped, every enum value, every leaf made awkward. Every feature
   * is switched on beside another; which one turns with `random`, because all pairs would be thousands.
   */
  every(random: Random): readonly ValueSet[] {
    const beside = 1 + random.below(this.features.length - 1);
    return [
      ...this.booleans.map((leaf) => this.flipped([leaf], 'boolean')),
      ...this.enums.map((change) => this.enumerated(change)),
      ...this.features.map((feature, index) => {
        const other = this.features[(index + beside) % this.features.length] ?? feature;
        return this.flipped([feature, other], 'pair');
      }),
      ...this.leaves.map((leaf) => this.awkward([leaf], random)),
    ];
  }

  private flipped(leaves: readonly Leaf[], kind: string): ValueSet {
    const changes = leaves.map(({ path, value }) => ({ path, value: value !== true }));
    return {
      name: `${kind} ${changes.map(({ path }) => path.join('.')).join(', ')}`,
      values: apply(changes),
    };
  }

  private enumerated(change: Change): ValueSet {
    return { name: `enum ${change.path.join('.')}=${String(change.value)}`, values: apply([change]) };
  }

  private awkward(leaves: readonly Leaf[], random: Random): ValueSet {
    const changes = leaves.map(({ path, value }) => ({
      path,
      value: random.pick(ADVERSARIES[kindOf(value)]),
    }));
    return {
      name: `awkward ${changes.map(({ path }) => path.join('.')).join(', ')}`,
      values: apply(changes),
    };
  }
}

function kindOf(value: Value): keyof typeof ADVERSARIES {
  switch (typeof value) {
    case 'boolean':
      return 'boolean';
    case 'number':
      return 'number';
    case 'string':
      return 'string';
  }
  return value instanceof Map ? 'map' : Array.isArray(value) ? 'list' : 'nothing';
}

function leavesOf(chart: Chart): Leaf[] {
  const walk = (value: Value, path: readonly string[]): Leaf[] =>
    value instanceof Map && value.size > 0
      ? [...value].flatMap(([key, item]) => walk(item, [...path, fromBytes(key)]))
      : [{ path, value }];
  return walk(chart.values, []);
}

function enumsOf(chart: Chart): Change[] {
  const walk = (schema: JsonValue, path: readonly string[]): Change[] => {
    if (!isObject(schema)) {
      return [];
    }
    const { enum: values, properties, anyOf, oneOf } = schema;
    return [
      ...(Array.isArray(values) ? values.map((value) => ({ path, value })) : []),
      ...(isObject(properties ?? null)
        ? Object.entries(properties as JsonObject).flatMap(([key, item]) => walk(item, [...path, key]))
        : []),
      ...[anyOf, oneOf].flatMap((list) =>
        Array.isArray(list) ? list.flatMap((item) => walk(item, path)) : [],
      ),
    ];
  };
  return chart.schema === undefined ? [] : walk(JSON.parse(fromBytes(chart.schema)), []);
}

/** The default values with the changes made. */
function apply(changes: readonly Change[]): JsonObject {
  const values = structuredClone(NAMED_VALUES.defaults as JsonObject);
  for (const { path, value } of changes) {
    let at = values;
    for (const key of path.slice(0, -1)) {
      const next = at[key];
      const inner = isObject(next ?? null) ? (next as JsonObject) : {};
      at[key] = inner;
      at = inner;
    }
    at[path.at(-1) ?? ''] = value;
  }
  return values;
}
