import { toBytes } from '../go/bytes';
import { LimitExceeded, OutsideProfile } from '../go/errors';
import { compileRegexp } from '../go/regexp';
import { isObject, type JsonObject, type JsonValue } from '../json';
import { DEEPEST_VALUE } from '../limits';
import { goValue } from '../release/given-values';
import { type Allowed, BIT, type JsonType, type Schema, TYPES } from './schema';

/** Drafts whose keywords are known here, by what `$schema` says. */
const DRAFTS: ReadonlyMap<string, number> = new Map([
  ['json-schema.org/draft-07/schema', 7],
  ['json-schema.org/draft/2019-09/schema', 2019],
  ['json-schema.org/draft/2020-12/schema', 2020],
]);

const NEWEST = 2020;

/** Keywords of JSON Schema that change what is allowed, or where references lead, and that are not known here. */
const REFUSED = new Set([
  ...[
    '$id',
    'id',
    '$anchor',
    '$dynamicAnchor',
    '$dynamicRef',
    '$recursiveRef',
    '$recursiveAnchor',
    '$vocabulary',
  ],
  ...[
    'unevaluatedProperties',
    'unevaluatedItems',
    'contains',
    'minContains',
    'maxContains',
    'additionalItems',
  ],
]);

/**
 * Compiles a values.schema.json.
 *
 * @throws {OutsideProfile} for a keyword that is not known, and for a schema that is none: its words are those of a
 *   validator of schemas
 */
export function compileSchema(document: JsonValue): Schema {
  return new Compiler(document).compile([], 0);
}

class Compiler {
  /** By pointer; a schema that refers to itself finds itself here, unfinished. */
  private readonly known = new Map<string, Schema>();
  private readonly draft: number;

  constructor(private readonly document: JsonValue) {
    const named = isObject(document) ? document.$schema : undefined;
    const url = typeof named === 'string' ? named.replace(/^https?:\/\//, '').replace(/#$/, '') : named;
    const draft = url === undefined ? NEWEST : DRAFTS.get(String(url));
    if (draft === undefined) {
      throw new OutsideProfile(`a values.schema.json of the kind ${JSON.stringify(named)}`);
    }
    this.draft = draft;
  }

  compile(pointer: readonly string[], depth: number): Schema {
    if (depth > DEEPEST_VALUE) {
      throw new LimitExceeded(
        `a values.schema.json with more than ${DEEPEST_VALUE} schemas inside each other`,
      );
    }
    const key = pointer.join('\0');
    const before = this.known.get(key);
    if (before) {
      return before;
    }
    const schema: Schema = { isTypeOnly: false };
    this.known.set(key, schema);
    const json = this.at(pointer);
    if (typeof json === 'boolean') {
      schema.always = json;
    } else if (isObject(json)) {
      new SchemaReader(json, pointer, this.draft, (inner) => this.compile(inner, depth + 1)).readInto(schema);
    } else {
      throw new OutsideProfile('a values.schema.json with a schema that is no object');
    }
    return schema;
  }

  private at(pointer: readonly string[]): JsonValue | undefined {
    return pointer.reduce<JsonValue | undefined>((value, name) => {
      if (Array.isArray(value)) {
        return value[Number(name)];
      }
      return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
    }, this.document);
  }
}

/** Reads the keywords of one schema. */
class SchemaReader {
  constructor(
    private readonly json: JsonObject,
    private readonly pointer: readonly string[],
    private readonly draft: number,
    private readonly compile: (pointer: readonly string[]) => Schema,
  ) {}

  readInto(schema: Schema): void {
    const { json, draft } = this;
    const refused = Object.keys(json).find((keyword) => this.isRefused(keyword));
    if (refused !== undefined) {
      throw new OutsideProfile(`a values.schema.json with the keyword ${refused}`);
    }
    const set = <K extends keyof Schema>(key: K, value: Schema[K] | undefined) => {
      if (value !== undefined) {
        schema[key] = value;
      }
    };
    set('ref', this.reference());
    if (schema.ref && draft < 2019) {
      schema.isOnlyRef = true;
      return;
    }
    set('types', this.types());
    set('constant', this.allowed('const'));
    set('enum', this.allowed('enum'));
    this.readObject(set);
    this.readArray(set);
    this.readScalar(set);
    for (const keyword of ['allOf', 'anyOf', 'oneOf'] as const) {
      set(keyword, this.schemas(keyword));
    }
    for (const keyword of ['not', 'if', 'then', 'else'] as const) {
      set(keyword, this.schema(keyword));
    }
    schema.isTypeOnly = Object.keys(schema).every((key) => key === 'isTypeOnly' || key === 'types');
  }

  /** `format` is asserted up to draft 7, and is only told from 2019 on. */
  private isRefused(keyword: string): boolean {
    if (keyword === 'format') {
      return this.draft < 2019;
    }
    if (keyword === 'dependencies') {
      return true;
    }
    if (keyword === '$id') {
      return this.pointer.length > 0 || typeof this.json.$id !== 'string' || this.json.$id.includes('#');
    }
    return REFUSED.has(keyword);
  }

  private readObject(set: Setter): void {
    set('minProperties', this.count('minProperties'));
    set('maxProperties', this.count('maxProperties'));
    set('required', this.names(this.json.required, 'required'));
    const properties = this.schemaMap('properties');
    set('properties', properties && new Map(properties));
    set(
      'patternProperties',
      this.schemaMap('patternProperties')?.map(([pattern, schema]) => [regexpOf(pattern), schema] as const),
    );
    if (this.json.additionalProperties === false) {
      set('additionalProperties', false);
    } else if (this.json.additionalProperties !== true) {
      set('additionalProperties', this.schema('additionalProperties'));
    }
    set('propertyNames', this.schema('propertyNames'));
    if (this.draft >= 2019) {
      set('dependentSchemas', this.schemaMap('dependentSchemas'));
      const dependent = this.object('dependentRequired');
      set(
        'dependentRequired',
        dependent &&
          Object.entries(dependent).map(
            ([name, names]) => [toBytes(name), this.names(names, 'dependentRequired') ?? []] as const,
          ),
      );
    }
  }

  private readArray(set: Setter): void {
    set('minItems', this.count('minItems'));
    set('maxItems', this.count('maxItems'));
    set('uniqueItems', this.flag('uniqueItems'));
    if (this.draft >= 2020) {
      set('prefixItems', this.schemas('prefixItems'));
      set('items', this.schema('items'));
    } else if (Array.isArray(this.json.items)) {
      set('prefixItems', this.schemas('items'));
    } else {
      set('items', this.schema('items'));
    }
  }

  private readScalar(set: Setter): void {
    set('minLength', this.count('minLength'));
    set('maxLength', this.count('maxLength'));
    const { pattern } = this.json;
    if (pattern !== undefined) {
      const text = toBytes(this.text(pattern, 'pattern'));
      set('pattern', { text, regexp: regexpOf(text) });
    }
    for (const keyword of [
      'minimum',
      'maximum',
      'exclusiveMinimum',
      'exclusiveMaximum',
      'multipleOf',
    ] as const) {
      set(keyword, this.number(keyword));
    }
    if (this.json.multipleOf !== undefined && !(Number(this.json.multipleOf) > 0)) {
      throw this.invalid('multipleOf');
    }
  }

  /** References to other places of the same document. */
  private reference(): Schema | undefined {
    const { $ref } = this.json;
    if ($ref === undefined) {
      return undefined;
    }
    const [, path] = /^#((?:\/[^/%]*)*)$/.exec(this.text($ref, '$ref')) ?? [];
    if (path === undefined) {
      throw new OutsideProfile(`a values.schema.json with the reference ${JSON.stringify($ref)}`);
    }
    const names = path.split('/').slice(1);
    return this.compile(names.map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~')));
  }

  private types(): Schema['types'] {
    const { type } = this.json;
    if (type === undefined) {
      return undefined;
    }
    const wanted = Array.isArray(type) ? type : [type];
    const isKnown = wanted.every((name) => (TYPES as readonly JsonValue[]).includes(name));
    if (!isKnown || wanted.length === 0 || new Set(wanted).size < wanted.length) {
      throw this.invalid('type');
    }
    const names: JsonType[] = TYPES.filter((name) => wanted.includes(name));
    return { names, bits: names.reduce((bits, name) => bits | BIT[name], 0) };
  }

  private allowed(keyword: 'const' | 'enum'): Allowed | undefined {
    const json = this.json[keyword];
    if (json === undefined) {
      return undefined;
    }
    if (keyword === 'enum' && !Array.isArray(json)) {
      throw this.invalid(keyword);
    }
    const values = keyword === 'enum' ? (json as JsonValue[]) : [json];
    return { values: values.map(goValue), pointer: [...this.pointer, keyword] };
  }

  private schema(keyword: string): Schema | undefined {
    return this.json[keyword] === undefined ? undefined : this.compile([...this.pointer, keyword]);
  }

  private schemas(keyword: string): Schema[] | undefined {
    const json = this.json[keyword];
    if (json === undefined) {
      return undefined;
    }
    if (!Array.isArray(json) || json.length === 0) {
      throw this.invalid(keyword);
    }
    return json.map((_, index) => this.compile([...this.pointer, keyword, String(index)]));
  }

  private schemaMap(keyword: string): [string, Schema][] | undefined {
    const json = this.object(keyword);
    return (
      json &&
      Object.keys(json).map((name): [string, Schema] => [
        toBytes(name),
        this.compile([...this.pointer, keyword, name]),
      ])
    );
  }

  private object(keyword: string): JsonObject | undefined {
    const json = this.json[keyword];
    if (json !== undefined && !isObject(json)) {
      throw this.invalid(keyword);
    }
    return json;
  }

  private names(json: JsonValue | undefined, keyword: string): string[] | undefined {
    if (json === undefined) {
      return undefined;
    }
    if (!Array.isArray(json) || new Set(json).size < json.length) {
      throw this.invalid(keyword);
    }
    return json.map((name) => toBytes(this.text(name, keyword)));
  }

  private text(json: JsonValue, keyword: string): string {
    if (typeof json !== 'string') {
      throw this.invalid(keyword);
    }
    return json;
  }

  private flag(keyword: string): boolean | undefined {
    const json = this.json[keyword];
    if (json !== undefined && typeof json !== 'boolean') {
      throw this.invalid(keyword);
    }
    return json;
  }

  private number(keyword: string): number | undefined {
    const json = this.json[keyword];
    if (json !== undefined && (typeof json !== 'number' || !Number.isFinite(json))) {
      throw this.invalid(keyword);
    }
    return json as number | undefined;
  }

  private count(keyword: string): number | undefined {
    const number = this.number(keyword);
    if (number !== undefined && (!Number.isSafeInteger(number) || number < 0)) {
      throw this.invalid(keyword);
    }
    return number;
  }

  private invalid(keyword: string): OutsideProfile {
    return new OutsideProfile(`a values.schema.json with an unusual ${keyword}`);
  }
}

type Setter = <K extends keyof Schema>(key: K, value: Schema[K] | undefined) => void;

function regexpOf(pattern: string) {
  return compileRegexp(pattern);
}
