import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** A program of the test bench, ready to start. */
export interface Program {
  readonly path: string;
  /** Where its shared libraries lie, when that is not where the system looks. */
  readonly libraries?: string;
}

/** A part that can neither be found nor made here; the run goes on without what needs it, and says so. */
export class MissingPart extends Error {
  constructor(part: string, reason: string) {
    super(`${part}: ${reason}`);
    this.name = 'MissingPart';
  }
}

/** The program in the directory that `KUBEBUILDER_ASSETS` names, the variable that controller-runtime's envtest reads. */
export function fromKubebuilderAssets(name: string): Program | undefined {
  const directory = process.env.KUBEBUILDER_ASSETS;
  const path = directory && join(directory, name);
  return path && existsSync(path) ? { path } : undefined;
}

/** One of the programs that were built together. */
export function picked(programs: Readonly<Record<string, Program>>, name: string): Program {
  const program = programs[name];
  if (!program) {
    throw new Error(`${name} is not among the programs built`);
  }
  return program;
}
