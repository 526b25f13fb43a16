import { type Change, objectKey } from '../change';
import type { ClusterPair } from '../cluster-pair';
import type { Entries } from '../transitions/acknowledged';
import { transitionsOf } from '../transitions/table';
import type { Transition } from '../transitions/transition';
import { transitionItem } from '../transitions/transition-item';
import { versionItems } from '../versions/version-items';
import { argoItems } from './argo-items';
import { factsOf } from './cluster-facts';
import type { ConfigKeys } from './config-keys';
import { groupBy } from './group-by';
import { groupOf } from './group-of';
import { GROUPS, type Group, type Item } from './item';
import { needsHandItems } from './needs-hand-items';
import { networkItems } from './network-items';
import { PairFacts } from './pair-facts';
import { restItems } from './rest-items';
import { restartItems, templateItem } from './restarts';
import { securityItems } from './security-items';
import { changesTemplate } from './workloads';

/** What the report needs to know beside the two sides. */
export interface Knowledge {
  readonly configKeys: ConfigKeys;
  /**
   * What the file of a cluster acknowledges.
   * @default - nothing
   */
  readonly acknowledged?: (cluster: string) => Entries;
}

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
  const known = new PairFacts(pair);
  const byGroup = groupBy(left, (change) => groupOf(change, known));
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
    ...needsHandItems(of('needs-hand'), known),
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
