import type { DocumentOptions, ParseOptions, ScalarTag, SchemaOptions, Tags } from 'yaml';
import type { JsonValue } from '../json';
import { YamlError } from './yaml-error';

/** Go's yaml.v2 reads `0o17` as an octal integer, which YAML 1.1 does not know. */
const octalInt: ScalarTag = {
  tag: 'tag:yaml.org,2002:int',
  test: /^[-+]?0o[0-7_]+$/,
  resolve: (text) => {
    const digits = text.replaceAll('_', '');
    return digits.startsWith('-') ? -BigInt(digits.slice(1)) : BigInt(digits.replace(/^\+/, ''));
  },
  default: true,
};

/** The API server takes binary data as the text it decodes to. */
const binaryText: ScalarTag = {
  tag: 'tag:yaml.org,2002:binary',
  resolve: (text) => Buffer.from(text, 'base64').toString('utf8'),
};

const READ_ELSEWHERE_AS_TEXT = new Set(['tag:yaml.org,2002:timestamp', 'tag:yaml.org,2002:binary']);

/** YAML 1.1 without dates and base-60 numbers: what sigs.k8s.io/yaml makes of a scalar. */
function apiServerTags(tags: Tags): Tags {
  const kept = tags.filter(
    (tag) => typeof tag === 'string' || !(READ_ELSEWHERE_AS_TEXT.has(tag.tag) || tag.format === 'TIME'),
  );
  return [octalInt, ...kept, binaryText];
}

/** Options that make the `yaml` package read as Go's sigs.k8s.io/yaml does, with integers of any size exact. */
export const AS_THE_API_SERVER: ParseOptions & DocumentOptions & SchemaOptions = {
  version: '1.1',
  intAsBigInt: true,
  merge: true,
  uniqueKeys: true,
  customTags: apiServerTags,
  logLevel: 'silent',
};

/** What the options above read, as JSON: small integers become numbers again. */
export function toJson(value: unknown): JsonValue {
  if (typeof value === 'bigint') {
    return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  }
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new YamlError(`the API server knows no number ${value}`, 1, 1);
  }
  if (Array.isArray(value)) {
    return value.map(toJson);
  }
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, toJson(item)]));
  }
  return value as JsonValue;
}
