import { type Chart, loadChart } from '../chart/chart';
import type { Definition, Source } from '../template/nodes';
import { parseTemplate } from '../template/parser';

/** A file of a chart's templates, with everything it defines: its own template first. */
export interface ParsedTemplate {
  readonly source: Source;
  readonly definitions: readonly Definition[];
}

/** A chart with its templates parsed, in the order in which Helm parses and runs them. */
export interface ParsedChart {
  readonly chart: Chart;
  readonly templates: readonly ParsedTemplate[];
}

/**
 * Unpacks and parses a packed chart.
 *
 * @param isFunction whether a name is a function that templates may call
 * @throws {OutsideProfile} for charts that are not rendered here
 * @throws {TemplateSyntaxError} for a template that Go would refuse
 */
export function parseChart(archive: Buffer, isFunction: (name: string) => boolean): ParsedChart {
  const { templates, ...chart } = loadChart(archive);
  const texts = new Map([...templates].map(([path, text]) => [`${chart.name}/${path}`, text]));
  return {
    chart,
    templates: executionOrder(texts.keys()).map((path) => {
      const source = { name: path, text: texts.get(path) ?? '' };
      return { source, definitions: parseTemplate(source, isFunction) };
    }),
  };
}

/** The order in which Helm parses and runs a chart's files: deepest first, then by name backwards. */
function executionOrder(paths: Iterable<string>): string[] {
  const depth = (path: string) => path.split('/').length;
  return [...paths].sort((a, b) => depth(b) - depth(a) || (a < b ? 1 : -1));
}
