import type { Cause } from './causes/cause';
import { type Change, changeKey, objectKey, objectText, pathText } from './change';
import { GROUPS, type Group, type Item } from './consequences/item';
import type { ChangedPath, Line, Report } from './report';
import { jsonText, type Text, withoutName } from './text';

/** A line whose clusters are still being collected. */
interface Growing extends Omit<Line, 'clusters' | 'causes'> {
  /** The text without the name of a cluster. */
  readonly common: Text;
  readonly clusters: number[];
  readonly causes: Map<string, Cause>;
}

/** Joins the same line of many clusters to one. */
export class Fold {
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
    const key = `${item.group}\n${item.subject}\n${withoutName(item.text, cluster)}\n${item.note ?? ''}`;
    const known = this.lines.get(key);
    if (known) {
      return known;
    }
    const line: Growing = {
      group: item.group,
      subject: withoutName(item.subject, cluster),
      ...(item.under !== undefined && { under: withoutName(item.under, cluster) }),
      text: item.text,
      common: withoutName(item.text, cluster),
      steps: item.steps ?? [],
      ...(item.note !== undefined && { note: item.note }),
      ...(item.rule !== undefined && { rule: item.rule }),
      ...(item.change !== undefined && { change: item.change }),
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
