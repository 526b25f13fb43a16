import type { Dialect } from '../dialect';
import { RenderedFile } from '../documents/rendered-file';
import { execute, type Program, type Run, RunState } from '../eval/frame';
import type { ValueReads } from '../eval/value-reads';
import { baseName } from '../functions/paths';
import { functionsOf } from '../functions/table';
import type { Dict } from '../go/value';
import type { ParsedChart } from '../parsed/parsed-chart';
import { FailedTemplate } from '../refusal';
import { templateValue } from './context';
import { FileMemory } from './file-memory';
import { TemplateSet } from './templates';

/** A file of the chart that Helm prints. */
interface ChartFile {
  readonly path: string;
  readonly program: Program;
  readonly memory: FileMemory;
}

/** The templates of a chart, compiled, in the order in which Helm runs them. */
export class ChartPrograms {
  private readonly set: TemplateSet;
  private readonly files: readonly ChartFile[];

  /** @param reads follows the values that the templates read; every file is run then, nothing is remembered */
  constructor(
    private readonly parsed: ParsedChart,
    private readonly dialect: Dialect,
    private readonly reads?: ValueReads,
  ) {
    const set = new TemplateSet(functionsOf(dialect), undefined, reads);
    const programs = parsed.templates.map(({ source: { name: path }, definitions }) => ({
      path,
      program: set.addParsed(path, definitions),
    }));
    this.set = set;
    this.files = programs
      .filter(({ path }) => !baseName(path).startsWith('_'))
      .map(({ path, program }) => ({
        path,
        program: set.find(path) ?? program,
        memory: new FileMemory(),
      }));
  }

  /**
   * Runs every file of the chart, but for those that are remembered.
   *
   * @param finished called after each file
   * @returns by path
   * @throws {FailedTemplate}
   */
  run(root: Dict, finished?: (path: string) => void): Map<string, RenderedFile> {
    const run = this.set.run();
    const rendered = new Map<string, RenderedFile>();
    for (const file of this.files) {
      const { path, program } = file;
      root.set('Template', templateValue(this.parsed.chart, path, this.dialect));
      rendered.set(
        path,
        this.remembered(file, run, root) ?? new RenderedFile(printed(path, program, run, root)),
      );
      finished?.(path);
    }
    return rendered;
  }

  private remembered({ path, program, memory }: ChartFile, run: Run, root: Dict): RenderedFile | undefined {
    if (this.reads) {
      return undefined;
    }
    const known =
      memory.recall(root, (rounds) => run.state.mayCount(rounds)) ??
      memory.learn(root, (view) => {
        const state = new RunState(run.state.rounds);
        const output = printed(path, program, this.set.run(state), view);
        return { output, rounds: state.rounds - run.state.rounds };
      });
    if (known) {
      run.state.count(known.rounds);
    }
    return known?.file;
  }
}

/** @throws {FailedTemplate} */
function printed(path: string, program: Program, run: Run, root: Dict): string {
  try {
    const output = execute(program, run, root);
    return output.includes('<no value>') ? output.replaceAll('<no value>', '') : output;
  } catch (error) {
    const { frame } = run.state;
    throw new FailedTemplate(error, path, frame?.place(), frame?.valueRead());
  }
}
