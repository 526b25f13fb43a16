import { join } from 'node:path';
import { diagnosticsAt, type ReadCluster } from '../../cluster/read-clusters';
import type { Diagnostic } from '../../diagnostics/diagnostic';
import type { Finding } from '../../diagnostics/finding';
import type { FileSpec } from '../../layout/layout';
import { compareCluster, type ReadFile } from '../cluster-pair';
import { differingClusters, filesBetween } from '../clusters-between';
import { factsOf } from '../consequences/cluster-facts';
import { distFile } from '../dist-files';
import { plainText } from '../text';
import { directoryTree, readTexts } from '../trees/directory-tree';
import { type Tree, treeOfFiles } from '../trees/tree';
import { isAcknowledged } from './acknowledged';
import { clusterRemoved } from './cluster-removed';
import { isSameCluster, type Likeness, likenessOf } from './same-cluster';
import { transitionsOf } from './table';
import type { Transition } from './transition';
import { clusterRenamed } from './whole-clusters';

/** What a synth finds out about one cluster before it writes its files. */
export interface FoundTransitions {
  /** Errors keep the synth from writing. Of this synth only: the next one finds the files that this one wrote. */
  readonly diagnostics: readonly Diagnostic[];
  /** The name that the cluster has in `dist/`, where it is another one. */
  readonly former?: string;
}

/** What `dist/` holds before a synth, against which the dangerous transitions are found. */
export class PublishedState {
  private likenesses: readonly Likeness[] | undefined;

  /**
   * @param dist the published directory
   * @param left clusters that it holds and no cluster file describes
   */
  constructor(
    private readonly dist: string,
    private readonly left: readonly string[],
  ) {}

  /** The dangerous transitions of a cluster to these files, without those that its file acknowledges. */
  transitionsTo(files: readonly FileSpec[], read: ReadCluster): FoundTransitions {
    const { name, acknowledged } = read.cluster;
    const published = this.treeOf(name);
    if (published.files.size === 0) {
      return this.renamed(files, read);
    }
    const after = treeOfFiles('', files);
    const found = transitionsBetween(published, after);
    const record = `${name}/input.sha256`;
    const isSameInput = published.files.get(record) === after.files.get(record);
    const idle = isSameInput ? [] : idleEntries(acknowledged, found);
    return { diagnostics: diagnosticsAt([...refused(found, acknowledged), ...idle], read) };
  }

  /** Clusters that leave `dist/`, each as a warning. */
  removed(names: readonly string[]): readonly Diagnostic[] {
    return names.map((name): Diagnostic => {
      const files = this.filesOf(name);
      const { before } = compareCluster({ cluster: name, before: files, after: [], shared: [] });
      const { rule, problem, steps } = clusterRemoved(name, files, factsOf(before));
      return {
        severity: 'warning',
        rule,
        problem: plainText(problem),
        remedy: steps.map(plainText).join('; '),
      };
    });
  }

  private renamed(files: readonly FileSpec[], read: ReadCluster): FoundTransitions {
    const { name, acknowledged } = read.cluster;
    const now = files.flatMap(({ path, content }) => readFile(path, content));
    const likeness = likenessOf(name, now);
    this.likenesses ??= this.left.map((one) => likenessOf(one, this.filesOf(one)));
    const former = this.likenesses.find((one) => isSameCluster(one, likeness))?.name;
    if (former === undefined) {
      return { diagnostics: [] };
    }
    const before = this.filesOf(former);
    const pair = compareCluster({ cluster: name, before, after: now, shared: [] });
    const old = factsOf(pair.before);
    const found = [clusterRenamed(former, name, old), ...transitionsOf(old, factsOf(pair.after))];
    return { former, diagnostics: diagnosticsAt(refused(found, acknowledged), read) };
  }

  private filesOf(cluster: string): ReadFile[] {
    const tree = this.treeOf(cluster);
    return [...tree.read([...tree.files.keys()])].flatMap(([path, text]) => readFile(path, text));
  }

  private treeOf(cluster: string): Tree {
    const { dist } = this;
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
}

/** The transitions of all clusters that both trees have. */
export function transitionsBetween(before: Tree, after: Tree): Transition[] {
  const found: Transition[] = [];
  for (const files of filesBetween(before, after, differingClusters(before, after))) {
    if (files.isOnBothSides) {
      const pair = compareCluster(files);
      found.push(...transitionsOf(factsOf(pair.before), factsOf(pair.after)));
    }
  }
  return found;
}

function readFile(path: string, text: string): ReadFile[] {
  const file = distFile(path);
  return file ? [{ ...file, text }] : [];
}

type Acknowledged = ReadCluster['cluster']['acknowledged'];

function refused(found: readonly Transition[], acknowledged: Acknowledged): Finding[] {
  return found
    .filter((transition) => transition.stops && !isAcknowledged(transition, acknowledged))
    .map(({ rule, change, problem, steps, field }) => {
      const way = steps.map((step, index) => `${index + 1}. ${plainText(step)}`).join('; ');
      return {
        rule,
        acknowledgeable: true,
        path: field,
        problem: plainText(problem),
        remedy: `The safe way: ${way}. Where it is meant as it is, acknowledge it: {rule: ${rule}, change: "${change}", reason: ...}`,
      };
    });
}

/** Entries that acknowledge no transition of this synth, which changes the cluster: theirs is merged, or misspelled. */
function idleEntries(acknowledged: Acknowledged, found: readonly Transition[]): Finding[] {
  return acknowledged.flatMap((entry, index): Finding[] =>
    entry.change === undefined || found.some((transition) => isAcknowledged(transition, [entry]))
      ? []
      : [
          {
            rule: 'nothing-to-acknowledge',
            severity: 'warning',
            path: ['acknowledged', index],
            problem: `the cluster does not make the transition "${entry.change}" of ${entry.rule} now`,
            remedy: 'Remove the entry once that change is merged',
          },
        ],
  );
}
