import { join } from 'node:path';
import type { ReadCluster } from '../../cluster/read-clusters';
import type { Diagnostic } from '../../diagnostics/diagnostic';
import type { FileSpec } from '../../layout/layout';
import { compareCluster } from '../cluster-pair';
import { differingClusters, filesBetween } from '../clusters-between';
import { factsOf } from '../consequences/cluster-facts';
import { plainText } from '../text';
import { directoryTree, readTexts } from '../trees/directory-tree';
import { type Tree, treeOfFiles } from '../trees/tree';
import { isAcknowledged } from './acknowledged';
import { transitionsOf } from './table';
import type { Transition } from './transition';

/**
 * The dangerous transitions from what `dist/` holds of a cluster to what it would hold, as errors that keep the synth
 * from writing it. What the cluster file acknowledges is left out.
 */
export function refusedTransitions(
  read: ReadCluster,
  files: readonly FileSpec[],
  dist: string,
): readonly Diagnostic[] {
  const { name } = read.cluster;
  return stoppingTransitions(publishedTree(dist, name), treeOfFiles('', files))
    .filter((transition) => !isAcknowledged(transition, read.cluster.acknowledged))
    .map((transition) => diagnosticOf(transition, read));
}

/** The transitions between two trees that need to be acknowledged. */
export function stoppingTransitions(before: Tree, after: Tree): Transition[] {
  const found: Transition[] = [];
  for (const files of filesBetween(before, after, differingClusters(before, after))) {
    const isBoth = files.shared.length > 0 || (files.before.length > 0 && files.after.length > 0);
    if (isBoth) {
      const pair = compareCluster(files);
      found.push(...transitionsOf(factsOf(pair.before), factsOf(pair.after)).filter(({ stops }) => stops));
    }
  }
  return found;
}

function publishedTree(dist: string, cluster: string): Tree {
  const parts = [cluster, `_undo/${cluster}`, `_argocd/${cluster}`].map((path) => ({
    path,
    tree: directoryTree(join(dist, path)),
  }));
  return {
    name: dist,
    files: new Map(
      parts.flatMap(({ path, tree }) =>
        [...tree.files].map(([file, id]): [string, string] => [`${path}/${file}`, id]),
      ),
    ),
    read: (paths) => readTexts(dist, paths),
  };
}

function diagnosticOf({ rule, change, problem, steps, field }: Transition, read: ReadCluster): Diagnostic {
  const way = steps.map((step, index) => `${index + 1}. ${plainText(step)}`).join('; ');
  return {
    severity: 'error',
    rule,
    acknowledgeable: true,
    place: read.position(field),
    field: field.join('.'),
    problem: plainText(problem),
    remedy: `The safe way: ${way}. Where it is meant as it is, acknowledge it: {rule: ${rule}, change: "${change}", reason: ...}`,
  };
}
