import { isObject } from '../json';
import { minorNumber, versionNumbers } from '../version/version';
import { at, type ClusterFacts, daemonSet } from './cluster-facts';
import { compare, type Expected, type Judged, type PreflightRule } from './preflight-rule';
import { ciliumConfig, imageTag } from './readings';

/** A Cilium that runs already, and once `dist/` has been applied what became of it. */
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
    rule: 'cilium-config as in dist/',
    needs: ['ciliumConfig'],
    applies: ({ installed = false, ciliumConfig: wanted }) => installed && wanted !== undefined,
    judge: (facts, { ciliumConfig: wanted = {} }) => {
      const live = ciliumConfig(facts) ?? {};
      const keys = [...new Set([...Object.keys(live), ...Object.keys(wanted)])].sort();
      const drifted = keys.filter((key) => live[key] !== wanted[key]);
      return compare(
        drifted.length === 0
          ? `${keys.length} keys`
          : drifted.map((key) => `${key}: ${live[key] ?? '(absent)'}`).join(', '),
        drifted.length === 0
          ? 'the same'
          : drifted.map((key) => `${key}: ${wanted[key] ?? '(absent)'}`).join(', '),
        drifted.length === 0,
        'Apply dist/ again, or bring what somebody changed by hand into the cluster file',
      );
    },
  },
  {
    rule: 'agents of Cilium',
    needs: ['daemonSets'],
    applies: ({ installed = false }) => installed,
    judge: (facts) => {
      const live = daemonSet(facts, 'cilium');
      const count = (name: string) => Number(at(live, 'status', name) ?? 0);
      const wanted = count('desiredNumberScheduled');
      const ready = Math.min(count('numberReady'), count('updatedNumberScheduled'));
      const observed = count('observedGeneration') === Number(at(live, 'metadata', 'generation') ?? 0);
      return compare(
        live ? `${ready} ready and of this revision` : 'none',
        `${wanted} of ${wanted}`,
        live !== undefined && observed && ready === wanted,
        'Run kubectl -n kube-system rollout status ds/cilium, and look at the pods that are not ready',
      );
    },
  },
  definitionsOf('redirectDefinition', 'CiliumLocalRedirectPolicy', 'localRedirectPolicies.enabled'),
  definitionsOf('egressDefinition', 'CiliumEgressGatewayPolicy', 'egressGateway.enabled'),
  {
    rule: 'CNI configuration',
    needs: ['cniConfig'],
    applies: ({ installed = false, declared }) => installed && declared.scheme.ownCniConfig === true,
    judge: ({ cniConfig: answer }) => {
      const text = answer.kind === 'found' ? String(at(answer.object, 'data', 'cni-config') ?? '') : '';
      return compare(
        isJsonObject(text) ? 'there' : 'absent, or no JSON',
        'there',
        isJsonObject(text),
        'Apply the layer cni-config: agents wait for it',
      );
    },
  },
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

function isJsonObject(text: string): boolean {
  try {
    return isObject(JSON.parse(text));
  } catch {
    return false;
  }
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
