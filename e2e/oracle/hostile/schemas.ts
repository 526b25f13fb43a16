import type { JsonObject, JsonValue } from '../../../lib/json';
import type { Random } from '../random';
import { awkwardText } from './awkward';

const TYPES = ['string', 'number', 'integer', 'boolean', 'object', 'array', 'null'];

/** A values.schema.json: mostly one, sometimes only nearly. */
export function schema(random: Random): string {
  switch (random.below(12)) {
    case 0:
      return random.pick([
        '',
        '{',
        '[]',
        'true',
        'false',
        'null',
        '{"type": 5}',
        '{"$ref": "#/nowhere"}',
        '{"type": "x"}',
        '{} x',
        '\ufeff{}',
        '{"a": 1,}',
      ]);
    default:
      return JSON.stringify({
        ...node(random, 0),
        ...(random.below(2) === 0 && { properties: properties(random, 0) }),
      });
  }
}

function node(random: Random, depth: number): JsonObject {
  const made: JsonObject = {};
  for (const keyword of random.some(Object.keys(KEYWORDS), 1 + random.below(3))) {
    const value = KEYWORDS[keyword]?.(random, depth + 1);
    if (value !== undefined) {
      made[keyword] = value;
    }
  }
  return made;
}

function properties(random: Random, depth: number): JsonObject {
  return Object.fromEntries(
    random
      .some(['text', 'other', 'number', 'map', 'list', 'any', 'absent', 'a'], 3)
      .map((name) => [name, node(random, depth + 1)]),
  );
}

const KEYWORDS: Readonly<Record<string, (random: Random, depth: number) => JsonValue | undefined>> = {
  type: (random) => (random.below(3) === 0 ? random.some(TYPES, 2) : random.pick(TYPES)),
  properties: (random, depth) => (depth < 3 ? properties(random, depth) : undefined),
  required: (random) => random.some(['text', 'absent', 'a', "q'uo", 'b'], 1 + random.below(2)),
  enum: (random) =>
    random.pick([
      ['a', 'b'],
      [1, null, true],
      ['x'],
      [{ a: 1 }],
      [awkwardText(random)],
      [1e6, 0.5],
    ]) as JsonValue,
  minimum: (random) => random.pick([0, 1, 1e6, 0.5, -3]),
  maximum: (random) => random.pick([0, 1, 1e7, 0.25]),
  items: (random, depth) => (depth < 3 ? node(random, depth) : undefined),
  anyOf: (random, depth) => (depth < 3 ? [node(random, depth), node(random, depth)] : undefined),
  oneOf: (random, depth) => (depth < 3 ? [node(random, depth), node(random, depth)] : undefined),
  allOf: (random, depth) => (depth < 3 ? [node(random, depth), node(random, depth)] : undefined),
  not: (random, depth) => (depth < 3 ? node(random, depth) : undefined),
  additionalProperties: (random, depth) =>
    random.below(2) === 0 ? false : depth < 3 ? node(random, depth) : true,
  title: () => 'a title',
  description: () => 'words',
  default: () => 1,
};
