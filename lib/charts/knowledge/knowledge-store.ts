import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheDirectory } from '../../cache';
import { InputError } from '../../diagnostics/diagnostic';
import { readChartFiles } from '../../engine';
import { knowledgeOfChart } from './chart-knowledge';
import { ChartValues } from './chart-values';
import { derivingCode } from './deriving-code';
import type { ValueFactsByPath } from './value-key';

/** An archive whose digest has been verified. */
interface Archive {
  readonly version: string;
  readonly digest: string;
  readonly path: string;
}

export interface KnowledgeStoreProps {
  /** Directory of the kept facts, asked for when it is needed. Default: `values/` in the cache directory. */
  readonly directory?: () => string;
  /** Digest of the code that derives them. Default: that of the code that runs. */
  readonly code?: string;
}

/** Hexadecimal digits of a SHA-256. */
const DIGEST = 64;

/**
 * Derives what charts say of their values, and keeps it in a directory, so that it is derived once a machine. Facts are
 * found by the digests of the archive and of the code that derived them, and are used only while their own digest
 * holds. A directory that cannot be read or written costs time and nothing else.
 */
export class KnowledgeStore {
  private readonly known = new Map<string, ChartValues>();
  private readonly directory: () => string;
  private readonly code: string | undefined;

  constructor({ directory = () => cacheDirectory('values'), code }: KnowledgeStoreProps = {}) {
    this.directory = directory;
    this.code = code;
  }

  /**
   * @param others see {@link ChartValues.others}
   * @throws {InputError} for an archive that is no chart with values
   */
  of(archive: Archive, others: () => readonly ChartValues[]): ChartValues {
    const { digest, version } = archive;
    const known = this.known.get(digest) ?? new ChartValues(version, this.factsOf(archive), others);
    this.known.set(digest, known);
    return known;
  }

  private factsOf({ digest, path }: Archive): ValueFactsByPath {
    const kept = this.read(digest);
    if (kept) {
      return kept;
    }
    const facts = derived(path);
    this.write(digest, JSON.stringify(facts));
    return facts;
  }

  private nameOf(archive: string): string {
    return `${archive}-${this.code ?? derivingCode()}`;
  }

  private read(archive: string): ValueFactsByPath | undefined {
    try {
      const text = readFileSync(join(this.directory(), this.nameOf(archive)), 'utf8');
      const facts = text.slice(DIGEST);
      return text.slice(0, DIGEST) === sha256(facts) ? (JSON.parse(facts) as ValueFactsByPath) : undefined;
    } catch {
      return undefined;
    }
  }

  /** What other code derived of the archive goes: nobody asks for it again. */
  private write(archive: string, facts: string): void {
    try {
      const [directory, name] = [this.directory(), this.nameOf(archive)];
      const partial = join(directory, `.${process.pid}-${name}`);
      try {
        writeFileSync(partial, `${sha256(facts)}${facts}`);
        renameSync(partial, join(directory, name));
      } finally {
        rmSync(partial, { force: true });
      }
      for (const other of readdirSync(directory)) {
        if (other.startsWith(archive) && other !== name) {
          rmSync(join(directory, other), { force: true });
        }
      }
    } catch {
      // Nothing is lost but the time to derive it again.
    }
  }
}

function derived(path: string): ValueFactsByPath {
  try {
    return knowledgeOfChart(readChartFiles(readFileSync(path)));
  } catch (error) {
    if (error instanceof TypeError) {
      throw error;
    }
    throw new InputError([
      {
        severity: 'error',
        rule: 'chart-unreadable',
        problem: `what ${path} says of its values cannot be read: ${(error as Error).message}`,
        remedy: 'Use another version of the chart, and report this one',
      },
    ]);
  }
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
