/**
 * How messages name what a user sets: a field of a cluster file, or a prop of a construct. Chart values have the same
 * names in both.
 */
export interface Names {
  /** What to do to have Cilium replace kube-proxy. */
  readonly replaceKubeProxy: string;
  /** What to do to have overlay routing. */
  readonly useOverlay: string;
  /** What to do to have a CNI configuration of one's own. */
  readonly useOwnCniConfig: string;
  readonly replace: string;
  readonly host: string;
  readonly port: string;
  readonly podCidrs: string;
  readonly podCidrMaskSize: string;
  readonly routing: string;
  readonly cniConfig: string;
  readonly vpcCidrs: string;
  readonly allowedRegistries: string;
  readonly undeclaredValues: string;
  readonly acknowledged: string;
}

/** For those who write a cluster file. */
export const FIELD_NAMES: Names = {
  replaceKubeProxy: 'Set kubeProxy.replace to true and add apiServer.host',
  useOverlay: 'Set network.routing to overlay and add network.podCidrs',
  useOwnCniConfig: 'Set network.cniConfig to own',
  replace: 'kubeProxy.replace',
  host: 'apiServer.host',
  port: 'apiServer.port',
  podCidrs: 'network.podCidrs',
  podCidrMaskSize: 'network.podCidrMaskSize',
  routing: 'network.routing',
  cniConfig: 'network.cniConfig',
  vpcCidrs: 'facts.vpcCidrs',
  allowedRegistries: 'images.allowedRegistries',
  undeclaredValues: 'cilium.undeclaredValues',
  acknowledged: 'acknowledged',
};

/** For those who call a construct. */
export const PROP_NAMES: Names = {
  replaceKubeProxy: 'Give replaceKubeProxy with its host',
  useOverlay: 'Give overlay with its podCidrs',
  useOwnCniConfig: 'Set ownCniConfig to true',
  replace: 'replaceKubeProxy',
  host: 'replaceKubeProxy.host',
  port: 'replaceKubeProxy.port',
  podCidrs: 'overlay.podCidrs',
  podCidrMaskSize: 'overlay.podCidrMaskSize',
  routing: 'overlay',
  cniConfig: 'ownCniConfig',
  vpcCidrs: 'masquerade.exempt',
  allowedRegistries: 'allowedRegistries',
  undeclaredValues: 'undeclaredValues',
  acknowledged: 'acknowledged',
};
