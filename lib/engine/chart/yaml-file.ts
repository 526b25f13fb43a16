import { OutsideProfile, UnreadableChart } from '../go/errors';
import { trimSpace } from '../go/space';
import type { Dict, List, Value } from '../go/value';
import type { Builder } from '../go-yaml/read/builder';
import { readGoYaml } from '../go-yaml/read/read';
import { YamlSyntaxError } from '../go-yaml/read/syntax-error';
import { UnencodableValue } from '../go-yaml/write/unencodable';

/**
 * The first document of a YAML file of a chart, which must be a map; nothing is an empty one.
 *
 * @throws {UnreadableChart} for what is no YAML, or no map
 */
export function readYamlFile(text: string, path: string, builder: Builder<Dict, List, Value>): Dict {
  let value: Value;
  try {
    value = readGoYaml(text, builder) ?? null;
  } catch (error) {
    if (error instanceof YamlSyntaxError || error instanceof UnencodableValue) {
      throw new UnreadableChart(`cannot load ${path}: ${error.message}`);
    }
    throw error;
  }
  if (value !== null && !(value instanceof Map)) {
    throw new UnreadableChart(`cannot load ${path}: it is no map`);
  }
  return value ?? new Map();
}

/**
 * Cuts a values.yaml into documents as the reader of Kubernetes does: a line that begins with `---` may have nothing
 * but a comment behind it.
 */
export function splitYamlFile(text: string, path: string): string[] {
  const documents: string[] = [];
  let document = '';
  for (const line of linesOf(text)) {
    if (line.startsWith('---')) {
      const rest = trimSpace(line.slice('---'.length));
      if (rest !== '' && !rest.startsWith('#')) {
        throw new UnreadableChart(`cannot load ${path}: invalid Yaml document separator: ${rest}`);
      }
      if (document !== '') {
        documents.push(document);
        document = '';
        continue;
      }
    }
    document += `${line}\n`;
  }
  return document === '' ? documents : [...documents, document];
}

/** Lines without their ends, LF or CRLF. Behind the last line end there is none. */
function linesOf(text: string): string[] {
  const lines = text.split('\n');
  if (lines.at(-1) === '') {
    lines.pop();
  }
  return lines.map((line, index) =>
    line.endsWith('\r') && (index < lines.length - 1 || text.endsWith('\n')) ? line.slice(0, -1) : line,
  );
}

/** One document after another laid over the ones before; a null in a later one stays a null. */
export function mergeDocuments(documents: readonly Dict[]): Dict {
  return documents.reduce<Dict>((merged, document) => mergeMaps(merged, document), new Map());
}

function mergeMaps(below: Dict, above: Dict): Dict {
  const merged: Dict = new Map(below);
  for (const [key, value] of above) {
    const before = merged.get(key);
    merged.set(key, value instanceof Map && before instanceof Map ? mergeMaps(before, value) : value);
  }
  return merged;
}

/** Refuses a lock file that Helm cannot read; what is in it does not matter to a render. */
export function requireLock(text: string, builder: Builder<Dict, List, Value>): void {
  const lock = readYamlFile(text, 'Chart.lock', builder);
  const known = ['generated', 'digest', 'dependencies'];
  const isUsual =
    [...lock.keys()].every((key) => known.includes(key)) &&
    isTime(lock.get('generated')) &&
    typeof (lock.get('digest') ?? '') === 'string' &&
    Array.isArray(lock.get('dependencies') ?? []);
  if (!isUsual) {
    throw new OutsideProfile('an unusual Chart.lock');
  }
}

function isTime(value: Value): boolean {
  return (
    value === null ||
    value === undefined ||
    (typeof value === 'string' &&
      /^[0-9]{4}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9](\.[0-9]{1,9})?(Z|[+-][01][0-9]:[0-5][0-9])$/.test(
        value,
      ))
  );
}
