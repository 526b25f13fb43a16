import type { Cause } from './causes/cause';
import { type Change, changeKey, objectKey, objectText, pathText } from './change';
import { type ClusterFiles, type ClusterPair, compareCluster } from './cluster-pair';
import { differingClusters, filesBetween } from './clusters-between';
import { itemsOf, type Knowledge } from './consequences/classify';
import { GROUPS, type Group, type Item } from './consequences/item';
import { jsonText, type Text } from './text';
import { comeAndGone, renamedClusters } from './transitions/whole-clusters';
import type { Tree } from './trees/tree';

/** One changed path as the report gives it. */
export interface ChangedPath {
  readonly object: string;
  readonly path: string;
  readonly kind: Change['kind'];
  readonly before?: string;
  readonly after?: string;
}

/** A line of the report and the clusters that it is about. */
export interface Line {
  readonly group: Group;
  readonly subject: string;
  readonly under?: string;
  readonly text: Text;
  readonly steps: readonly Text[];
  readonly note?: Text;
  readonly rule?: string;
  /** True for a transition that the cluster file acknowledges. */
  readonly acknowledged?: boolean;
  /** True for a line that explains others. */
  readonly detail?: boolean;
  /** What the line accounts for, the same in every cluster of it. */
  readonly paths: readonly ChangedPath[];
  /** Indices of {@link Report.clusters}. */
  readonly clusters: readonly number[];
  readonly causes: readonly Cause[];
}

/** Clusters in which the same lines hold. */
export interface Kind {
  readonly clusters: readonly number[];
  /** Indices of the lines. */
  readonly lines: readonly number[];
}

/** What changes between two trees, for all clusters together. */
export interface Report {
  readonly before: string;
  readonly after: string;
  /** How many clusters the two trees have together. */
  readonly compared: number;
  /** Names of those that differ. */
  readonly clusters: readonly string[];
  readonly lines: readonly Line[];
  /** The clusters by what changes in them, the largest kind first. */
  readonly kinds: readonly Kind[];
  /** Changed paths, objects that have them, and paths by group; every path of every cluster counts. */
  readonly counts: {
    readonly paths: number;
    readonly objects: number;
    readonly byGroup: Readonly<Record<Group, number>>;
  };
  /** What moved which changed paths, where the cluster files of both sides are known. */
  readonly causes: readonly Cause[];
  /** Why causes are not known, where they are not. */
  readonly causesUnknown?: string;
}

/** Finds the causes of the changed paths of a cluster, by their keys. */
export type CausesOf = (pair: ClusterPair) => ReadonlyMap<string, readonly Cause[]>;

export interface ReviewProps extends Knowledge {
  readonly before: Tree;
  readonly after: Tree;
  /** @default - causes are not looked for */
  readonly causesOf?: CausesOf;
  readonly causesUnknown?: string | undefined;
}

/** Compares two trees and says what the difference does to the clusters. */
export function review(props: ReviewProps): Report {
  const { before, after, causesOf } = props;
  const clusters = differingClusters(before, after);
  const fold = new Fold();
  const whole: ClusterFiles[] = [];
  const folded: string[] = [];
  for (const files of filesBetween(before, after, clusters)) {
    if (files.shared.length === 0 && (files.before.length === 0 || files.after.length === 0)) {
      whole.push(files);
      continue;
    }
    const pair = compareCluster(files);
    if (pair.changes.length > 0) {
      folded.push(files.cluster);
      fold.add(files.cluster, pair.changes, itemsOf(pair, props), causesOf?.(pair) ?? new Map());
    }
  }
  const { renamed, left } = renamedClusters(whole);
  for (const { cluster, item, changes } of [...renamed, ...comeAndGone(left)]) {
    fold.add(cluster, changes, [item], new Map());
  }
  return {
    before: before.name,
    after: after.name,
    compared: clusters.all.length,
    ...fold.result(),
    ...(props.causesUnknown !== undefined && { causesUnknown: props.causesUnknown }),
  };
}

/** A line whose clusters are still being collected. */
interface Growing extends Omit<Line, 'clusters' | 'causes'> {
  /** The text without the name of a cluster. */
  readonly common: Text;
  readonly clusters: number[];
  readonly causes: Map<string, Cause>;
}

/** Joins the same line of many clusters to one. */
class Fold {
  private readonly clusters: string[] = [];
  private readonly lines = new Map<string, Growing>();
  private readonly linesOf: Growing[][] = [];
  private readonly byGroup = new Map<Group, number>();
  private paths = 0;
  private objects = 0;

  add(
    cluster: string,
    changes: readonly Change[],
    items: readonly Item[],
    causes: ReadonlyMap<string, readonly Cause[]>,
  ): void {
    const index = this.clusters.push(cluster) - 1;
    this.paths += changes.length;
    this.objects += new Set(changes.map(({ object }) => objectKey(object))).size;
    const mine: Growing[] = [];
    for (const item of items) {
      this.byGroup.set(item.group, (this.byGroup.get(item.group) ?? 0) + item.changes.length);
      const line = this.lineOf(item, cluster);
      line.clusters.push(index);
      for (const change of [...item.changes, ...(item.because ?? [])]) {
        for (const cause of causes.get(changeKey(change)) ?? []) {
          line.causes.set(cause.id, mergedCause(line.causes.get(cause.id), cause));
        }
      }
      mine.push(line);
    }
    this.linesOf.push(mine);
  }

  result(): Pick<Report, 'clusters' | 'lines' | 'kinds' | 'counts' | 'causes'> {
    const lines = this.sorted();
    const place = new Map(lines.map((line, index) => [line, index]));
    const kinds = new Map<string, { clusters: number[]; lines: number[] }>();
    this.linesOf.forEach((some, cluster) => {
      const indices = some.map((line) => place.get(line) ?? 0).sort((a, b) => a - b);
      const key = indices.join(' ');
      const kind = kinds.get(key) ?? { clusters: [], lines: indices };
      kind.clusters.push(cluster);
      kinds.set(key, kind);
    });
    const causes = new Map<string, Cause>();
    for (const line of lines) {
      for (const cause of line.causes.values()) {
        causes.set(cause.id, mergedCause(causes.get(cause.id), cause));
      }
    }
    return {
      clusters: this.clusters,
      lines: lines.map(({ common, ...line }) => ({
        ...line,
        text: line.clusters.length > 1 ? common : line.text,
        causes: [...line.causes.values()],
      })),
      kinds: [...kinds.values()].sort((a, b) => b.clusters.length - a.clusters.length),
      counts: {
        paths: this.paths,
        objects: this.objects,
        byGroup: Object.fromEntries(GROUPS.map((group) => [group, this.byGroup.get(group) ?? 0])) as Record<
          Group,
          number
        >,
      },
      causes: [...causes.values()],
    };
  }

  private lineOf(item: Item, cluster: string): Growing {
    const key = `${item.group}\n${item.subject}\n${anonymous(item.text, cluster)}\n${item.note ?? ''}`;
    const known = this.lines.get(key);
    if (known) {
      return known;
    }
    const line: Growing = {
      group: item.group,
      subject: anonymous(item.subject, cluster),
      ...(item.under !== undefined && { under: anonymous(item.under, cluster) }),
      text: item.text,
      common: anonymous(item.text, cluster),
      steps: item.steps ?? [],
      ...(item.note !== undefined && { note: item.note }),
      ...(item.rule !== undefined && { rule: item.rule }),
      ...(item.acknowledged && { acknowledged: true }),
      ...(item.detail && { detail: true }),
      paths: item.changes.map(changedPath),
      clusters: [],
      causes: new Map(),
    };
    this.lines.set(key, line);
    return line;
  }

  /** By group; within a group as they came, each line below the one that it is part of. */
  private sorted(): Growing[] {
    const all = [...this.lines.values()];
    const below = new Map<string, Growing[]>();
    for (const line of all) {
      if (line.under !== undefined) {
        const key = `${line.group} ${line.under}`;
        below.set(key, [...(below.get(key) ?? []), line]);
      }
    }
    const heads = new Set(all.map(({ group, subject }) => `${group} ${subject}`));
    const placed = new Set<string>();
    return GROUPS.flatMap((group) =>
      all
        .filter((line) => line.group === group)
        .filter(({ under }) => under === undefined || !heads.has(`${group} ${under}`))
        .flatMap((line) => {
          const key = `${group} ${line.subject}`;
          const children = placed.has(key) ? [] : (below.get(key) ?? []);
          placed.add(key);
          return [line, ...children];
        }),
    );
  }
}

/** The name of the cluster is in the names of its Applications: in a line about many clusters it is none of them. */
function anonymous(text: string, cluster: string): string {
  return text
    .split(cluster)
    .reduce((done, next) =>
      /[A-Za-z0-9]$/.test(done) || /^[A-Za-z0-9]/.test(next)
        ? `${done}${cluster}${next}`
        : `${done}<cluster>${next}`,
    );
}

function mergedCause(known: Cause | undefined, cause: Cause): Cause {
  if (!known) {
    return cause;
  }
  return { ...known, places: [...new Set([...known.places, ...cause.places])] };
}

function changedPath({ object, path, kind, before, after }: Change): ChangedPath {
  const whole = kind === 'object';
  const short = (value: Change['before']) =>
    value === undefined
      ? undefined
      : kind === 'text' && typeof value === 'string'
        ? value
        : typeof value === 'string'
          ? value
          : jsonText(value);
  const sides = { before: whole ? undefined : short(before), after: whole ? undefined : short(after) };
  return {
    object: `${object.role === 'cluster' ? '' : `${object.role}: `}${objectText(object)}`,
    path: whole ? `(${after === undefined ? 'removed' : 'created'})` : pathText(path),
    kind,
    ...(sides.before !== undefined && { before: sides.before }),
    ...(sides.after !== undefined && { after: sides.after }),
  };
}
