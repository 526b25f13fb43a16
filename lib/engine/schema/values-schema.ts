import { fromBytes } from '../go/bytes';
import { GoError } from '../go/errors';
import { JsonEnd, JsonNumber, type ReadJson, readJson } from '../go/json-read';
import type { Dict } from '../go/value';
import type { JsonValue } from '../json';
import type { SchemaViolation } from '../render-error';
import { allows } from './allows';
import { compileSchema } from './compile-schema';
import type { Allowed } from './schema';
import { Validation } from './validate';
import { GROUP, quoted, REFERENCE, ValuesRefused, type Violation, violationText } from './violation';

/** A chart's values.schema.json, ready to check values with. */
export interface ValuesSchema {
  /** @throws {ValuesRefused} with Helm's words, every violation in it */
  check(chart: string, values: Dict): void;
}

/**
 * Reads a values.schema.json. Our own validator, because Helm's words come from the order and nesting in which
 * santhosh-tekuri/jsonschema checks, and because compiling 150 KB of schema with ajv takes longer than a render.
 *
 * @param text bytes
 * @throws {OutsideProfile} for a keyword that is not known here
 */
export function valuesSchema(text: string): ValuesSchema {
  const document = parse(text);
  if (document instanceof GoError) {
    return {
      check(chart) {
        throw new ValuesRefused(chart, [], document.message);
      },
    };
  }
  const schema = compileSchema(document);
  return {
    check(chart, values) {
      if (!allows(schema, values)) {
        const validation = new Validation((allowed) => displayed(text, allowed));
        const violations = outermost(validation.of(schema, values, []));
        const list = violations.map((violation) => violationText(violation, 0)).join('\n');
        throw new ValuesRefused(chart, violations.flatMap(reported), list);
      }
    },
  };
}

/** Node's parser, which is the faster one; where it finds a fault, Go's words for it. */
function parse(text: string): JsonValue | GoError {
  try {
    return JSON.parse(fromBytes(text));
  } catch (error) {
    if (!(error instanceof SyntaxError)) {
      throw error;
    }
  }
  try {
    readJson(text);
  } catch (error) {
    if (error instanceof GoError) {
      return new GoError(decoderWords(text, error));
    }
    throw error;
  }
  return new GoError('no JSON');
}

/** Helm reads a schema through json.Decoder, which words the end of a text in its own way. */
function decoderWords(text: string, error: GoError): string {
  if (error instanceof JsonEnd) {
    return /^[ \t\r\n]*$/.test(text) ? 'EOF' : 'unexpected EOF';
  }
  const { message } = error;
  return message.endsWith('after top-level value') ? 'invalid character after top-level value' : message;
}

/** Numbers are shown as they are written, which only a reader of our own knows. */
function displayed(text: string, { pointer }: Allowed): string[] {
  let at: ReadJson | undefined = readJson(text);
  for (const name of pointer) {
    at = at instanceof Map ? at.get(name) : Array.isArray(at) ? at[Number(name)] : undefined;
  }
  const values = pointer.at(-1) === 'enum' && Array.isArray(at) ? at : [at];
  return values.map((value) => {
    if (typeof value === 'string') {
      return quoted(value);
    }
    return value instanceof JsonNumber ? value.text : value === null ? '<nil>' : String(value);
  });
}

/** A lone group is reported by its causes: the values as a whole need no line of their own. */
function outermost(violations: readonly Violation[]): readonly Violation[] {
  const [only, second] = violations;
  return only?.problem === GROUP && !second ? only.causes : violations;
}

/** What a person has to change: groups and references by their causes. */
function reported(violation: Violation): SchemaViolation[] {
  const { path, problem, causes } = violation;
  if (problem === GROUP || problem === REFERENCE) {
    return causes.flatMap(reported);
  }
  const all = [problem, ...causes.map((cause) => violationText(cause, 0).trim())].join('; ');
  return [{ valuePath: path.map(fromBytes), problem: fromBytes(all.replace(/\s*\n\s*/g, '; ')) }];
}
