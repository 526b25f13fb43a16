import type { ValueFacts } from '../../lib/charts/knowledge/value-key';
import type { JsonValue } from '../../lib/json';

const SAMPLES: Readonly<Record<string, readonly JsonValue[]>> = {
  boolean: [true, false],
  integer: [1234],
  number: [1234],
  string: ['x'],
  array: [['x']],
  object: [{}],
};

/** A value of the kind that the chart takes, and not its default. */
export function another(known: ValueFacts | undefined): JsonValue {
  const { enum: words, types = [], default: value } = known ?? {};
  const samples: JsonValue[] = words
    ? [...words]
    : types.flatMap((type) => SAMPLES[type] ?? []).concat(types.length === 0 ? ['x'] : []);
  return samples.find((sample) => sample !== value) ?? null;
}
