import { join, resolve } from 'node:path';
import { ChartStore } from '../charts/chart-store';
import { fleetFiles } from '../cluster/cluster-files';
import { type Diagnostic, formatDiagnostic, InputError } from '../diagnostics/diagnostic';
import type { FileSpec } from '../layout/layout';
import { localDisk } from '../publish/disk';
import { type Published, publish } from '../publish/publish';
import { acceptFleet } from '../rules/accept-clusters';
import { synthesize } from './synthesize';

/** Where a synth reads and writes. */
export interface SynthPaths {
  /** Directory of the cluster files. */
  readonly clusters: string;
  /** Directory that is published: the product, committed. */
  readonly dist: string;
  /** What cdk8s.yaml names as `output`. cdk8s empties it before the app starts, so it is never `dist`. */
  readonly scratch: string;
  /**
   * Where the cdk8s command wants its manifests (`CDK8S_OUTDIR`).
   * @default - the app was started without cdk8s
   */
  readonly cdk8sOutput?: string | undefined;
}

/**
 * One synth, from cluster files to disk. Messages go to stderr: cdk8s swallows stdout.
 *
 * @returns the exit status: 0, or 1 when the input was refused, or the operating system refused to write
 */
export function runSynth(paths: SynthPaths): number {
  try {
    const { clusters, warnings } = acceptFleet(fleetFiles(paths.clusters));
    const { files, warnings: more } = synthesize(clusters, { charts: new ChartStore() });
    say([...warnings, ...more].map(formatDiagnostic));
    const { cdk8sOutput } = paths;
    // `cdk8s synth --output elsewhere` and `--stdout` ask for the manifests there and nowhere else.
    if (cdk8sOutput === undefined || cdk8sOutput === paths.scratch) {
      say([summary(publish(files, paths.dist), paths.dist, clusters.length)]);
    }
    if (cdk8sOutput !== undefined) {
      writeAll(files, cdk8sOutput);
    }
    return 0;
  } catch (error) {
    if (isSystemError(error)) {
      say([
        `error: ${error.message}. ${emptied(paths) ?? `${paths.dist}/ is whole, the old one or the new one`}; mend this and synth again`,
      ]);
      return 1;
    }
    if (!(error instanceof InputError)) {
      throw error;
    }
    say([...error.diagnostics.map(formatDiagnostic), failure(error.diagnostics, paths)]);
    return 1;
  }
}

/** What the operating system refused: a full disk, a right that is missing, a file where a directory should be. */
function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error && 'errno' in error;
}

function writeAll(files: readonly FileSpec[], directory: string): void {
  for (const { path, content } of files) {
    localDisk.write(join(directory, path), content);
  }
}

function summary({ added, changed, removed, unchanged }: Published, dist: string, clusters: number): string {
  const lines = [
    ...added.map((path) => `  added    ${path}`),
    ...changed.map((path) => `  changed  ${path}`),
    ...removed.map((path) => `  removed  ${path}`),
  ];
  const counts = `${added.length} added, ${changed.length} changed, ${removed.length} removed, ${unchanged} unchanged`;
  return [`${dist}/: ${clusters} ${clusters === 1 ? 'cluster' : 'clusters'}, ${counts}`, ...lines].join('\n');
}

function failure(diagnostics: readonly Diagnostic[], paths: SynthPaths): string {
  const errors = diagnostics.filter(({ severity }) => severity === 'error').length;
  return `${errors} ${errors === 1 ? 'error' : 'errors'}; ${emptied(paths) ?? `${paths.dist}/ is as it was`}`;
}

/** What became of `dist/` when cdk8s was told to write there itself. */
function emptied({ dist, cdk8sOutput }: SynthPaths): string | undefined {
  return cdk8sOutput !== undefined && resolve(cdk8sOutput) === resolve(dist)
    ? `cdk8s empties what --output names before it starts the app, and that was ${dist}/: bring it back with git, and leave --output out`
    : undefined;
}

function say(lines: readonly string[]): void {
  for (const line of lines) {
    process.stderr.write(`${line}\n`);
  }
}
