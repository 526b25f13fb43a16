/** What was tried: one row of the table at the end. */
export interface Trial {
  /** What was applied, and to what. */
  readonly applied: string;
  readonly by: string;
  readonly on: string;
}

interface Row extends Trial {
  readonly outcome: 'ok' | 'FAILED' | 'left out';
  readonly detail: string;
}

/** Prints each step as it ends, with its time, and the table of all of them. */
export class Report {
  private readonly rows: Row[] = [];
  private readonly started = Date.now();

  constructor(private readonly print: (line: string) => void) {}

  /**
   * Runs one trial. A failure is noted, and the next trial goes ahead.
   *
   * @param trial what is tried
   * @param attempt gives the outcome in a few words, or throws what went wrong
   */
  async step(trial: Trial, attempt: () => Promise<string>): Promise<void> {
    const started = Date.now();
    try {
      this.add({ ...trial, outcome: 'ok', detail: await attempt() }, started);
    } catch (error) {
      this.add(
        { ...trial, outcome: 'FAILED', detail: error instanceof Error ? error.message : String(error) },
        started,
      );
    }
  }

  /** Notes what could not be tried, and why. */
  leaveOut(trial: Trial, why: string): void {
    this.add({ ...trial, outcome: 'left out', detail: why }, Date.now());
  }

  get failed(): boolean {
    return this.rows.some(({ outcome }) => outcome === 'FAILED');
  }

  get leftOut(): number {
    return this.rows.filter(({ outcome }) => outcome === 'left out').length;
  }

  table(): string {
    const cells = this.rows.map(({ applied, by, on, outcome, detail }) => [
      applied,
      by,
      on,
      outcome,
      firstLine(detail),
    ]);
    const head = ['applied', 'by', 'on', 'outcome', ''];
    const width = head.map((_, column) =>
      Math.max(...[head, ...cells].map((row) => row[column]?.length ?? 0)),
    );
    const line = (row: readonly string[]) =>
      row
        .map((cell, column) => cell.padEnd(width[column] ?? 0))
        .join('  ')
        .trimEnd();
    const count = (outcome: Row['outcome']) => this.rows.filter((row) => row.outcome === outcome).length;
    const summary = `${count('ok')} ok, ${count('FAILED')} failed, ${count('left out')} left out, in ${seconds(this.started)}`;
    return ['', line(head), ...cells.map(line), '', summary].join('\n');
  }

  private add(row: Row, started: number): void {
    this.rows.push(row);
    this.print(
      `${seconds(started).padStart(8)}  ${row.outcome.padEnd(8)}  ${row.on}, ${row.by}: ${row.applied}: ${row.detail}`,
    );
  }
}

function seconds(started: number): string {
  return `${((Date.now() - started) / 1000).toFixed(1)} s`;
}

function firstLine(text: string): string {
  const line = text.split('\n')[0] ?? '';
  return line.length > 110 ? `${line.slice(0, 107)}...` : line;
}
