import { atLeast, minorNumber } from '../../version/version';
import type { ClusterFacts } from '../consequences/cluster-facts';

/** Something that a version of Cilium does differently although no byte of its manifests says so. */
export interface BehaviourChange {
  /** Stable id. */
  readonly id: string;
  /** The first version that does it. */
  readonly since: string;
  /** What is different, one sentence. */
  readonly text: string;
  /** Where it is written. */
  readonly source: string;
  /** Whether it can touch a cluster, by what the new side says of it. */
  readonly concerns: (after: ClusterFacts) => boolean;
}

const UPGRADE_NOTES = 'Documentation/operations/upgrade.rst of Cilium';

const always = () => true;
const replacesKubeProxy = ({ config }: ClusterFacts) => config?.['kube-proxy-replacement'] === 'true';
const inMesh = ({ config }: ClusterFacts) =>
  config?.['cluster-id'] !== undefined && config['cluster-id'] !== '0';
const withPolicies = ({ config }: ClusterFacts) => config?.['enable-policy'] !== 'never';

/** What is known, oldest version first. */
const BEHAVIOUR_CHANGES: readonly BehaviourChange[] = [
  {
    id: 'dns-double-wildcard',
    since: '1.19.0',
    text: 'DNS patterns of policies that start with **. match several levels of subdomains; before, ** was the same as *',
    source: UPGRADE_NOTES,
    concerns: withPolicies,
  },
  {
    id: 'requires-fields-refused',
    since: '1.19.0',
    text: 'CiliumNetworkPolicies with fromRequires or toRequires are refused by the CRDs',
    source: UPGRADE_NOTES,
    concerns: withPolicies,
  },
  {
    id: 'wildcard-services-drop',
    since: '1.19.0',
    text: 'traffic to an address of a LoadBalancer Service or a ClusterIP is dropped where no port of the Service matches; where such an address is also an address of a node, that cuts off other traffic to the node',
    source: 'https://github.com/cilium/cilium/issues/44430',
    concerns: replacesKubeProxy,
  },
  {
    id: 'policy-local-cluster',
    since: '1.19.0',
    text: 'selectors of policies match endpoints of the own cluster only, unless the policy names clusters',
    source: UPGRADE_NOTES,
    concerns: inMesh,
  },
  {
    id: 'bgp-v1-removed',
    since: '1.19.0',
    text: 'CiliumBGPPeeringPolicy is no longer read: move to CiliumBGPClusterConfig before the upgrade',
    source: UPGRADE_NOTES,
    concerns: ({ config }) => config?.['enable-bgp-control-plane'] === 'true',
  },
  {
    id: 'btf-needed',
    since: '1.20.0',
    text: 'the agent needs a kernel with BTF',
    source: 'https://github.com/cilium/cilium/issues/47718',
    concerns: always,
  },
  {
    id: 'nodeport-at-client',
    since: '1.20.0',
    text: 'traffic of pods to a NodePort is balanced at the client pod, so policies see the backend and may need new allows',
    source: UPGRADE_NOTES,
    concerns: ({ config }) => config?.['bpf-lb-sock-hostns-only'] === 'true',
  },
  {
    id: 'cni-version',
    since: '1.20.0',
    text: 'the CNI configuration that the agent writes says version 1.0.0; one of your own keeps its version',
    source: 'https://github.com/cilium/cilium/pull/46971',
    concerns: ({ ownCni }) => !ownCni,
  },
  {
    id: 'v2alpha1-gone',
    since: '1.20.0',
    text: 'CiliumNodeConfig and CiliumLoadBalancerIPPool are no longer served as v2alpha1',
    source: UPGRADE_NOTES,
    concerns: always,
  },
  {
    id: 'ads-livelock',
    since: '1.20.0',
    text: 'Envoy over ADS can stop making progress in 1.20.0; 1.20.1 repairs it',
    source: 'https://github.com/cilium/cilium/issues/47624',
    concerns: ({ version, config }) => version === '1.20.0' && config?.['envoy-xds-mode'] === 'ads',
  },
];

/** What changes between two versions; a version that goes back undoes it, which is not said here. */
export function behaviourBetween(before: ClusterFacts, after: ClusterFacts): BehaviourChange[] {
  const { version: from } = before;
  const { version: to } = after;
  return from === undefined || to === undefined || Number.isNaN(minorNumber(from))
    ? []
    : BEHAVIOUR_CHANGES.filter(
        ({ since, concerns }) => !atLeast(from, since) && atLeast(to, since) && concerns(after),
      );
}
