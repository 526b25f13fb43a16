import { OutsideProfile } from '../go/errors';
import type { Dict, Value } from '../go/value';
import { readGoYaml } from '../go-yaml/read/read';
import { DICTS } from '../go-yaml/write/dicts';
import { unpack } from './archive';

/** A text, which is not read before somebody asks: most files of a chart are not part of most renders. */
export type LazyText = () => string;

/** What renders need of a chart beside its templates; every text is bytes. */
export interface Chart {
  readonly name: string;
  /** Chart.yaml as it was read. */
  readonly metadata: Dict;
  readonly values: Dict;
  /** values.schema.json as text, undefined when the chart has none. */
  readonly schema: string | undefined;
  /** Everything `.Files` gives. */
  readonly files: ReadonlyMap<string, LazyText>;
}

/** A chart as Helm loads it from its archive. */
export interface LoadedChart extends Chart {
  /** By path inside the chart, `templates/...`. */
  readonly templates: ReadonlyMap<string, string>;
}

/**
 * Loads a packed chart.
 *
 * @throws {OutsideProfile} for charts with dependencies and for archives that Helm would refuse
 */
export function loadChart(archive: Buffer): LoadedChart {
  const files = unpack(archive);
  const metadata = readDict(files.get('Chart.yaml'), 'Chart.yaml');
  const name = metadata.get('name');
  if (typeof name !== 'string' || typeof metadata.get('version') !== 'string') {
    throw new OutsideProfile('a chart without a name and a version in its Chart.yaml');
  }
  refuseUnusual(metadata, files);
  const templates = new Map<string, string>();
  const others = new Map<string, LazyText>();
  for (const [path, text] of files) {
    if (path.startsWith('templates/')) {
      templates.set(path, text);
    } else if (!['Chart.yaml', 'Chart.lock', 'values.yaml', 'values.schema.json'].includes(path)) {
      others.set(path, () => text);
    }
  }
  return {
    name,
    metadata,
    values: files.has('values.yaml') ? readDict(files.get('values.yaml'), 'values.yaml') : new Map(),
    schema: files.get('values.schema.json'),
    templates,
    files: others,
  };
}

function refuseUnusual(metadata: Dict, files: ReadonlyMap<string, string>): void {
  const dependencies = metadata.get('dependencies');
  const subchart = [...files.keys()].find(
    (path) => path.startsWith('charts/') || path.startsWith('requirements.'),
  );
  if (Array.isArray(dependencies) || subchart !== undefined) {
    throw new OutsideProfile('a chart with dependencies');
  }
  if (metadata.get('type') === 'library') {
    throw new OutsideProfile('a library chart');
  }
}

function readDict(text: string | undefined, path: string): Dict {
  if (text === undefined) {
    throw new OutsideProfile(`a chart without ${path}`);
  }
  if (/^---/m.test(text)) {
    throw new OutsideProfile(`a ${path} with a document separator`);
  }
  const value: Value = readGoYaml(text, DICTS) ?? null;
  if (value === null) {
    return new Map();
  }
  if (!(value instanceof Map)) {
    throw new OutsideProfile(`a ${path} that is no map`);
  }
  return value;
}
