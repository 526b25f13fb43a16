import type { JsonObject } from '../json';
import { type Change, objectKey } from './change';
import { compareObjects, wholeObject } from './compare/compare-objects';
import { withCopies } from './copies';
import {
  type DistFile,
  type DistObject,
  objectsIn,
  PLAIN_FILE,
  UNREADABLE_FILE,
  unreadable,
} from './dist-files';

/** A file of a cluster with its text. */
export interface ReadFile extends DistFile {
  readonly text: string;
}

/** The objects of a cluster on one side; those of files that both sides share are read when somebody asks. */
export class ClusterObjects {
  private readonly read = new Map<string, readonly DistObject[]>();

  constructor(
    readonly changed: readonly DistObject[],
    private readonly shared: readonly ReadFile[],
  ) {}

  /** The objects of these kinds that the cluster's own layers hold. */
  ofKinds(...kinds: readonly string[]): DistObject[] {
    const wanted = (path: string) => kinds.some((kind) => path.includes(`/${kind}.`));
    const unchanged = this.shared.filter(({ path }) => wanted(path)).flatMap((file) => this.objectsOf(file));
    return [...this.changed, ...unchanged].filter(({ ref }) => kinds.includes(ref.kind));
  }

  /** An object of the cluster's own layers. */
  find(kind: string, name: string): JsonObject | undefined {
    const found = this.ofKinds(kind).find(({ ref }) => ref.role === 'cluster' && ref.name === name);
    return found?.object;
  }

  private objectsOf(file: ReadFile): readonly DistObject[] {
    const known = this.read.get(file.path) ?? objectsIn(file, file.text);
    this.read.set(file.path, known);
    return known;
  }
}

/** One cluster before and after. */
export interface ClusterPair {
  readonly cluster: string;
  readonly before: ClusterObjects;
  readonly after: ClusterObjects;
  readonly changes: readonly Change[];
}

/** The files of a cluster that differ, and those that both sides share. */
export interface ClusterFiles {
  readonly cluster: string;
  readonly before: readonly ReadFile[];
  readonly after: readonly ReadFile[];
  /** Those of the files that both sides share that tell what the cluster is as a whole. */
  readonly shared: readonly ReadFile[];
  /**
   * All files that both sides share.
   * @default - those that are read
   */
  readonly unchanged?: readonly DistFile[];
}

/** Matches the objects of both sides by what identifies them, and compares each pair. Pure. */
export function compareCluster({
  cluster,
  before,
  after,
  shared,
  unchanged = shared,
}: ClusterFiles): ClusterPair {
  const [old, now] = readSides(before, after, unchanged);
  return {
    cluster,
    before: new ClusterObjects(old, shared),
    after: new ClusterObjects(now, shared),
    changes: changesBetween(old, now),
  };
}

/** The objects of both sides; a file that cannot be read on one side is a text on both. */
export function readSides(
  before: readonly ReadFile[],
  after: readonly ReadFile[],
  unchanged: readonly DistFile[],
): [before: readonly DistObject[], after: readonly DistObject[]] {
  const read = (files: readonly ReadFile[]) =>
    files.map((file) => ({ file, objects: objectsIn(file, file.text) }));
  const sides = [read(before), read(after)];
  const isUnreadable = ({ objects }: { objects: readonly DistObject[] }) =>
    objects[0]?.ref.kind === UNREADABLE_FILE;
  const paths = new Set(sides.flatMap((files) => files.filter(isUnreadable).map(({ file }) => file.path)));
  const [old = [], now = []] = sides.map((files) =>
    withCopies(
      files.flatMap((one) =>
        paths.has(one.file.path) && !isUnreadable(one) ? [unreadable(one.file, one.file.text)] : one.objects,
      ),
      unchanged,
    ),
  );
  return [old, now];
}

function changesBetween(before: readonly DistObject[], after: readonly DistObject[]): Change[] {
  const left = new Map(before.map((one) => [objectKey(one.ref), one]));
  const changes: Change[] = [];
  for (const now of after) {
    const { ref, object } = now;
    const key = objectKey(ref);
    const other = left.get(key);
    left.delete(key);
    if (!other) {
      changes.push(...wholeObject(ref, { after: object }));
      continue;
    }
    changes.push(
      ...(ref.kind === PLAIN_FILE || ref.kind === UNREADABLE_FILE
        ? compareTexts(now, other)
        : compareObjects(ref, other.object, object)),
    );
    if (other.ref.layer !== ref.layer) {
      changes.push({
        object: ref,
        path: ['[layer]'],
        kind: 'value',
        before: other.ref.layer,
        after: ref.layer,
      });
    }
  }
  for (const { ref, object } of left.values()) {
    changes.push(...wholeObject(ref, { before: object }));
  }
  return changes;
}

function compareTexts({ ref, object }: DistObject, other: DistObject): Change[] {
  const [before, after] = [other.object.text ?? '', object.text ?? ''];
  return before === after ? [] : [{ object: ref, path: ['text'], kind: 'text', before, after }];
}
