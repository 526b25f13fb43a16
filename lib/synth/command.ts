import { join, resolve } from 'node:path';
import { ChartStore } from '../charts/chart-store';
import { fleetFiles } from '../cluster/cluster-files';
import { formatDiagnostic } from '../diagnostics/diagnostic';
import { failureDiagnostics, stackTrace } from '../diagnostics/failure';
import type { FileSpec } from '../layout/layout';
import { localDisk } from '../publish/disk';
import { publish } from '../publish/publish';
import { acceptFleet } from '../rules/accept-clusters';
import { countErrors, describeOutcome, type SynthOutcome, stateOfDist } from './outcome';
import { synthesize } from './synthesize';

/** Where a synth reads and writes. */
export interface SynthPaths {
  /** Directory of the cluster files. */
  readonly clusters: string;
  /** Directory that is published: the product, committed. */
  readonly dist: string;
  /**
   * What cdk8s.yaml names as `output`. cdk8s empties it before the app starts, so it is never `dist`.
   * @default .cdk8s-out
   */
  readonly scratch?: string;
  /**
   * Where the cdk8s command wants its manifests.
   * @default - CDK8S_OUTDIR; without it the app was started without cdk8s
   */
  readonly cdk8sOutput?: string | undefined;
}

/**
 * One synth, from cluster files to `dist/`.
 *
 * @throws {InputError} with everything that the input is refused for; `dist/` is then as it was
 */
export function synthToDisk({ clusters, dist }: Pick<SynthPaths, 'clusters' | 'dist'>): SynthOutcome {
  const { files, ...rest } = synthesizeDirectory(clusters);
  return { ...rest, ...publish(files, dist) };
}

/**
 * One synth as the app that `cdk8s synth` starts. Messages go to stderr: cdk8s discards stdout.
 *
 * @returns the exit status: 0, or 1 when the input was refused, or the operating system refused to write
 */
export async function runSynth(paths: SynthPaths): Promise<number> {
  const { cdk8sOutput = process.env.CDK8S_OUTDIR, scratch = '.cdk8s-out', dist } = paths;
  try {
    const { files, ...rest } = synthesizeDirectory(paths.clusters);
    say(rest.warnings.map(formatDiagnostic));
    // `cdk8s synth --output elsewhere` and `--stdout` ask for the manifests there and nowhere else.
    if (cdk8sOutput === undefined || cdk8sOutput === scratch) {
      process.stderr.write(describeOutcome({ ...rest, ...publish(files, dist) }, dist));
    }
    if (cdk8sOutput !== undefined) {
      writeAll(files, cdk8sOutput);
    }
    return 0;
  } catch (error) {
    const diagnostics = failureDiagnostics(error);
    say([
      ...diagnostics.map(formatDiagnostic),
      ...stackTrace(error),
      `${countErrors(diagnostics)}; ${emptied(dist, cdk8sOutput) ?? stateOfDist(diagnostics, dist)}`,
    ]);
    return 1;
  }
}

function synthesizeDirectory(directory: string) {
  const { clusters, warnings } = acceptFleet(fleetFiles(directory));
  const { files, warnings: more } = synthesize(clusters, { charts: new ChartStore() });
  return { files, clusters: clusters.length, warnings: [...warnings, ...more] };
}

function writeAll(files: readonly FileSpec[], directory: string): void {
  for (const { path, content } of files) {
    localDisk.write(join(directory, path), content);
  }
}

/** What became of `dist/` when cdk8s was told to write there itself. */
function emptied(dist: string, cdk8sOutput: string | undefined): string | undefined {
  return cdk8sOutput !== undefined && resolve(cdk8sOutput) === resolve(dist)
    ? `cdk8s empties what --output names before it starts the app, and that was ${dist}/: bring it back with git, and leave --output out`
    : undefined;
}

function say(lines: readonly string[]): void {
  for (const line of lines) {
    process.stderr.write(`${line}\n`);
  }
}
