import { fromBytes } from '../go/bytes';
import type { Dict, Value } from '../go/value';
import type { ValuePath } from '../render-error';
import type { Statement } from '../template/nodes';
import type { Execute, Frame } from './frame';

/** A statement that runs: where in the log its own reads begin, and where those of a statement inside it do. */
interface Open {
  readonly start: number;
  end?: number;
}

/** Output that a statement printed, and the reads that decided about it. */
interface Printed {
  readonly from: number;
  readonly to: number;
  readonly reads: readonly string[][];
}

/**
 * Follows which values of a chart its templates read, and which reads a piece of output came from. Templates are
 * compiled with it for one render; other renders know nothing of it.
 */
export class ValueReads {
  /** Every read in its order; keys are bytes. */
  private readonly log: string[][] = [];
  private readonly open: Open[] = [];
  /** What a variable was made from. */
  private readonly variables = new WeakMap<Frame, string[][][]>();
  private printed: Printed[] = [];
  private outermost: Frame | undefined;

  /** A map of values whose reads are followed; it takes the place of the map. */
  follow(values: Dict): Dict {
    return followed(values, [], this.log);
  }

  /** Runs a statement and notes what it read and printed. */
  around(node: Statement, step: Execute): Execute {
    const isBranch = node.kind === 'if' || node.kind === 'with' || node.kind === 'range';
    return (frame, dot) => {
      this.outermost ??= frame;
      const from = frame.length;
      const start = this.log.length;
      const outer = this.open.at(-1);
      if (outer) {
        outer.end ??= start;
      }
      const open: Open = { start };
      this.open.push(open);
      const flow = step(frame, dot);
      this.open.pop();
      if (frame === this.outermost && frame.length > from) {
        this.printed.push({
          from,
          to: frame.length,
          reads: this.log.slice(start, isBranch ? open.end : undefined),
        });
      }
      return flow;
    };
  }

  /** The present end of the log, for {@link assign}. */
  mark(): number {
    return this.log.length;
  }

  /** A variable is set from what was read since a mark, under the conditions that hold. */
  assign(frame: Frame, slot: number, mark: number): void {
    const slots = this.variables.get(frame) ?? [];
    this.variables.set(frame, slots);
    slots[slot] = [...(slots[slot] ?? []), ...this.log.slice(mark)];
  }

  read(frame: Frame, slot: number): void {
    this.log.push(...(this.variables.get(frame)?.[slot] ?? []));
  }

  /**
   * The reads of a statement that failed, then those of what it is inside of, from the inside out.
   *
   * @param reading what was about to be read
   */
  ofFailure(reading: readonly string[] | undefined): ValuePath[] {
    const inside = [...this.open].reverse().map(({ start, end }) => this.log.slice(start, end));
    return pathsOf([...(reading ? [[...reading]] : []), ...inside.flatMap((reads) => reads.reverse())]);
  }

  /** All reads, and what is known of the output, since the last time; a file of the chart is finished. */
  ofFile(): FileReads {
    const file = new FileReads(pathsOf(this.log), this.printed);
    this.log.length = 0;
    this.printed = [];
    this.outermost = undefined;
    return file;
  }
}

/** What the output of one file of a chart came from. */
export class FileReads {
  constructor(
    /** Every value that was read for it. */
    readonly values: readonly ValuePath[],
    private readonly printed: readonly Printed[],
  ) {}

  /** The values that decided about a stretch of the output, the closest first. */
  between(from: number, to: number): readonly ValuePath[] {
    const inside = this.printed.filter((piece) => piece.from < to && piece.to > from);
    return pathsOf([...inside].sort((a, b) => a.to - a.from - (b.to - b.from)).flatMap(({ reads }) => reads));
  }
}

/** Each path once, as text. A map that was read on the way to something in it is left out. */
function pathsOf(reads: readonly string[][]): ValuePath[] {
  const paths = new Map(reads.map((path) => [path.join('\0'), path]));
  const keys = [...paths.keys()];
  return keys
    .filter((key) => !keys.some((other) => other.startsWith(`${key}\0`)))
    .map((key) => (paths.get(key) ?? []).map(fromBytes));
}

function followed(values: Dict, path: readonly string[], log: string[][]): Dict {
  const dict = new FollowedDict(path, log);
  for (const [key, value] of values) {
    dict.set(key, value instanceof Map ? followed(value, [...path, key], log) : value);
  }
  if (values.type !== undefined) {
    dict.type = values.type;
  }
  if (values.methods !== undefined) {
    dict.methods = values.methods;
  }
  return dict;
}

/** A map that writes down which of its keys are asked for. */
class FollowedDict extends Map<string, Value> implements Dict {
  declare type?: NonNullable<Dict['type']>;
  declare methods?: NonNullable<Dict['methods']>;

  constructor(
    private readonly path: readonly string[],
    private readonly log: string[][],
  ) {
    super();
  }

  override get(key: string): Value {
    this.log.push([...this.path, key]);
    return super.get(key);
  }

  override has(key: string): boolean {
    this.log.push([...this.path, key]);
    return super.has(key);
  }
}
