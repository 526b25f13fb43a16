import {
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { cacheDirectory } from '../cache';
import { type Proof, sha256 } from './proof';

/** Proofs by the path of the cluster's file. */
export type Proofs = ReadonlyMap<string, Proof>;

/** Keeps proofs between synths. A store that loses them, or cannot keep them, costs time and nothing else. */
export interface ProofStore {
  /** @param tool the digest of the tool; proofs of another one count for nothing */
  read(tool: string): Proofs;
  write(tool: string, proofs: Proofs): void;
}

/** Keeps nothing: every cluster is rendered. */
export const NO_PROOFS: ProofStore = { read: () => new Map(), write: () => undefined };

/** Length of a SHA-256 in base64. */
const DIGEST = 44;

/**
 * Keeps the proofs of one published directory in one file outside of the repository. The file begins with its own
 * digest: one that was cut or altered is passed over.
 */
export class ProofFile implements ProofStore {
  private readonly directory: () => string;

  constructor(
    private readonly dist: string,
    directory: () => string = () => cacheDirectory('synth'),
  ) {
    this.directory = directory;
  }

  read(tool: string): Proofs {
    try {
      const text = readFileSync(this.path(), 'utf8');
      const body = text.slice(DIGEST);
      if (text.slice(0, DIGEST) !== sha256(body)) {
        return new Map();
      }
      const kept = JSON.parse(body) as { tool: string; proofs: [string, Proof][] };
      return kept.tool === tool ? new Map(kept.proofs) : new Map();
    } catch {
      return new Map();
    }
  }

  write(tool: string, proofs: Proofs): void {
    try {
      const body = JSON.stringify({ tool, proofs: [...proofs] });
      const path = this.path();
      const partial = `${path}.${process.pid}`;
      try {
        writeFileSync(partial, sha256(body) + body);
        renameSync(partial, path);
      } finally {
        rmSync(partial, { force: true });
      }
      removeOld(dirname(path));
    } catch {
      // The next synth renders what this one did.
    }
  }

  private path(): string {
    const dist = join(
      realpathSync(dirname(resolve(this.dist))),
      resolve(this.dist).split(/[\\/]/).at(-1) ?? '',
    );
    return join(this.directory(), `${sha256(dist).replace(/[/+=]/g, '')}.json`);
  }
}

/** A repository that nobody has synthesized for so long may be gone. */
const KEPT_DAYS = 30;

function removeOld(directory: string): void {
  const oldest = Date.now() - KEPT_DAYS * 24 * 3600 * 1000;
  for (const name of readdirSync(directory)) {
    const path = join(directory, name);
    if (statSync(path).mtimeMs < oldest) {
      rmSync(path, { force: true });
    }
  }
}
