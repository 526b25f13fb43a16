import { OutsideProfile } from '../../lib/engine/go/errors';
import type { Dict } from '../../lib/engine/go/value';
import { goValue } from '../../lib/engine/release/given-values';
import { valuesSchema } from '../../lib/engine/schema/values-schema';
import { ValuesRefused } from '../../lib/engine/schema/violation';
import type { JsonObject } from '../../lib/json';

/** Helm's words about values, without the frame around them; 'allowed' when there are none. */
function verdict(schema: unknown, values: JsonObject): string {
  const text = typeof schema === 'string' ? schema : JSON.stringify(schema);
  try {
    valuesSchema(text).check('c', goValue(values) as Dict);
    return 'allowed';
  } catch (error) {
    if (error instanceof ValuesRefused) {
      return error.message.split('\n').slice(2, -1).join('\n');
    }
    throw error;
  }
}

const P = (schema: unknown) => ({ properties: { a: schema } });

test.each<[string, unknown, JsonObject, string]>([
  ['type', P({ type: ['string', 'null'] }), { a: 1 }, "- at '/a': got number, want null or string"],
  ['a whole number is an integer', P({ type: 'integer' }), { a: 3 }, 'allowed'],
  ['const', P({ const: 1.0 }), { a: 2 }, "- at '/a': value must be 1"],
  [
    'enum, numbers as they are written',
    '{"properties":{"a":{"enum":[1e6,"x",null]}}}',
    { a: 2 },
    "- at '/a': value must be one of 1e6, 'x', <nil>",
  ],
  ['required', { required: ['a', 'b'] }, {}, "- at '': missing properties 'a', 'b'"],
  [
    'properties within properties',
    P(P({ type: 'string' })),
    { a: { a: 1 } },
    "- at '/a/a': got number, want string",
  ],
  [
    'patternProperties',
    { patternProperties: { '^x': { type: 'string' } } },
    { x1: 1, y: 1 },
    "- at '/x1': got number, want string",
  ],
  [
    'additionalProperties',
    { ...P(true), additionalProperties: false },
    { a: 1, b: 1, c: 1 },
    "- at '': additional properties 'b', 'c' not allowed",
  ],
  [
    'additionalProperties with a schema',
    { additionalProperties: { type: 'string' } },
    { b: 1 },
    "- at '/b': got number, want string",
  ],
  [
    'propertyNames',
    { propertyNames: { maxLength: 1 } },
    { ab: 1 },
    "- at '': invalid propertyName 'ab'\n  - at '': maxLength: got 2, want 1",
  ],
  ['minProperties', { minProperties: 2 }, { a: 1 }, "- at '': minProperties: got 1, want 2"],
  [
    'dependentRequired',
    { dependentRequired: { a: ['b'] } },
    { a: 1 },
    "- at '': properties 'b' required, if 'a' exists",
  ],
  ['items', P({ items: { type: 'string' } }), { a: ['x', 1] }, "- at '/a/1': got number, want string"],
  [
    'prefixItems',
    P({ prefixItems: [true, { type: 'string' }] }),
    { a: [1, 1] },
    "- at '/a/1': got number, want string",
  ],
  [
    'minItems and uniqueItems',
    P({ minItems: 3, uniqueItems: true }),
    { a: [1, 1] },
    "- at '/a': minItems: got 2, want 3\n- at '/a': items at 0 and 1 are equal",
  ],
  ['length in characters', P({ maxLength: 1 }), { a: 'é' }, 'allowed'],
  ['pattern', P({ pattern: '^[a-z]+$' }), { a: 'A' }, "- at '/a': 'A' does not match pattern '^[a-z]+$'"],
  ['minimum', P({ minimum: 1000 }), { a: 1 }, "- at '/a': minimum: got 1, want 1,000"],
  ['exclusiveMaximum', P({ exclusiveMaximum: 1 }), { a: 1 }, "- at '/a': exclusiveMaximum: got 1, want 1"],
  ['multipleOf counts in decimals', P({ multipleOf: 0.1 }), { a: 0.3 }, 'allowed'],
  ['not', P({ not: { type: 'string' } }), { a: 'x' }, "- at '/a': 'not' failed"],
  [
    'allOf',
    P({ allOf: [{ type: 'string' }, { minLength: 2 }] }),
    { a: 'x' },
    "- at '/a': 'allOf' failed\n  - at '/a': minLength: got 1, want 2",
  ],
  [
    'anyOf',
    P({ anyOf: [{ type: 'string' }, { minimum: 5 }] }),
    { a: 1 },
    "- at '/a': 'anyOf' failed\n  - at '/a': got number, want string\n  - at '/a': minimum: got 1, want 5",
  ],
  [
    'oneOf',
    P({ oneOf: [{ type: 'number' }, { minimum: 0 }] }),
    { a: 1 },
    "- at '/a': 'oneOf' failed, subschemas 0, 1 matched",
  ],
  [
    'if, then, else',
    '{"if": {"required": ["a"]}, "then": {"required": ["b"]}, "else": {"required": ["c"]}}',
    {},
    "- at '': missing property 'c'",
  ],
  [
    '$ref',
    { $defs: { s: { type: 'string' } }, ...P({ $ref: '#/$defs/s' }) },
    { a: 1 },
    "- at '/a': got number, want string",
  ],
  [
    '$ref before 2019, where nothing beside it counts',
    {
      $schema: 'http://json-schema.org/draft-07/schema#',
      definitions: { s: {} },
      ...P({ $ref: '#/definitions/s', type: 'string' }),
    },
    { a: 1 },
    'allowed',
  ],
  [
    'a reference to itself',
    {
      $defs: { n: { type: 'object', properties: { n: { $ref: '#/$defs/n' } } } },
      ...P({ $ref: '#/$defs/n' }),
    },
    { a: { n: { n: 1 } } },
    "- at '/a/n/n': got number, want object",
  ],
  ['false', P(false), { a: 1 }, "- at '/a': false schema"],
  [
    'several violations together',
    P({ properties: { x: { type: 'string' }, y: { type: 'string' } } }),
    { a: { x: 1, y: 1 } },
    "- at '/a/x': got number, want string\n- at '/a/y': got number, want string",
  ],
  [
    'words that mean nothing to a validator',
    { ...P({ type: 'number', 'x-hint': 1, title: 't', format: 'port' }) },
    { a: 1 },
    'allowed',
  ],
])('%s', (_name, schema, values, words) => {
  expect(verdict(schema, values)).toBe(Buffer.from(words).toString('latin1'));
});

test.each<[string, unknown]>([
  ['a keyword that is not known here', { unevaluatedProperties: false }],
  ['a reference to another document', { $ref: 'https://example.com/schema.json' }],
  ['a reference to nothing', { $ref: '#/$defs/nope' }],
  ['another kind of schema', { $schema: 'http://json-schema.org/draft-04/schema#' }],
  ['a type that is none', { type: 'text' }],
  ['a minimum that is no number', { minimum: 'x' }],
  ['a schema that is a list', []],
  ['an asserted format', { $schema: 'http://json-schema.org/draft-07/schema#', format: 'ipv4' }],
])('%s is outside the profile', (_name, schema) => {
  expect(() => verdict(schema, {})).toThrow(OutsideProfile);
});

test('each violation has the path of its value', () => {
  const schema = { properties: { a: { properties: { 'x/y': { type: 'string' } } }, b: { enum: [1] } } };
  try {
    valuesSchema(JSON.stringify(schema)).check('c', goValue({ a: { 'x/y': 1 }, b: 2 }) as Dict);
  } catch (error) {
    expect((error as ValuesRefused).violations).toEqual([
      { valuePath: ['a', 'x/y'], problem: 'got number, want string' },
      { valuePath: ['b'], problem: 'value must be 1' },
    ]);
  }
  expect.assertions(1);
});
