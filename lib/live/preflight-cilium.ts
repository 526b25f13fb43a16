import type { JsonObject } from '../json';
import { minorNumber, versionNumbers } from '../version/version';
import { at, type ClusterFacts, daemonSet, deployment } from './cluster-facts';
import { compare, type Expected, type Judged, type PreflightRule } from './preflight-rule';
import { ciliumConfig, imageTag } from './readings';

/** A Cilium that runs already, and once `dist/` has been applied whether it is up. */
export const CILIUM_RULES: readonly PreflightRule[] = [
  {
    rule: 'Cilium there already',
    needs: ['daemonSets'],
    judge: (facts, expected) => runningVerdict(facts, expected),
  },
  {
    rule: 'network of the running Cilium',
    needs: ['ciliumConfig'],
    judge: (facts, { declared }) => {
      const live = ciliumConfig(facts);
      if (!live) {
        return undefined;
      }
      const wanted = {
        ipam: String(declared.value('ipam.mode')),
        'routing-mode': String(declared.value('routingMode')),
        'cluster-id': String(declared.value('cluster.id') ?? 0),
        'cluster-name': String(declared.value('cluster.name') ?? 'default'),
      };
      const keys = Object.keys(wanted) as (keyof typeof wanted)[];
      const others = keys.filter((key) => live[key] !== undefined && live[key] !== wanted[key]);
      const shown = others.length > 0 ? others : keys;
      return compare(
        shown.map((key) => `${key} ${live[key]}`).join(', '),
        shown.map((key) => `${key} ${wanted[key]}`).join(', '),
        others.length === 0,
        'Correct the cluster file, or rebuild the cluster: these cannot be changed while pods run',
      );
    },
  },
  {
    rule: 'agents of Cilium',
    needs: ['daemonSets'],
    applies: ({ installed = false }) => installed,
    judge: (facts) => rolledOut('ds/cilium', daemonSet(facts, 'cilium'), DAEMON_SET_COUNTS),
  },
  {
    rule: 'operator of Cilium',
    needs: ['deployments'],
    applies: ({ installed = false }) => installed,
    judge: (facts) =>
      rolledOut('deploy/cilium-operator', deployment(facts, 'cilium-operator'), DEPLOYMENT_COUNTS),
  },
  definitionsOf('redirectDefinition', 'CiliumLocalRedirectPolicy', 'localRedirectPolicies.enabled'),
  definitionsOf('egressDefinition', 'CiliumEgressGatewayPolicy', 'egressGateway.enabled'),
];

function runningVerdict(facts: ClusterFacts, { declared: { cluster } }: Expected): Judged {
  const live = daemonSet(facts, 'cilium');
  const image = String(at(live, 'spec', 'template', 'spec', 'containers', 0, 'image') ?? 'none');
  const wanted = `none, or one that ${cluster.cilium.version} may follow`;
  if (!live) {
    return compare(image, wanted, true, '');
  }
  if (image.includes('tkeimages')) {
    const remedy = 'Use a cluster without DataPlaneV2 and without CiliumOverlay';
    return compare(image, "none of TKE's own", false, remedy);
  }
  const step = stepTo(cluster.cilium.version, imageTag(live) ?? '');
  if (step !== undefined && (step < 0 || step > 1)) {
    const remedy =
      step < 0
        ? 'Cilium is newer than the cluster file says: set cilium.version to what runs'
        : 'Upgrade one minor version after the other, from the latest patch of each: others are not tested';
    return compare(image, wanted, false, remedy);
  }
  if (at(live, 'metadata', 'annotations', 'meta.helm.sh/release-name')) {
    const remedy = 'Do not run helm upgrade on it any more: from the first apply on, dist/ owns its objects';
    return { found: `${image}, installed by Helm`, wanted, verdict: 'warning', remedy };
  }
  return step === undefined
    ? { found: image, wanted, verdict: 'warning', remedy: 'Its tag is no version: compare it by hand' }
    : compare(image, wanted, true, '');
}

/** How many minors lie between what runs and what is wanted; undefined when a version cannot be read. */
function stepTo(wanted: string, running: string): number | undefined {
  return versionNumbers(running) === undefined ? undefined : minorNumber(wanted) - minorNumber(running);
}

/** Fields in which a workload counts its pods. */
interface PodCounts {
  readonly wanted: readonly string[];
  readonly ready: string;
  readonly updated: string;
}

const DAEMON_SET_COUNTS: PodCounts = {
  wanted: ['status', 'desiredNumberScheduled'],
  ready: 'numberReady',
  updated: 'updatedNumberScheduled',
};
const DEPLOYMENT_COUNTS: PodCounts = {
  wanted: ['spec', 'replicas'],
  ready: 'readyReplicas',
  updated: 'updatedReplicas',
};

/** A pod of the agent is ready when its own API says so, as `cilium status --brief` asks it: that is its readiness probe. */
function rolledOut(name: string, live: JsonObject | undefined, counts: PodCounts): Judged {
  const count = (...path: readonly string[]) => Number(at(live, ...path) ?? 0);
  const wanted = count(...counts.wanted);
  const ready = Math.min(count('status', counts.ready), count('status', counts.updated));
  const observed = count('status', 'observedGeneration') === count('metadata', 'generation');
  return compare(
    live ? `${ready} ready and of this revision` : 'none',
    `${wanted} of ${wanted}`,
    live !== undefined && observed && ready === wanted,
    `Run kubectl -n kube-system rollout status ${name}, and look at the pods that are not ready`,
  );
}

/** The operator makes the definition when it starts with the feature on; a policy that comes before it is refused. */
function definitionsOf(
  read: 'redirectDefinition' | 'egressDefinition',
  kind: string,
  value: string,
): PreflightRule {
  return {
    rule: `definition of ${kind}`,
    needs: [read],
    applies: ({ declared, installed = false }) => installed && declared.on(value),
    judge: (facts) =>
      compare(
        facts[read].kind === 'found' ? 'there' : 'absent',
        'there',
        facts[read].kind === 'found',
        'Wait until deploy/cilium-operator is ready, or look why it is not, and apply the layer after Cilium again',
      ),
  };
}
