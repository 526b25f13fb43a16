import { type Chart, loadChart } from '../../lib/engine/archive/chart';
import { fromBytes } from '../../lib/go/bytes';
import type { Value } from '../../lib/go/value';
import { isObject, type JsonObject, type JsonValue } from '../../lib/json';
import { ADVERSARIES } from './adversaries';
import { NAMED_VALUES } from './named-values';
import type { Random } from './random';

/** A place in the values of a chart, and what the chart has there. */
interface Leaf {
  readonly path: readonly string[];
  readonly value: Value;
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
  private readonly enums: readonly { readonly path: readonly string[]; readonly value: JsonValue }[];

  constructor(archive: Buffer) {
    const chart = loadChart(archive);
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
        return this.awkward(random);
      default:
        return this.enums.length > 0 ? this.enumerated(random) : this.awkward(random);
    }
  }

  private flipped(leaves: readonly Leaf[], kind: string): ValueSet {
    const changes = leaves.map(({ path, value }) => ({ path, value: value !== true }));
    return {
      name: `${kind} ${changes.map(({ path }) => path.join('.')).join(', ')}`,
      values: apply(changes),
    };
  }

  private enumerated(random: Random): ValueSet {
    const change = random.pick(this.enums);
    return { name: `enum ${change.path.join('.')}=${String(change.value)}`, values: apply([change]) };
  }

  private awkward(random: Random): ValueSet {
    const changes = random.some(this.leaves, 1 + random.below(3)).map(({ path, value }) => ({
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

function enumsOf(chart: Chart): { path: readonly string[]; value: JsonValue }[] {
  const walk = (
    schema: JsonValue,
    path: readonly string[],
  ): { path: readonly string[]; value: JsonValue }[] => {
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
function apply(
  changes: readonly { readonly path: readonly string[]; readonly value: JsonValue }[],
): JsonObject {
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
