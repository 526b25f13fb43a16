import { isObject, type JsonObject, type JsonValue } from '../../lib/json';
import { type ClusterFacts, READS } from '../../lib/live/cluster-facts';
import type { Answer, Read } from '../../lib/live/cluster-reader';

/** What a cluster answered, and how it came to be as it was. */
export interface Recording {
  /** What kind of cluster it is, in a sentence. */
  readonly about: string;
  /** Programs and charts, with their versions. */
  readonly with: readonly string[];
  /** The commands that were run, in order. */
  readonly steps: readonly string[];
  /** What the bench made or answered in the place of TKE, of nodes and of Cilium's programs. */
  readonly played: readonly string[];
  /** The answers of the API server, by the name of the read. */
  readonly answers: ClusterFacts;
  /** The cluster file whose `dist/` was applied. */
  readonly clusterFile?: JsonObject;
  /** The manifests that were applied and that `preflight --installed` compares with. */
  readonly dist?: readonly JsonObject[];
}

/** Where the API server listens, which TKE's Service says; that of the bench has a port of this machine. */
const PORT = 60002;
const TIME = '2026-01-01T00:00:00Z';
const UID = '00000000-0000-4000-8000-000000000000';

/** The answers without what is another at every recording: ids, times, counters of etcd. */
export function steady(answers: ClusterFacts): ClusterFacts {
  return Object.fromEntries(
    Object.entries(answers).map(([name, answer]) => [name, steadyAnswer(name, answer)]),
  ) as ClusterFacts;
}

function steadyAnswer(name: string, answer: Answer): Answer {
  if (answer.kind !== 'found') {
    return answer;
  }
  const { object } = answer;
  // The schemas of Cilium's kinds are Cilium's, and nothing of them is read.
  return { kind: 'found', object: steadyObject(isDefinition(name) ? withoutSpec(object) : object) };
}

function isDefinition(name: string): boolean {
  const { resource = '' }: Read = READS[name as keyof ClusterFacts];
  return resource.startsWith('customresourcedefinitions');
}

function withoutSpec({ apiVersion, kind, metadata }: JsonObject): JsonObject {
  const { name } = isObject(metadata) ? metadata : {};
  return { apiVersion: apiVersion ?? null, kind: kind ?? null, metadata: { name: name ?? null } };
}

function steadyObject(value: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, steadyValue(key, item)]));
}

function steadyValue(key: string, value: JsonValue): JsonValue {
  if (key === 'uid') {
    return UID;
  }
  if (key === 'targetPort' && typeof value === 'number' && value > 1024) {
    return PORT;
  }
  if (key === 'resourceVersion') {
    return value === '' ? '' : '1';
  }
  if (typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(value)) {
    return TIME;
  }
  if (Array.isArray(value)) {
    const items = value.map((item) => (isObject(item) ? steadyObject(item) : item));
    return key === 'managedFields' ? items.filter((entry) => !isOfStatus(entry)).sort(byManager) : items;
  }
  return isObject(value) ? steadyObject(value) : value;
}

/** Which fields of the status a controller owns depends on how often it has written them. */
function isOfStatus(entry: JsonValue): boolean {
  return isObject(entry) && entry.subresource === 'status';
}

/** Managers come in the order of their times, and those of one second in any. */
function byManager(one: JsonValue, other: JsonValue): number {
  const text = (entry: JsonValue) => (isObject(entry) ? [entry.manager, entry.operation].join(' ') : '');
  return text(one) < text(other) ? -1 : 1;
}

const WIDTH = 140;

/** JSON in which whatever fits on a line is on one: a fifth of the lines, and still one change a line. */
export function recordingText(value: JsonValue, indent = ''): string {
  const flat = JSON.stringify(value);
  if (!isFilled(value) || indent.length + flat.length <= WIDTH) {
    return flat;
  }
  const inner = `${indent} `;
  // What a manager owns is a tree of names that nobody reads line by line.
  const textOf = (key: string, item: JsonValue) =>
    key === 'fieldsV1' ? JSON.stringify(item) : recordingText(item, inner);
  const lines = Array.isArray(value)
    ? value.map((item) => `${inner}${recordingText(item, inner)}`)
    : Object.entries(value).map(([key, item]) => `${inner}${JSON.stringify(key)}: ${textOf(key, item)}`);
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  return `${open}\n${lines.join(',\n')}\n${indent}${close}`;
}

function isFilled(value: JsonValue): value is JsonObject | JsonValue[] {
  return typeof value === 'object' && value !== null;
}
