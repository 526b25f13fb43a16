import type { JsonObject } from '../../json';
import { type Change, objectKey, objectText, pathText } from '../change';
import type { ClusterPair } from '../cluster-pair';
import { PLAIN_FILE } from '../dist-files';
import { code, listText } from '../text';
import type { Entries } from '../transitions/acknowledged';
import { transitionsOf } from '../transitions/table';
import type { Transition } from '../transitions/transition';
import { transitionItem } from '../transitions/transition-item';
import { versionItems } from '../versions/version-items';
import { factsOf } from './cluster-facts';
import type { ConfigKeys } from './config-keys';
import { argoReplaces, isImmutable } from './immutable';
import { GROUPS, type Group, type Item } from './item';
import { argoItems, lineOf, networkItems, restItems } from './plain-items';
import { restartItems, templateItem } from './restarts';
import { isSecurity } from './security';
import { groupBy, securityItems } from './security-items';
import { changesTemplate, inTemplate, ROLLED_KINDS } from './workloads';

/** What the report needs to know beside the two sides. */
export interface Knowledge {
  readonly configKeys: ConfigKeys;
  /**
   * What the file of a cluster acknowledges.
   * @default - nothing
   */
  readonly acknowledged?: (cluster: string) => Entries;
}

/** ConfigMaps of the network, beside cilium-config. */
const NETWORK_CONFIG = new Set(['cilium-config', 'cni-config', 'cilium-envoy-config']);
const NETWORK_KINDS = new Set([
  'Service',
  'Endpoints',
  'EndpointSlice',
  'Ingress',
  'GatewayClass',
  'Gateway',
]);

/**
 * The lines of the report about one cluster, in the order of the report. Every changed path is accounted for by exactly
 * one line. Pure.
 */
export function itemsOf(pair: ClusterPair, { configKeys, acknowledged }: Knowledge): Item[] {
  const [before, after] = [factsOf(pair.before), factsOf(pair.after)];
  const isNew = pair.before.changed.length === 0 && before.config === undefined;
  const transitions = isNew ? [] : transitionsOf(before, after);
  const claimed = new Map(pair.changes.map((change) => [change, claimOf(change, transitions)]));
  const left = pair.changes.filter((change) => claimed.get(change) === undefined);
  const byGroup = groupBy(left, (change) => groupOf(change, pair));
  const of = (group: Group) => byGroup.get(group) ?? [];
  const versions = { before: before.version, after: after.version };
  const items = [
    ...transitions.map((transition) =>
      transitionItem(
        transition,
        pair.changes.filter((change) => claimed.get(change) === transition),
        acknowledged?.(pair.cluster) ?? [],
      ),
    ),
    ...immutableItems(of('needs-hand'), pair),
    ...restartItems(pair),
    ...groupedTemplateItems(of('restarts').filter((change) => !isFolded(change))),
    ...securityItems(of('security')),
    ...networkItems(of('network'), versions, configKeys),
    ...(isNew ? [] : versionItems(before, after)),
    ...argoItems(of('argo-cd')),
    ...restItems(of('rest')),
  ];
  return items.sort((one, other) => GROUPS.indexOf(one.group) - GROUPS.indexOf(other.group));
}

function claimOf(change: Change, transitions: readonly Transition[]): Transition | undefined {
  return change.kind === 'same' ? undefined : transitions.find(({ claims }) => claims(change));
}

/** A checksum in the template of a workload is part of the line that says that its pods restart. */
function isFolded(change: Change): boolean {
  return change.kind === 'checksum' && changesTemplate(change);
}

/** The one group that a changed path is told in. */
function groupOf(change: Change, pair: ClusterPair): Group {
  const { object, kind, path } = change;
  const field = path[0] ?? '';
  if (kind === 'same') {
    return 'rest';
  }
  if (
    object.kind === PLAIN_FILE ||
    isImmutable(change, objectBefore(change, pair), isRenamed(change, pair))
  ) {
    return 'needs-hand';
  }
  if (object.role === 'argocd' || object.role === 'undo' || isArgoAnnotation(path) || field === '[layer]') {
    return 'argo-cd';
  }
  if (isSecurity(change)) {
    return 'security';
  }
  if (kind === 'object' || isNameOf(path)) {
    return 'argo-cd';
  }
  if (ROLLED_KINDS.includes(object.kind) && (inTemplate(change) || RHYTHM.test(pathText(path)))) {
    return 'restarts';
  }
  if (object.kind === 'Job' && inTemplate(change)) {
    return 'restarts';
  }
  const isNetwork =
    (object.kind === 'ConfigMap' && NETWORK_CONFIG.has(object.name) && field === 'data') ||
    (NETWORK_KINDS.has(object.kind) && field === 'spec') ||
    (object.group === 'cilium.io' && field === 'spec');
  return isNetwork ? 'network' : 'rest';
}

/** Fields of a workload that say how its pods are replaced, and how many there are. */
const RHYTHM = /^spec\.(?:updateStrategy|strategy|minReadySeconds|replicas|paused|progressDeadlineSeconds)\b/;

function isArgoAnnotation(path: readonly string[]): boolean {
  return (
    path[0] === 'metadata' &&
    path[1] === 'annotations' &&
    /^(?:argocd\.argoproj\.io|helm\.sh)\//.test(path[2] ?? '')
  );
}

function isNameOf(path: readonly string[]): boolean {
  return path.length === 2 && path[0] === 'metadata' && path[1] === 'name';
}

function objectBefore({ object }: Change, pair: ClusterPair): JsonObject | undefined {
  const key = objectKey(object);
  return pair.before.changed.find(({ ref }) => objectKey(ref) === key)?.object;
}

/** A Job with another name is another Job. */
function isRenamed({ object }: Change, pair: ClusterPair): boolean {
  const key = objectKey(object);
  return pair.changes.some((other) => objectKey(other.object) === key && isNameOf(other.path));
}

/** Fields that an apply cannot change, one line for each object; files that somebody has to carry somewhere. */
function immutableItems(changes: readonly Change[], pair: ClusterPair): Item[] {
  return [...groupBy(changes, ({ object }) => objectKey(object)).values()].flatMap((same): Item[] => {
    const [first] = same;
    if (!first) {
      return [];
    }
    const { object } = first;
    if (object.kind === PLAIN_FILE) {
      return [lineOf('needs-hand', first)];
    }
    const name = objectText(object);
    const fields = [...new Set(same.map(({ path }) => code(pathText(path))))];
    const shown = fields.length > 3 ? `${fields.length} immutable fields` : listText(fields);
    const remove = code(
      `kubectl -n ${object.namespace} delete ${object.kind.toLowerCase()} ${object.name} --ignore-not-found`,
    );
    const byArgo = argoReplaces(objectBefore(first, pair));
    const problem =
      object.kind === 'Job'
        ? `${code(name)} changes (${shown}), and a Job that is there cannot be changed${byArgo ? ': Argo CD deletes it first by itself, kubectl does not' : ''}`
        : `${code(name)} changes ${shown}, which the API server refuses: the object has to be deleted and made again`;
    return [
      {
        group: 'needs-hand',
        subject: `immutable ${name}`,
        text: problem,
        steps: [`${byArgo ? 'With kubectl, before' : 'Before'} the apply: ${remove}`],
        changes: same,
      },
    ];
  });
}

/** Fields of pod templates; the same change in several places of one object is one line. */
function groupedTemplateItems(changes: readonly Change[]): Item[] {
  const alike = groupBy(changes, ({ object, path, before, after, kind }) => {
    const tail = path
      .filter((step) => !step.startsWith('['))
      .slice(-2)
      .join('.');
    return `${objectKey(object)} ${kind} ${tail} ${JSON.stringify([before, after], (_, value) => (typeof value === 'bigint' ? String(value) : value))}`;
  });
  return [...alike.values()].map(templateItem);
}
