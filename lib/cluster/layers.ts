import type { Diagnostic } from '../diagnostics/diagnostic';
import { type Finding, fieldOf } from '../diagnostics/finding';
import { suggest } from '../diagnostics/suggest';
import { isObject, type JsonValue } from '../json';
import type { ClusterFile, LayerFiles } from './cluster-files';
import { formCheck } from './form-checks';
import { type FieldPath, LayeredSettings } from './layered-settings';
import { findingsFrom } from './schema-errors';
import { readSettings, type SettingsFile } from './settings-file';

/** A cluster's settings with all that its layers say, or what keeps them from being laid over each other. */
export type Layered =
  | { readonly settings: LayeredSettings; readonly ring?: number; readonly diagnostics?: never }
  | { readonly settings?: never; readonly diagnostics: readonly Diagnostic[] };

/** A layer that was read; without settings where it is not YAML, or no map. */
interface Layer {
  readonly settings: SettingsFile | undefined;
  readonly ring: number | undefined;
  readonly path: string;
  readonly diagnostics: readonly Diagnostic[];
}

/** The layers that clusters share, each read once. Pure. */
export class Layers {
  private readonly defaults: Layer | undefined;
  private readonly groups: ReadonlyMap<string, Layer>;

  constructor(files: LayerFiles) {
    this.defaults = files.defaults && readLayer(files.defaults, 'defaults');
    this.groups = new Map([...files.groups].map(([name, file]) => [name, readLayer(file, 'group')]));
  }

  /** What is wrong with the layers themselves. */
  get diagnostics(): readonly Diagnostic[] {
    return [...(this.defaults ? [this.defaults] : []), ...this.groups.values()].flatMap(
      ({ diagnostics }) => diagnostics,
    );
  }

  /**
   * Lays the file of a cluster over its layers. Groups count in the order of their names: no field is set by two of
   * them, so the order in which the cluster names them changes nothing.
   */
  under(own: SettingsFile): Layered {
    const names = groupsOf(own.value);
    const diagnostics = names.flatMap((name, index) => this.missing(name, index, own));
    const groups = [...new Set(names)].sort().flatMap((name) => this.groups.get(name) ?? []);
    diagnostics.push(...setTwice(groups));
    const below = [...(this.defaults ? [this.defaults] : []), ...groups];
    const readable = below.flatMap(({ settings }) => settings ?? []);
    if (diagnostics.length > 0 || readable.length < below.length) {
      return { diagnostics };
    }
    const ring = groups.find((group) => group.ring !== undefined)?.ring;
    return { settings: new LayeredSettings([...readable, own]), ...(ring !== undefined && { ring }) };
  }

  private missing(name: string, index: number, { file, position }: SettingsFile): Diagnostic[] {
    if (this.groups.has(name)) {
      return [];
    }
    const path: FieldPath = ['groups', index];
    const near = suggest(name, this.groups.keys());
    const known = [...this.groups.keys()].join(', ');
    return [
      {
        severity: 'error',
        rule: 'unknown-group',
        place: { file, ...position(path) },
        field: fieldOf(path),
        problem: `there is no group "${name}"`,
        remedy: near
          ? `Did you mean "${near}"?`
          : `Write it to _groups/${name}.yaml${known && `, or name one of ${known}`}`,
      },
    ];
  }
}

/** The groups that the file of a cluster names. */
export function groupsOf(value: JsonValue): string[] {
  const groups = isObject(value) ? value.groups : undefined;
  return Array.isArray(groups) ? groups.filter((name) => typeof name === 'string') : [];
}

function readLayer(file: ClusterFile, kind: 'defaults' | 'group'): Layer {
  const read = readSettings(file);
  const { path } = file;
  if (!('value' in read)) {
    return { path, settings: undefined, ring: undefined, diagnostics: read };
  }
  if (!isObject(read.value)) {
    const isEmpty = read.value === null;
    return {
      path,
      settings: isEmpty ? { ...read, value: {} } : undefined,
      ring: undefined,
      diagnostics: isEmpty ? [] : [notAMap(path)],
    };
  }
  const findings = findingsOf(withoutDeletions(read.value, []), kind);
  const { ring, ...value } = read.value;
  return {
    path,
    settings: { ...read, value },
    ring: typeof ring === 'number' ? ring : undefined,
    diagnostics: findings.map(({ path: at, severity = 'error', ...finding }) => ({
      severity,
      ...finding,
      place: { file: path, ...read.position(at) },
      field: fieldOf(at),
    })),
  };
}

function notAMap(path: string): Diagnostic {
  return {
    severity: 'error',
    rule: 'not-a-layer',
    place: { file: path, line: 1, column: 1 },
    problem: 'the file holds no map of settings',
    remedy: 'Write fields of a cluster file into it',
  };
}

/** `null` in a layer deletes a field, whatever its type is. */
function withoutDeletions(value: JsonValue, path: FieldPath): JsonValue {
  if (!isObject(value) || (path[0] === 'cilium' && path[1] === 'values')) {
    return value;
  }
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== null)
      .map(([key, item]) => [key, withoutDeletions(item, [...path, key])]),
  );
}

function findingsOf(value: JsonValue, kind: 'defaults' | 'group'): Finding[] {
  const fits = formCheck(kind);
  return fits(value) ? [] : findingsFrom(fits.errors ?? [], kind);
}

/** Fields that two groups of one cluster set. Which of them counts would depend on an order that nobody sees. */
function setTwice(groups: readonly Layer[]): Diagnostic[] {
  return groups.flatMap((group, index) =>
    groups.slice(0, index).flatMap((other) => {
      const [one, two] = [other.settings, group.settings];
      const paths = one && two ? commonFields(one.value, two.value, []) : [];
      const rings = one && two && other.ring !== undefined && group.ring !== undefined ? [['ring']] : [];
      return [...rings, ...paths].flatMap((path): Diagnostic[] => {
        const at = one?.position(path);
        return [
          {
            severity: 'error',
            rule: 'set-by-two-groups',
            place: { file: group.path, ...two?.position(path) },
            field: fieldOf(path),
            problem: `${other.path}:${at?.line}:${at?.column} sets it too, and a cluster is in both groups`,
            remedy: 'Keep it in one of the two groups, or move it to the files of the clusters',
          },
        ];
      });
    }),
  );
}

function commonFields(one: JsonValue, two: JsonValue, path: FieldPath): FieldPath[] {
  if (!isObject(one) || !isObject(two)) {
    return [path];
  }
  return Object.entries(one).flatMap(([key, value]) => {
    const other = two[key];
    return other === undefined ? [] : commonFields(value, other, [...path, key]);
  });
}
