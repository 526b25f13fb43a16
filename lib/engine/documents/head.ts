import { GoError, OutsideProfile } from '../go/errors';
import { foldCase } from '../go/unicode';
import { floatText } from '../go-yaml/read/key';
import { isObject, type JsonObject, type JsonValue } from '../json';

/** What Helm wants to know of a document before it sorts it. */
export interface Head {
  readonly kind: string;
  /** The value of `helm.sh/hook`, undefined for what is no hook. */
  readonly hook: string | undefined;
}

/** Reads the head as Helm decodes it into a struct of strings. */
export function headOf(document: JsonValue): Head {
  if (document === null) {
    return { kind: '', hook: undefined };
  }
  if (!isObject(document)) {
    throw mismatch(document, 'value of type', 'SimpleHead');
  }
  refuseOtherCase(document, ['apiVersion', 'kind', 'metadata']);
  textOf(document.apiVersion, 'apiVersion');
  const kind = textOf(document.kind, 'kind');
  const metadata = document.metadata ?? null;
  if (metadata === null) {
    return { kind, hook: undefined };
  }
  if (!isObject(metadata)) {
    throw mismatch(metadata, 'struct field', 'metadata');
  }
  refuseOtherCase(metadata, ['name', 'annotations']);
  textOf(metadata.name, 'metadata.name');
  return { kind, hook: hookOf(metadata.annotations ?? null) };
}

function hookOf(annotations: JsonValue): string | undefined {
  if (annotations === null) {
    return undefined;
  }
  if (!isObject(annotations)) {
    throw mismatch(annotations, 'struct field', 'metadata.annotations');
  }
  for (const value of Object.values(annotations)) {
    textOf(value, 'metadata.annotations');
  }
  const hook = annotations['helm.sh/hook'];
  return hook === undefined ? undefined : textOf(hook, 'metadata.annotations');
}

/** Numbers and booleans are turned into text; a null is empty. */
function textOf(value: JsonValue | undefined, field: string): string {
  if (value === undefined || value === null) {
    return '';
  }
  if (typeof value === 'object') {
    throw mismatch(value, 'struct field', field);
  }
  return typeof value === 'number' && !Number.isInteger(value) ? floatText(value) : String(value);
}

function mismatch(value: JsonValue, where: string, field: string): GoError {
  const kind = Array.isArray(value) ? 'array' : typeof value === 'object' ? 'object' : typeof value;
  return new GoError(
    `error unmarshaling JSON: while decoding JSON: json: cannot unmarshal ${kind} into Go ${where} ${field}`,
  );
}

/** Go finds a field whatever its case; which of two it takes is not worth knowing. */
function refuseOtherCase(object: JsonObject, fields: readonly string[]): void {
  for (const key of Object.keys(object)) {
    const field = fields.find((name) => foldCase(name) === foldCase(key));
    if (field !== undefined && field !== key) {
      throw new OutsideProfile(`a manifest with the key ${key} instead of ${field}`);
    }
  }
}
