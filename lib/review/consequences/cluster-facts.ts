import { isObject, type JsonObject } from '../../json';
import type { ClusterObjects } from '../cluster-pair';
import { isPartial, part } from './workloads';

/** What the objects of a cluster say of it as a whole. */
export interface ClusterFacts {
  /** Version of Cilium by the tag of the agent's image, without the `v`; undefined without an agent. */
  readonly version: string | undefined;
  /** The keys of cilium-config, undefined where there is none. */
  readonly config: Readonly<Record<string, string>> | undefined;
  /** DaemonSets of TKE that are kept off every node. */
  readonly parked: ReadonlySet<string>;
  /** DaemonSets for which the way back is at hand. */
  readonly undo: ReadonlySet<string>;
  /** DaemonSets of TKE that an applied layer puts back on their nodes. */
  readonly returned: ReadonlySet<string>;
  /** True when the nodes use the CNI configuration of the ConfigMap cni-config. */
  readonly ownCni: boolean;
  /** What the node-init DaemonSet does on every node: `add`, `remove`, or undefined where there is none. */
  readonly mirror: string | undefined;
  /** Images that the pods of the cluster run. */
  readonly images: readonly string[];
  /** Applications of Argo CD by their name. */
  readonly applications: ReadonlyMap<string, JsonObject>;
}

const WORKLOADS = ['DaemonSet', 'Deployment', 'StatefulSet', 'Job', 'CronJob'];

export function factsOf(objects: ClusterObjects): ClusterFacts {
  const workloads = objects.ofKinds(...WORKLOADS).filter(({ ref }) => ref.copy === undefined);
  const daemonSets = workloads.filter(({ ref }) => ref.kind === 'DaemonSet');
  const partial = daemonSets.filter(({ ref, object }) => ref.role === 'cluster' && isPartial(object));
  const named = (list: typeof daemonSets) => new Set(list.map(({ ref }) => ref.name));
  const images = workloads
    .filter(({ ref }) => ref.role === 'cluster')
    .flatMap(({ object }) => imagesOf(object));
  const data = part(objects.find('ConfigMap', 'cilium-config')?.data);
  return {
    version: images.map(agentVersion).find((version) => version !== undefined),
    config: objects.find('ConfigMap', 'cilium-config')
      ? Object.fromEntries(Object.entries(data).map(([key, value]) => [key, String(value)]))
      : undefined,
    parked: named(partial.filter(({ object }) => selectsNoNode(object))),
    returned: named(partial.filter(({ object }) => !selectsNoNode(object))),
    undo: named(daemonSets.filter(({ ref }) => ref.role === 'undo')),
    ownCni: objects.find('ConfigMap', 'cni-config') !== undefined,
    mirror: mirrorOf(objects.find('DaemonSet', 'tke-cilium-node-init')),
    images,
    applications: new Map(
      objects
        .ofKinds('Application')
        .filter(({ ref }) => ref.role === 'argocd')
        .map(({ ref, object }) => [ref.name, object]),
    ),
  };
}

/** The label that no node has, by which the guide keeps a DaemonSet off every node. */
function selectsNoNode(object: JsonObject): boolean {
  const selector = part(part(part(part(object.spec).template).spec).nodeSelector);
  return selector['label-not-exist'] === 'node-not-exist';
}

function imagesOf(object: JsonObject): string[] {
  const images: string[] = [];
  const look = (value: unknown): void => {
    if (Array.isArray(value)) {
      value.forEach(look);
    } else if (isObject(value)) {
      for (const [key, item] of Object.entries(value)) {
        if (key === 'image' && typeof item === 'string') {
          images.push(item);
        } else {
          look(item);
        }
      }
    }
  };
  look(object.spec);
  return images;
}

/** The tag of the agent's image, whatever registry it comes from. */
function agentVersion(image: string): string | undefined {
  return /\/cilium(?:-ci)?:v?(\d+\.\d+\.\d+[^@]*)/.exec(image)?.[1];
}

function mirrorOf(nodeInit: JsonObject | undefined): string | undefined {
  if (!nodeInit) {
    return undefined;
  }
  return /containerd-mirror (?:watch )?(add|remove)/.exec(JSON.stringify(nodeInit.spec))?.[1] ?? 'add';
}
