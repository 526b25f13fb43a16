import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { localSource } from '../../lib/charts/chart-source';

/** What a command printed, and how it ended. */
export interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A directory that holds everything this test makes, its npm cache apart: removed in the end. */
export class Workplace {
  readonly root = mkdtempSync(join(tmpdir(), 'tke-cilium-package-'));

  path(...parts: readonly string[]): string {
    return join(this.root, ...parts);
  }

  /** Runs a program, and gives what came of it. */
  try(directory: string, [program = '', ...args]: readonly string[], more: NodeJS.ProcessEnv = {}): Ran {
    const env = { ...process.env, CDK8S_CHECK_UPGRADE: 'false', NO_COLOR: '1', CI: '', ...more };
    const { status, stdout, stderr, error } = spawnSync(program, args, {
      cwd: directory,
      env,
      encoding: 'utf8',
      maxBuffer: Number.POSITIVE_INFINITY,
    });
    if (error) {
      throw error;
    }
    return { status, stdout, stderr };
  }

  /** @throws {Error} with what it printed, when the program ends with another status than 0 */
  run(directory: string, command: readonly string[], more: NodeJS.ProcessEnv = {}): Ran {
    const ran = this.try(directory, command, more);
    if (ran.status !== 0) {
      throw new Error(`${command.join(' ')} ended with ${ran.status}:\n${ran.stdout}${ran.stderr}`);
    }
    return ran;
  }

  /** A PATH that leads to node and git and to nothing else. */
  barePath(): string {
    const directory = this.path('bin');
    mkdirSync(directory);
    symlinkSync(process.execPath, join(directory, 'node'));
    symlinkSync(this.run(this.root, ['sh', '-c', 'command -v git']).stdout.trim(), join(directory, 'git'));
    return directory;
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

/** The directories in which this checkout finds chart archives, for `TKE_CILIUM_CHARTS` elsewhere. */
export function chartDirectories(): readonly string[] {
  return localSource().directories.map((directory) => resolve(directory));
}

/** The same as an environment. */
export function withCharts(): NodeJS.ProcessEnv {
  return { TKE_CILIUM_CHARTS: chartDirectories().join(delimiter) };
}
