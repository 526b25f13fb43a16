import type { Dialect } from '../dialect';
import { execute, type Program } from '../eval/frame';
import type { ValueReads } from '../eval/value-reads';
import { baseName } from '../functions/paths';
import { functionsOf } from '../functions/table';
import type { Dict } from '../go/value';
import type { ParsedChart } from '../parsed/parsed-chart';
import { FailedTemplate } from '../refusal';
import { templateValue } from './context';
import { TemplateSet } from './templates';

/** The templates of a chart, compiled, in the order in which Helm runs them. */
export class ChartPrograms {
  private readonly set: TemplateSet;
  private readonly files: readonly { readonly path: string; readonly program: Program }[];

  /** @param reads follows the values that the templates read */
  constructor(
    private readonly parsed: ParsedChart,
    private readonly dialect: Dialect,
    reads?: ValueReads,
  ) {
    const set = new TemplateSet(functionsOf(dialect), undefined, reads);
    const programs = parsed.templates.map(({ source: { name: path }, definitions }) => ({
      path,
      program: set.addParsed(path, definitions),
    }));
    this.set = set;
    this.files = programs
      .filter(({ path }) => !baseName(path).startsWith('_'))
      .map(({ path, program }) => ({ path, program: set.find(path) ?? program }));
  }

  /**
   * Runs every file of the chart.
   *
   * @param finished called after each file
   * @returns output by path, in bytes
   * @throws {FailedTemplate}
   */
  run(root: Dict, finished?: (path: string) => void): Map<string, string> {
    const run = this.set.run();
    const rendered = new Map<string, string>();
    for (const { path, program } of this.files) {
      root.set('Template', templateValue(this.parsed.chart, path, this.dialect));
      let output: string;
      try {
        output = execute(program, run, root);
      } catch (error) {
        const { frame } = run.state;
        throw new FailedTemplate(error, path, frame?.place(), frame?.valueRead());
      }
      rendered.set(path, output.includes('<no value>') ? output.replaceAll('<no value>', '') : output);
      finished?.(path);
    }
    return rendered;
  }
}
