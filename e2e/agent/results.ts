/** What a trial came to. */
export interface Result {
  /** Version of the agent. */
  readonly version: string;
  /** The example, or the base of a setting. */
  readonly example: string;
  readonly asked: string;
  readonly outcome: 'ok' | 'FAILED' | 'left out';
  readonly happened: string;
  readonly seconds: number;
}

/** Collects results, prints each as it comes, and all of them as a table. */
export class Results {
  private readonly rows: Result[] = [];
  private readonly started = Date.now();

  constructor(private readonly print: (line: string) => void) {}

  /** Runs a trial; what it throws is its outcome. */
  async trial(
    trial: Pick<Result, 'version' | 'example' | 'asked'>,
    attempt: () => Promise<string>,
  ): Promise<boolean> {
    const started = Date.now();
    const seconds = () => (Date.now() - started) / 1000;
    try {
      const happened = await attempt();
      this.add({ ...trial, outcome: 'ok', happened, seconds: seconds() });
      return true;
    } catch (error) {
      const happened = error instanceof Error ? error.message : String(error);
      this.add({ ...trial, outcome: 'FAILED', happened, seconds: seconds() });
      return false;
    }
  }

  leaveOut(trial: Pick<Result, 'version' | 'example' | 'asked'>, why: string): void {
    this.add({ ...trial, outcome: 'left out', happened: why, seconds: 0 });
  }

  add(result: Result): void {
    this.rows.push(result);
    this.print(
      `${result.seconds.toFixed(1).padStart(7)} s  ${result.outcome.padEnd(8)}  ${result.version}, ${result.example}: ${result.asked}: ${result.happened}`,
    );
  }

  get failed(): number {
    return this.count('FAILED');
  }

  get leftOut(): number {
    return this.count('left out');
  }

  table(): string {
    const head = ['version', 'example', 'asked', 'outcome', 'what happened', 'time'];
    const cells = this.rows.map(({ version, example, asked, outcome, happened, seconds }) => [
      version,
      example,
      asked,
      outcome,
      oneLine(happened),
      `${seconds.toFixed(1)} s`,
    ]);
    const width = head.map((_, column) =>
      Math.max(...[head, ...cells].map((row) => row[column]?.length ?? 0)),
    );
    const line = (row: readonly string[]) =>
      row
        .map((cell, column) => cell.padEnd(width[column] ?? 0))
        .join('  ')
        .trimEnd();
    const total = ((Date.now() - this.started) / 1000).toFixed(0);
    const counts = `${this.count('ok')} ok, ${this.failed} failed, ${this.leftOut} left out, in ${total} s`;
    return ['', line(head), ...cells.map(line), '', counts].join('\n');
  }

  private count(outcome: Result['outcome']): number {
    return this.rows.filter((row) => row.outcome === outcome).length;
  }
}

function oneLine(text: string): string {
  const [line = ''] = text.split('\n');
  return line.length > 120 ? `${line.slice(0, 117)}...` : line;
}
