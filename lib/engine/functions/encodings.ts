import { createHash } from 'node:crypto';
import type { TemplateFunction } from '../eval/function';
import { OutsideProfile } from '../go/errors';
import type { Value } from '../go/value';
import { readGoYaml } from '../go-yaml/read/read';
import { YamlSyntaxError } from '../go-yaml/read/syntax-error';
import { copy, DICTS } from '../go-yaml/write/dicts';
import { emitYaml } from '../go-yaml/write/emitter';
import { encodeJson } from '../go-yaml/write/json';
import { UnencodableValue } from '../go-yaml/write/unencodable';
import { Memory } from '../memory';

/** Helm's toYaml and toJson swallow the error of a value that cannot be encoded. */
function orEmpty(encode: () => string): string {
  try {
    return encode();
  } catch (error) {
    if (error instanceof UnencodableValue) {
      return '';
    }
    throw error;
  }
}

function toYaml(value: Value): string {
  return emitYaml(value).replace(/\n$/, '');
}

/** Charts turn the same few texts into maps again and again. */
const texts = new Memory(256, (text): { readonly value: Value } => ({
  value: readGoYaml(text, DICTS) ?? null,
}));

/** An error's text would become a value of the result, so a text that is not read is not answered. */
function fromYaml(value: string, isWanted: (read: Value) => boolean, what: string): Value {
  let read: Value;
  try {
    read = copy(texts.of(value).value);
  } catch (error) {
    if (error instanceof YamlSyntaxError || error instanceof UnencodableValue) {
      throw new OutsideProfile(`the error text of ${what} (${error.message})`);
    }
    throw error;
  }
  if (!isWanted(read)) {
    throw new OutsideProfile(`the error text of ${what}`);
  }
  return read;
}

function decodeBase64(value: string): string {
  const compact = value.replace(/[\r\n]/g, '');
  const bytes = Buffer.from(compact, 'base64');
  if (bytes.toString('base64') !== compact) {
    throw new OutsideProfile('b64dec of a text that is not base64');
  }
  return bytes.toString('latin1');
}

function digest(algorithm: string): TemplateFunction {
  return {
    parameters: ['string'],
    call: (_, value: string) => createHash(algorithm).update(value, 'latin1').digest('hex'),
  };
}

/** The encoders that panic where `toYaml` and `toJson` swallow the error, in the Helms that have them. */
export const MUST_ENCODERS: Readonly<Record<string, TemplateFunction>> = {
  mustToYaml: { parameters: ['any'], call: (_, value: Value) => toYaml(value) },
  mustToToml: {
    parameters: ['any'],
    call: () => {
      throw new OutsideProfile('the function mustToToml');
    },
  },
};

export const ENCODING_FUNCTIONS: Readonly<Record<string, TemplateFunction>> = {
  toYaml: { parameters: ['any'], call: (_, value: Value) => orEmpty(() => toYaml(value)) },
  toJson: { parameters: ['any'], call: (_, value: Value) => orEmpty(() => encodeJson(value, true)) },
  mustToJson: { parameters: ['any'], call: (_, value: Value) => encodeJson(value, true) },
  toRawJson: { parameters: ['any'], call: (_, value: Value) => encodeJson(value, false) },
  mustToRawJson: { parameters: ['any'], call: (_, value: Value) => encodeJson(value, false) },
  fromYaml: {
    parameters: ['string'],
    call: (_, value: string) =>
      fromYaml(value, (read) => read === null || read instanceof Map, 'fromYaml') ?? new Map<string, Value>(),
  },
  fromYamlArray: {
    parameters: ['string'],
    call: (_, value: string) =>
      fromYaml(value, (read) => read === null || Array.isArray(read), 'fromYamlArray') ?? [],
  },
  b64enc: {
    parameters: ['string'],
    call: (_, value: string) => Buffer.from(value, 'latin1').toString('base64'),
  },
  b64dec: { parameters: ['string'], call: (_, value: string) => decodeBase64(value) },
  sha1sum: digest('sha1'),
  sha256sum: digest('sha256'),
  sha512sum: digest('sha512'),
};
