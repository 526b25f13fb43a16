import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { ChartStore } from '../charts/chart-store';
import { fleetFiles, layersAround } from '../cluster/cluster-files';
import { Layers } from '../cluster/layers';
import { readCluster } from '../cluster/read-clusters';
import { InputError } from '../diagnostics/diagnostic';
import type { ClusterInput } from '../review/causes/cluster-input';
import { directoryTree } from '../review/trees/directory-tree';
import { GitRepository, noMergeBase, noRevision } from '../review/trees/git-tree';
import { revisionManifests } from '../review/trees/revision-manifests';
import { type Tree, treeOfFiles } from '../review/trees/tree';
import { findingsOf } from '../rules/accept-clusters';
import { synthesizeCluster } from '../synth/synthesize';
import { clusterInputs, inputOf, inputsInRevision } from './diff-inputs';

/** One side of a comparison: its manifests and, where they are known, the cluster files that they come from. */
export interface Side {
  readonly tree: Tree;
  /** @throws {InputError} when the cluster files cannot be read */
  readonly inputs?: () => ReadonlyMap<string, ClusterInput>;
}

/** Where the two directories lie in a repository. */
export interface Layout {
  readonly dist: string;
  readonly clusters: string;
}

/** What the two arguments of `tke-cilium diff` name. */
export function sidesOf(
  [first, second]: readonly (string | undefined)[],
  layout: Layout,
  charts: ChartStore,
  environment: NodeJS.ProcessEnv,
): { readonly before: Side; readonly after: Side } {
  if (first !== undefined && second === undefined && isFile(first)) {
    const after = synthesizedSide(first, charts);
    const clusters = new Set(
      [...after.tree.files.keys()].map((path) => path.split('/').find((part) => !part.startsWith('_'))),
    );
    return { before: { tree: restricted(directoryTree(layout.dist, `${layout.dist}/`), clusters) }, after };
  }
  const before = side(first ?? baseOf(environment), layout, charts);
  return { before, after: second === undefined ? workingSide(layout, charts) : side(second, layout, charts) };
}

/** The commit that a merge request is compared with in CI; elsewhere the last commit. */
function baseOf(environment: NodeJS.ProcessEnv): string {
  const { GITHUB_BASE_REF: branch, CI_MERGE_REQUEST_DIFF_BASE_SHA: commit } = environment;
  if (commit) {
    return commit;
  }
  if (!branch) {
    return 'HEAD';
  }
  const base = GitRepository.of('.')?.mergeBase(`origin/${branch}`, 'HEAD');
  if (base === undefined) {
    throw noMergeBase(branch);
  }
  return base;
}

function side(text: string, layout: Layout, charts: ChartStore): Side {
  if (isFile(text)) {
    return synthesizedSide(text, charts);
  }
  if (existsSync(text)) {
    return directorySide(text, layout, charts);
  }
  const repository = GitRepository.of('.');
  if (!repository || repository.commit(text) === undefined) {
    throw noRevision(text);
  }
  return {
    tree: repository.tree(text, layout.dist, text),
    inputs: () =>
      inputsInRevision(
        repository.tree(text, layout.clusters),
        revisionManifests(() => repository.everything(text)),
        layout.clusters,
        charts,
      ),
  };
}

/** A checkout with both directories, or a directory of manifests alone. */
function directorySide(directory: string, layout: Layout, charts: ChartStore): Side {
  const dist = join(directory, layout.dist);
  if (!existsSync(dist)) {
    return { tree: directoryTree(directory) };
  }
  const clusters = join(directory, layout.clusters);
  const shown = (file: string) => relative(directory, file);
  return {
    tree: directoryTree(dist),
    ...(existsSync(clusters) && {
      inputs: () => clusterInputs(fleetFiles(clusters), charts, { shown }),
    }),
  };
}

function workingSide({ dist, clusters }: Layout, charts: ChartStore): Side {
  return {
    tree: directoryTree(dist, 'the working tree'),
    ...(existsSync(clusters) && { inputs: () => clusterInputs(fleetFiles(clusters), charts) }),
  };
}

/** What a synth would write of one cluster file. */
function synthesizedSide(path: string, charts: ChartStore): Side {
  const files = { ...layersAround(path), clusters: [] };
  const { read, diagnostics } = readCluster({ path, content: readFileSync(path) }, new Layers(files), charts);
  const errors = [...diagnostics, ...(read ? findingsOf(read) : [])].filter(
    ({ severity }) => severity === 'error',
  );
  if (!read || errors.length > 0) {
    throw new InputError(errors.length > 0 ? errors : diagnostics);
  }
  const made = synthesizeCluster(read, { charts });
  if (!made.files) {
    throw new InputError(made.diagnostics);
  }
  return {
    tree: treeOfFiles(path, made.files),
    inputs: () => new Map([[read.cluster.name, inputOf(read)]]),
  };
}

function restricted(tree: Tree, clusters: ReadonlySet<string | undefined>): Tree {
  const isOf = (path: string) => clusters.has(path.split('/').find((part) => !part.startsWith('_')));
  return { ...tree, files: new Map([...tree.files].filter(([path]) => isOf(path))) };
}

function isFile(path: string): boolean {
  return /\.ya?ml$/.test(path) && statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}
