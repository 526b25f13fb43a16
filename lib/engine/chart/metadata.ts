import type { Dialect } from '../dialect';
import { baseName } from '../functions/paths';
import { parseVersion } from '../functions/semver-version';
import { encodeRune, fromBytes, runesOf } from '../go/bytes';
import { GoError, OutsideProfile, UnreadableChart } from '../go/errors';
import { foldCase, isPrintable, isSpace } from '../go/unicode';
import type { Dict, Value } from '../go/value';
import { floatText } from '../go-yaml/read/key';
import { DICTS } from '../go-yaml/write/dicts';
import { readYamlFile } from './yaml-file';

/** The fields of Chart.yaml that are text, as Go names them, and their keys. */
const TEXTS = {
  Name: 'name',
  Home: 'home',
  Version: 'version',
  Description: 'description',
  Icon: 'icon',
  APIVersion: 'apiVersion',
  Condition: 'condition',
  Tags: 'tags',
  AppVersion: 'appVersion',
  KubeVersion: 'kubeVersion',
  Type: 'type',
} as const;

/** The other fields, by key, with what Go decodes them into. */
const OTHERS: Readonly<Record<string, 'bool' | 'texts' | 'text map' | 'maps'>> = {
  deprecated: 'bool',
  sources: 'texts',
  keywords: 'texts',
  annotations: 'text map',
  maintainers: 'maps',
  dependencies: 'maps',
};

/** What Helm rids of line breaks and characters that cannot be printed. The version and the type stay as they are. */
const SANITIZED = [
  'Name',
  'Home',
  'Description',
  'Icon',
  'Condition',
  'Tags',
  'AppVersion',
  'KubeVersion',
] as const;

export type TextField = keyof typeof TEXTS;

/** What Chart.yaml says of a chart, by the names that templates use; in bytes. */
export type ChartMetadata = Readonly<Record<TextField, string>>;

/**
 * Reads and judges a Chart.yaml as Helm does.
 *
 * @throws {UnreadableChart} for what Helm refuses
 * @throws {OutsideProfile} for a chart with dependencies
 */
export function readMetadata(text: string, dialect: Dialect): ChartMetadata {
  const fields = readYamlFile(text, 'Chart.yaml', { ...DICTS, scalar: (value) => value, isJson: false });
  refuseOtherCase(fields);
  requireJson(fields, dialect);
  const texts = Object.entries(TEXTS).map(([name, key]) => [name, textOf(fields.get(key), key)]);
  const read: Record<TextField, string> = Object.fromEntries(texts);
  for (const [key, type] of Object.entries(OTHERS)) {
    requireType(fields.get(key), key, type);
  }
  for (const name of SANITIZED) {
    read[name] = sanitized(read[name]);
  }
  read.APIVersion ||= 'v1';
  requireValid(read, dialect);
  const dependencies = fields.get('dependencies');
  if (Array.isArray(dependencies) && dependencies.length > 0) {
    throw new OutsideProfile('a chart with dependencies');
  }
  return read;
}

function requireValid({ Name, Version, APIVersion, Type }: ChartMetadata, dialect: Dialect): void {
  if (dialect === 'v4.2' && APIVersion !== 'v1' && APIVersion !== 'v2') {
    throw new UnreadableChart(APIVersion === 'v3' ? 'invalid chart apiVersion' : 'unsupported chart version');
  }
  if (Name === '') {
    throw invalid('chart.metadata.name is required');
  }
  if (Name === '.' || Name === '..' || Name !== baseName(Name)) {
    throw invalid(`chart.metadata.name "${Name}" is invalid`);
  }
  if (Version === '') {
    throw invalid('chart.metadata.version is required');
  }
  if (!isVersion(Version)) {
    throw invalid(`chart.metadata.version "${Version}" is invalid`);
  }
  if (Type === 'library') {
    throw new UnreadableChart('library charts are not installable');
  }
  if (Type !== '' && Type !== 'application') {
    throw invalid('chart.metadata.type must be application or library');
  }
}

function invalid(problem: string): UnreadableChart {
  return new UnreadableChart(`validation: ${problem}`);
}

function isVersion(text: string): boolean {
  try {
    parseVersion(text);
    return true;
  } catch (error) {
    if (error instanceof GoError) {
      return false;
    }
    throw error;
  }
}

/**
 * A number that is none may become text, but has no place in JSON. Helm 4 reads the apiVersion by itself at first, and
 * then nothing else becomes text.
 */
function requireJson(fields: Dict, dialect: Dialect): void {
  const texts: readonly string[] =
    dialect === 'v4.2'
      ? ['apiVersion']
      : [...Object.values(TEXTS), 'sources', 'keywords', 'annotations', 'maintainers'];
  for (const [key, value] of fields) {
    if (!texts.includes(key) && holdsNotFinite(value)) {
      throw new UnreadableChart(`cannot load Chart.yaml: ${key} is a number that JSON does not have`);
    }
  }
}

function holdsNotFinite(value: Value): boolean {
  if (value instanceof Map) {
    return [...value.values()].some(holdsNotFinite);
  }
  return Array.isArray(value)
    ? value.some(holdsNotFinite)
    : typeof value === 'number' && !Number.isFinite(value);
}

/** Go finds a field whatever its case; which of two it takes is not worth knowing. */
function refuseOtherCase(fields: Dict): void {
  const known = [...Object.values(TEXTS), ...Object.keys(OTHERS)];
  for (const key of fields.keys()) {
    if (!known.includes(key) && known.some((name) => foldCase(name) === foldCase(fromBytes(key)))) {
      throw new OutsideProfile(`a Chart.yaml with the key ${key} in another case`);
    }
  }
}

/** Numbers and booleans where Go wants text become text. */
function textOf(value: Value, key: string): string {
  switch (typeof value) {
    case 'string':
      return value;
    case 'number':
      return floatText(value);
    case 'bigint':
    case 'boolean':
      return String(value);
  }
  if (value === null || value === undefined) {
    return '';
  }
  throw mismatch(key, 'string');
}

function requireType(value: Value, key: string, type: (typeof OTHERS)[string]): void {
  if (value === null || value === undefined) {
    return;
  }
  if (type === 'bool') {
    if (typeof value !== 'boolean') {
      throw mismatch(key, type);
    }
  } else if (type === 'text map') {
    if (!(value instanceof Map)) {
      throw mismatch(key, 'map');
    }
    value.forEach((item) => {
      textOf(item, key);
    });
  } else {
    if (!Array.isArray(value)) {
      throw mismatch(key, 'list');
    }
    value.forEach((item) => {
      if (type === 'texts') {
        textOf(item, key);
      } else {
        requireMap(item, key);
      }
    });
  }
}

/** A maintainer, which is all text; a dependency has lists besides, and is not read any further. */
function requireMap(item: Value, key: string): void {
  if (!(item instanceof Map)) {
    throw mismatch(key, 'list of maps');
  }
  if (key === 'maintainers') {
    for (const name of ['name', 'email', 'url']) {
      textOf(item.get(name), key);
    }
  }
}

function mismatch(key: string, type: string): UnreadableChart {
  return new UnreadableChart(`cannot load Chart.yaml: ${key} is no ${type}`);
}

function sanitized(text: string): string {
  return /^[\x20-\x7e]*$/.test(text)
    ? text
    : runesOf(text)
        .map((rune) => (isSpace(rune) ? ' ' : isPrintable(rune) ? encodeRune(rune) : ''))
        .join('');
}
