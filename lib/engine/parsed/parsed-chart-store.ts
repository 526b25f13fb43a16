import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Dialect } from '../dialect';
import { codeDigest } from './code-digest';
import { type ParsedChart, parseChart } from './parsed-chart';
import { decodeParsedChart, encodeParsedChart } from './parsed-form';

/** Gives the parsed form of a packed chart. */
export interface ParsedCharts {
  /**
   * @throws {UnreadableChart} for an archive that Helm refuses
   * @throws {OutsideProfile} for charts that are not rendered here
   */
  parsed(archive: Buffer, dialect: Dialect): ParsedChart;
}

/** Parses every time. */
export const parsedAnew: ParsedCharts = {
  parsed: (archive, dialect) => parseChart(archive, dialect),
};

/** Hexadecimal digits of a SHA-256. */
const DIGEST = 64;

export interface ParsedChartStoreProps {
  /** Directory of the forms, asked for when it is needed. It must exist. */
  readonly directory: () => string;
  /** Digest of the code that parses. Default: that of the code that runs; where it is not known, nothing is kept. */
  readonly code?: string | undefined;
}

/**
 * Keeps parsed forms in a directory, so that a chart is parsed once per machine and not once per process. A form is
 * found by the digests of the archive and of the code that parsed it, and is used only while its own digest holds. A
 * directory that can't be read or written costs time and nothing else.
 */
export class ParsedChartStore implements ParsedCharts {
  private readonly directory: () => string;
  private readonly code: string | undefined;

  constructor({ directory, code = codeDigest() }: ParsedChartStoreProps) {
    this.directory = directory;
    this.code = code;
  }

  parsed(archive: Buffer, dialect: Dialect): ParsedChart {
    if (this.code === undefined) {
      return parsedAnew.parsed(archive, dialect);
    }
    const chart = `${sha256(archive)}-${dialect}-`;
    const name = `${chart}${this.code}`;
    const kept = this.read(name);
    if (kept) {
      return kept;
    }
    const parsed = parsedAnew.parsed(archive, dialect);
    if (!parsed.fault) {
      this.write(chart, name, encodeParsedChart(parsed));
    }
    return parsed;
  }

  private read(name: string): ParsedChart | undefined {
    try {
      const file = readFileSync(join(this.directory(), name));
      const form = file.subarray(DIGEST);
      return file.toString('latin1', 0, DIGEST) === sha256(form) ? decodeParsedChart(form) : undefined;
    } catch {
      return undefined;
    }
  }

  /** The forms that other code made of the chart go: nobody asks for them again. */
  private write(chart: string, name: string, form: Buffer): void {
    try {
      const directory = this.directory();
      const partial = join(directory, `.${process.pid}-${name}`);
      writeFileSync(partial, Buffer.concat([Buffer.from(sha256(form), 'latin1'), form]));
      renameSync(partial, join(directory, name));
      for (const other of readdirSync(directory)) {
        if (other.startsWith(chart) && other !== name) {
          rmSync(join(directory, other), { force: true });
        }
      }
    } catch {
      // Nothing is lost but the time to parse it again.
    }
  }
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
