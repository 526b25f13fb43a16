import { join } from 'node:path';
import { diagnosticsAt, type ReadCluster } from '../../cluster/read-clusters';
import type { Diagnostic } from '../../diagnostics/diagnostic';
import type { Finding } from '../../diagnostics/finding';
import type { FileSpec } from '../../layout/layout';
import type { Disk } from '../../publish/disk';
import { ClusterObjects, compareCluster, type ReadFile, readSides } from '../cluster-pair';
import { TELLING } from '../clusters-between';
import { factsOf } from '../consequences/cluster-facts';
import { distFile } from '../dist-files';
import { plainText } from '../text';
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
    private readonly disk: Disk,
  ) {}

  /** What lies in the directories of a cluster, by path below the published one. */
  contentsOf(cluster: string): ReadonlyMap<string, string> {
    const { dist, disk } = this;
    const directories = [cluster, `_undo/${cluster}`, `_argocd/${cluster}`];
    return new Map(
      directories.flatMap((directory) =>
        disk
          .list(join(dist, directory))
          .map((below): [string, string] => [
            `${directory}/${below}`,
            disk.read(join(dist, directory, below)),
          ]),
      ),
    );
  }

  /**
   * The dangerous transitions of a cluster to these files, without those that its file acknowledges.
   *
   * @param published what `contentsOf` says of the cluster
   */
  transitionsTo(
    files: readonly FileSpec[],
    published: ReadonlyMap<string, string>,
    read: ReadCluster,
  ): FoundTransitions {
    const { name, acknowledged } = read.cluster;
    if (published.size === 0) {
      return this.renamed(files, read);
    }
    const found = transitionsBetween(
      [...published].map(([path, content]) => ({ path, content })),
      files,
    );
    const record = files.find(({ path }) => path === `${name}/input.sha256`);
    const isSameInput = record !== undefined && published.get(record.path) === record.content;
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
    if (this.left.length === 0) {
      return { diagnostics: [] };
    }
    const { name, acknowledged } = read.cluster;
    const now = files.flatMap(readFile);
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
    return [...this.contentsOf(cluster)].flatMap(([path, content]) => readFile({ path, content }));
  }
}

/** The transitions of all clusters that have files on both sides. */
export function transitionsBetween(before: readonly FileSpec[], after: readonly FileSpec[]): Transition[] {
  const [old, now] = [before.flatMap(readFile), after.flatMap(readFile)];
  return [...new Set(old.map(({ cluster }) => cluster))].flatMap((name) => {
    const [was, is] = [old, now].map((files) => files.filter(({ cluster }) => cluster === name));
    return transitionsOfCluster(was ?? [], is ?? []);
  });
}

/** Only what tells them is read, and nothing at all where all files are the same. */
function transitionsOfCluster(old: readonly ReadFile[], now: readonly ReadFile[]): Transition[] {
  if (old.length === 0 || now.length === 0 || areSame(old, now)) {
    return [];
  }
  const telling = (files: readonly ReadFile[]) => files.filter(({ path }) => TELLING.test(path));
  const [was, is] = readSides(telling(old), telling(now), []);
  return transitionsOf(factsOf(new ClusterObjects(was, [])), factsOf(new ClusterObjects(is, [])));
}

function areSame(old: readonly ReadFile[], now: readonly ReadFile[]): boolean {
  const texts = new Map(old.map(({ path, text }) => [path, text]));
  return old.length === now.length && now.every(({ path, text }) => texts.get(path) === text);
}

function readFile({ path, content }: FileSpec): ReadFile[] {
  const file = distFile(path);
  return file ? [{ ...file, text: content }] : [];
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
