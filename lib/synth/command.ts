import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { LOCK_FILE } from '../charts/lock-file';
import { fleetFiles } from '../cluster/cluster-files';
import { formatDiagnostic } from '../diagnostics/diagnostic';
import { failureDiagnostics, stackTrace } from '../diagnostics/failure';
import { localDisk } from '../publish/disk';
import { removeLeftovers } from '../publish/leftovers';
import { exclusively } from '../publish/lock';
import { synthesizeFleet } from './fleet-synthesis';
import { countErrors, describeOutcome, type SynthOutcome, stateOfDist } from './outcome';
import { NO_PROGRESS, type Progress, terminalProgress } from './progress';
import { sha256 } from './proof';
import { NO_PROOFS, ProofFile } from './proof-store';
import { renderClusters } from './render';
import { toolDigest } from './tool-digest';

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

/** How a synth goes about it. */
export interface SynthOptions {
  /**
   * Whether clusters whose inputs did not change are left out. The files are the same either way.
   * @default true
   */
  readonly cache?: boolean;
  /** @default - no progress is shown */
  readonly progress?: Progress;
  /**
   * Called, once, when another synth writes to the same directory and has to be waited for.
   * @default - waits silently
   */
  readonly waiting?: (message: string) => void;
}

/**
 * One synth, from cluster files to `dist/`.
 *
 * @throws {InputError} with everything that the input is refused for; `dist/` is then as it was
 */
export function synthToDisk(
  { clusters, dist }: Pick<SynthPaths, 'clusters' | 'dist'>,
  { cache = true, progress = NO_PROGRESS, waiting = () => undefined }: SynthOptions = {},
): Promise<SynthOutcome> {
  return exclusively(
    dist,
    (lock, pid) => waiting(`waiting for another synth of ${dist}/ (process ${pid}, which holds ${lock})`),
    () => {
      removeLeftovers(dist, localDisk);
      return synthesizeFleet({
        files: fleetFiles(clusters),
        dist,
        disk: localDisk,
        proofs: cache ? new ProofFile(dist) : NO_PROOFS,
        tool: cache ? sha256(toolDigest(), chartLock()) : '',
        render: renderClusters,
        progress,
      });
    },
  );
}

/** The charts that are locked, as far as proofs are concerned; who renders reads the file again, and judges it. */
function chartLock(): Uint8Array {
  try {
    return readFileSync(LOCK_FILE);
  } catch {
    return Buffer.of();
  }
}

/**
 * One synth as the app that `cdk8s synth` starts. Messages go to stderr: cdk8s discards stdout.
 *
 * @returns the exit status: 0, or 1 when the input was refused, or the operating system refused to write
 */
export async function runSynth(paths: SynthPaths): Promise<number> {
  const { clusters, cdk8sOutput = process.env.CDK8S_OUTDIR, scratch = '.cdk8s-out', dist } = paths;
  // `cdk8s synth --output elsewhere` and `--stdout` ask for the manifests there and nowhere else.
  const isElsewhere = cdk8sOutput !== undefined && cdk8sOutput !== scratch;
  try {
    const outcome = await synthToDisk(
      { clusters, dist: isElsewhere ? cdk8sOutput : dist },
      {
        cache: !isElsewhere,
        progress: await terminalProgress(process.stderr),
        waiting: (message) => say([message]),
      },
    );
    say(outcome.warnings.map(formatDiagnostic));
    if (!isElsewhere) {
      process.stderr.write(describeOutcome(outcome, dist));
      if (cdk8sOutput !== undefined) {
        fillScratch(cdk8sOutput, dist);
      }
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

/**
 * cdk8s wants manifests where it looks for them. It reads them when validations are configured (it then asks for the
 * metadata of constructs); otherwise it only lists their names, for which thousands of copies would be too much.
 */
function fillScratch(scratch: string, dist: string): void {
  mkdirSync(scratch, { recursive: true });
  if (process.env.CDK8S_RECORD_CONSTRUCT_METADATA === 'true') {
    cpSync(dist, scratch, { recursive: true });
  } else {
    writeFileSync(join(scratch, 'see-dist.yaml'), `# The manifests are in ${dist}/.\n`);
  }
}

/** What became of `dist/` when cdk8s was made to write there itself. */
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
