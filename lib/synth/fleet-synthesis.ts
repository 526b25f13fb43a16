import type { ClusterFile, FleetFiles } from '../cluster/cluster-files';
import { nameOf, sharedNames, withoutRepeated } from '../cluster/fleet-checks';
import { type Diagnostic, InputError } from '../diagnostics/diagnostic';
import { reportedOnce } from '../diagnostics/shared';
import type { Disk } from '../publish/disk';
import { Publication } from '../publish/publication';
import { idleEverywhere } from '../rules/acknowledged';
import { checkAcrossClusters } from '../rules/across/check-across-clusters';
import type { JobContext } from './cluster-job';
import { digestOf, Inputs } from './inputs';
import type { JobResult } from './job-result';
import { outcomeOf, type SynthOutcome } from './outcome';
import type { Progress } from './progress';
import type { ClusterFacts, Proof } from './proof';
import type { ProofStore } from './proof-store';
import { PublishedClusters } from './published-clusters';

/** Renders clusters, and gives each result as it comes. */
export type Render = (
  files: readonly ClusterFile[],
  context: JobContext,
  done: (result: JobResult) => void,
) => Promise<void>;

/** What a synth of a fleet works with. */
export interface FleetSynthesisProps {
  readonly files: FleetFiles;
  /** The published directory. */
  readonly dist: string;
  readonly disk: Disk;
  readonly proofs: ProofStore;
  /** Digest of the tool and of the charts that are locked. */
  readonly tool: string;
  readonly render: Render;
  readonly progress: Progress;
}

/**
 * Brings the published directory up to date with the files of the clusters. A cluster whose inputs are what they were,
 * and whose files are what was made of them, is not rendered again. Clusters are rendered and staged one by one, so the
 * memory that this takes does not depend on how many there are.
 *
 * @throws {InputError} with everything that the input is refused for; the directory is then as it was
 */
export async function synthesizeFleet(props: FleetSynthesisProps): Promise<SynthOutcome> {
  const { files, dist, disk, proofs, tool, render, progress } = props;
  const published = new PublishedClusters(dist, disk);
  const publication = new Publication(dist, disk, published.paths);
  const inputs = new Inputs(files, tool);
  const known = proofs.read(tool);
  const left = published.without(files.clusters.map(({ path }) => nameOf(path)));
  const kept = new Map<string, Proof>();
  const changed: ClusterFile[] = [];
  for (const file of files.clusters) {
    const proof = inputs.stillHold(file, known.get(file.path));
    if (proof && published.hold(proof)) {
      kept.set(file.path, proof);
    } else {
      changed.push(file);
    }
  }
  for (const { name } of kept.values()) {
    publication.keep(published.of(name));
  }
  try {
    const results = new Map<string, JobResult>();
    if (changed.length > 0) {
      progress.start(changed.length);
      await render(changed, { layers: files, paths: publication.paths, left }, (result) => {
        publication.addStaged(result.output?.staged ?? []);
        results.set(result.file, result);
        progress.step();
      });
      progress.stop();
    }
    const { facts, warnings } = await judge(files, kept, results);
    const formers = new Set([...results.values()].map(({ former }) => former));
    const removed = await clustersRemoved(
      dist,
      disk,
      left.filter((name) => !formers.has(name)),
    );
    const done = publication.finish();
    const proven = files.clusters.flatMap((file): [string, Proof][] => {
      const [result, fact] = [results.get(file.path), facts.get(file.path)];
      const proof = kept.get(file.path) ?? (result && fact && proofOf(file, inputs, fact, result));
      const paths = result?.output?.staged.map(({ path }) => path);
      return proof ? [[file.path, published.stamped(proof, paths, publication.replaced)]] : [];
    });
    proofs.write(tool, new Map(proven));
    return outcomeOf(done, [...facts.values()], changed.length, [...warnings, ...removed]);
  } catch (error) {
    publication.abandon();
    throw error;
  } finally {
    progress.stop();
  }
}

function proofOf(
  file: ClusterFile,
  inputs: Inputs,
  facts: ClusterFacts,
  { groups, output, manifests }: JobResult,
): Proof | undefined {
  return (
    output && {
      ...facts,
      own: digestOf(file),
      groups,
      inputs: inputs.of(file, groups),
      ...(manifests && { manifests }),
      output: output.digest,
      stamp: '',
    }
  );
}

interface Judged {
  /** Of every cluster, by its file. */
  readonly facts: ReadonlyMap<string, ClusterFacts>;
  readonly warnings: readonly Diagnostic[];
}

/** Puts together what was found of each cluster, and what only shows when all of them are known. */
async function judge(
  files: FleetFiles,
  kept: ReadonlyMap<string, Proof>,
  results: ReadonlyMap<string, JobResult>,
): Promise<Judged> {
  const ofFiles: Diagnostic[] = [];
  const ofObjects: Diagnostic[] = [];
  const facts = new Map<string, ClusterFacts>();
  const groups = new Set<string>();
  for (const { path } of files.clusters) {
    const [proof, result] = [kept.get(path), results.get(path)];
    for (const group of proof?.groups ?? result?.groups ?? []) {
      groups.add(group);
    }
    if (proof) {
      facts.set(path, proof);
      ofObjects.push(...proof.warnings);
    } else if (result) {
      ofFiles.push(...result.ofFile);
      ofObjects.push(...result.ofObjects, ...(result.ofTransitions ?? []));
      if (result.facts) {
        facts.set(path, { ...result.facts, warnings: [...result.ofFile, ...result.ofObjects] });
      }
    }
  }
  const all = [...facts].map(([file, { name }]) => ({ file, name }));
  const members = [...facts.values()].map(({ member }) => member);
  const acknowledgedIn = [...facts.values()].map((one) => one.acknowledgedIn);
  const first = [
    ...withoutRepeated([...results.values()][0]?.ofLayers ?? [], ofFiles),
    ...sharedNames(all),
    ...(await unusedGroups(files, groups)),
    ...checkAcrossClusters(members),
  ];
  // Where files are refused, nothing is said of what was rendered of the others: it is not all of it.
  const isRefused = first.some(({ severity }) => severity === 'error');
  const found = idleEverywhere(isRefused ? first : [...first, ...ofObjects], acknowledgedIn);
  const reported = reportedOnce(found).sort(byPlace);
  if (reported.some(({ severity }) => severity === 'error')) {
    throw new InputError(reported);
  }
  return { facts, warnings: reported };
}

/** What to do about clusters that leave; the code that compares is loaded only where some do. */
async function clustersRemoved(
  dist: string,
  disk: Disk,
  names: readonly string[],
): Promise<readonly Diagnostic[]> {
  if (names.length === 0) {
    return [];
  }
  const { PublishedState } = await import('../review/transitions/published-transitions');
  return new PublishedState(dist, [], disk).removed(names);
}

/** The reader of YAML is loaded only where there is such a group. */
async function unusedGroups({ groups }: FleetFiles, named: ReadonlySet<string>): Promise<Diagnostic[]> {
  const unused = [...groups].filter(([name]) => !named.has(name));
  if (unused.length === 0) {
    return [];
  }
  const { reportUnusedGroups } = await import('../cluster/unused-groups');
  return reportUnusedGroups(new Map(unused));
}

/** Whatever was rendered and whatever was known, the same lines come in the same order. */
function byPlace({ place: a }: Diagnostic, { place: b }: Diagnostic): number {
  const [one, other] = [a?.file ?? '', b?.file ?? ''];
  return one === other ? (a?.line ?? 0) - (b?.line ?? 0) : one < other ? -1 : 1;
}
