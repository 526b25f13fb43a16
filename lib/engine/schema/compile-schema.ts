import { LimitExceeded, OutsideProfile } from '../go/errors';
import { isObject, type JsonObject, type JsonValue } from '../json';
import { DEEPEST_VALUE } from '../limits';
import { KEYWORDS, type SchemaReading } from './keywords';
import type { Pointer, Schema } from './schema';

/** Drafts whose keywords are known here, by what `$schema` says. */
const DRAFTS: ReadonlyMap<string, number> = new Map([
  ['json-schema.org/draft-07/schema', 7],
  ['json-schema.org/draft/2019-09/schema', 2019],
  ['json-schema.org/draft/2020-12/schema', 2020],
]);

const NEWEST = 2020;

/**
 * Compiles a values.schema.json.
 *
 * @throws {OutsideProfile} for a keyword that is not known here, and for a schema that is none: what Helm says of one are
 *   the words of a validator of schemas
 */
export function compileSchema(document: JsonValue): Schema {
  return new Compiler(document).compile(document, undefined, 0);
}

class Compiler {
  /** A schema that refers to itself finds itself here, unfinished. */
  private readonly known = new Map<JsonObject, Schema>();
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

  compile(json: JsonValue | undefined, pointer: Pointer | undefined, depth: number): Schema {
    if (depth > DEEPEST_VALUE) {
      throw new LimitExceeded(
        `a values.schema.json with more than ${DEEPEST_VALUE} schemas inside each other`,
      );
    }
    if (typeof json === 'boolean') {
      return { isTypeOnly: false, always: json };
    }
    if (!isObject(json)) {
      throw new OutsideProfile('a values.schema.json with a schema that is no object');
    }
    const before = this.known.get(json);
    if (before) {
      return before;
    }
    const schema: Schema = { isTypeOnly: true };
    this.known.set(json, schema);
    this.read({
      schema,
      json,
      pointer,
      draft: this.draft,
      compile: (inner, ...names) =>
        this.compile(
          inner,
          names.reduce<Pointer | undefined>((above, name) => ({ above, name }), pointer),
          depth + 1,
        ),
      at: (names) => this.at(names),
    });
    return schema;
  }

  /** Keywords that no draft has say something to people, or to other programs. */
  private read(reading: SchemaReading): void {
    const { schema, json, draft } = reading;
    const isOnlyRef = json.$ref !== undefined && draft < 2019;
    for (const keyword of isOnlyRef ? ['$ref'] : Object.keys(json)) {
      const read = KEYWORDS.get(keyword);
      if (read) {
        schema.isTypeOnly &&= keyword === 'type';
        read(reading, json[keyword] as JsonValue, keyword);
      }
    }
    if (isOnlyRef) {
      schema.isOnlyRef = true;
    }
  }

  private at(names: readonly string[]): JsonValue | undefined {
    return names.reduce<JsonValue | undefined>((value, name) => {
      if (Array.isArray(value)) {
        return value[Number(name)];
      }
      return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
    }, this.document);
  }
}
