import { type Chart, loadChart } from '../chart/chart';
import type { Dialect } from '../dialect';
import { functionsOf } from '../functions/table';
import type { Definition, Source } from '../template/nodes';
import { parseTemplate } from '../template/parser';
import { TemplateSyntaxError } from '../template/token-reader';

/** A file of a chart's templates, with everything it defines: its own template first. */
export interface ParsedTemplate {
  readonly source: Source;
  readonly definitions: readonly Definition[];
}

/** A chart with its templates parsed, in the order in which Helm parses and runs them. */
export interface ParsedChart {
  readonly chart: Chart;
  readonly templates: readonly ParsedTemplate[];
  /** What is wrong with a template. Helm looks at the values first. */
  readonly fault?: TemplateSyntaxError;
}

/**
 * Unpacks and parses a packed chart.
 *
 * @throws {UnreadableChart} for an archive that Helm refuses
 * @throws {OutsideProfile} for charts that are not rendered here
 */
export function parseChart(archive: Buffer, dialect: Dialect): ParsedChart {
  const { templates: packed, ...chart } = loadChart(archive, dialect);
  const functions = functionsOf(dialect);
  const texts = new Map([...packed].map(([path, text]) => [`${chart.name}/${path}`, text]));
  const templates: ParsedTemplate[] = [];
  for (const path of executionOrder(texts.keys())) {
    const source = { name: path, text: texts.get(path) ?? '' };
    try {
      templates.push({ source, definitions: parseTemplate(source, (name) => functions.has(name)) });
    } catch (error) {
      if (error instanceof TemplateSyntaxError) {
        return { chart, templates: [], fault: error };
      }
      throw error;
    }
  }
  return { chart, templates };
}

/** The order in which Helm parses and runs a chart's files: deepest first, then by name backwards. */
function executionOrder(paths: Iterable<string>): string[] {
  const depth = (path: string) => path.split('/').length;
  return [...paths].sort((a, b) => depth(b) - depth(a) || (a < b ? 1 : -1));
}
