import type { Dialect } from '../dialect';
import { OutsideProfile, UnreadableChart } from '../go/errors';
import type { Dict } from '../go/value';
import { DICTS } from '../go-yaml/write/dicts';
import { type ArchiveFile, unpack } from './archive';
import { type ChartMetadata, readMetadata } from './metadata';
import { mergeDocuments, readYamlFile, requireLock, splitYamlFile } from './yaml-file';

/** What renders need of a chart beside its templates; every text is bytes. */
export interface Chart {
  readonly name: string;
  readonly metadata: ChartMetadata;
  readonly values: Dict;
  /** values.schema.json as text, undefined when the chart has none. */
  readonly schema: string | undefined;
  /** Everything `.Files` gives, by path. */
  readonly files: ReadonlyMap<string, string>;
}

/** A chart as Helm loads it from its archive. */
export interface LoadedChart extends Chart {
  /** By path inside the chart, `templates/...`. */
  readonly templates: ReadonlyMap<string, string>;
}

/**
 * Loads a packed chart.
 *
 * @throws {UnreadableChart} for an archive or a Chart.yaml that Helm refuses
 * @throws {OutsideProfile} for a chart with dependencies
 */
export function loadChart(archive: Buffer, dialect: Dialect): LoadedChart {
  const files = unpack(archive);
  const metadata = readMetadata(onlyFile(files, 'Chart.yaml'), dialect);
  const templates = new Map<string, string>();
  const others = new Map<string, string>();
  let values: Dict = new Map();
  let schema: string | undefined;
  for (const { path, text } of files) {
    if (path === 'Chart.yaml') {
      continue;
    }
    if (path === 'Chart.lock') {
      requireLock(text, DICTS);
    } else if (path === 'values.yaml') {
      values = readValues(text, dialect);
    } else if (path === 'values.schema.json') {
      schema = text;
    } else if (path.startsWith('templates/')) {
      templates.set(path, text);
    } else if (!isIgnored(path)) {
      others.set(path, text);
    }
  }
  return { name: metadata.Name, metadata, values, schema, templates, files: others };
}

/** Helm reads each Chart.yaml of several over the one before. */
function onlyFile(files: readonly ArchiveFile[], wanted: string): string {
  const [file, second] = files.filter(({ path }) => path === wanted);
  if (!file) {
    throw new UnreadableChart(`${wanted} file is missing`);
  }
  if (second) {
    throw new OutsideProfile(`an archive with two files ${wanted}`);
  }
  return file.text;
}

/** Helm 4 lays the documents of a values.yaml over each other, Helm 3 reads the first. */
function readValues(text: string, dialect: Dialect): Dict {
  const documents = dialect === 'v4.2' ? splitYamlFile(text, 'values.yaml') : [text];
  return mergeDocuments(documents.map((document) => readYamlFile(document, 'values.yaml', DICTS)));
}

/**
 * What lies in `charts/` and is no chart: Helm passes over names that begin with `_` or `.`.
 *
 * @throws {OutsideProfile} for what is one
 */
function isIgnored(path: string): boolean {
  if (path === 'requirements.yaml' || path === 'requirements.lock') {
    throw new OutsideProfile('a chart with dependencies');
  }
  if (!path.startsWith('charts/') || path.endsWith('.prov')) {
    return false;
  }
  if (!/^charts\/[_.]/.test(path)) {
    throw new OutsideProfile('a chart with dependencies');
  }
  return true;
}
