import type { JsonObject } from '../../lib/json';
import type { Base } from '../../lib/rules/agent/agent-rule';

const COMMON = {
  name: 'gz',
  nodePools: [{ name: 'general', type: 'regular', os: 'ubuntu-24.04' }],
  apiServer: { host: '169.254.128.27' },
  facts: { vpcCidrs: ['10.0.0.0/16'], serviceCidr: '192.168.0.0/17', webhooks: [] },
};
const REPLACED = { kubeProxy: { mode: 'iptables', replace: true } };
const OVERLAY = { routing: 'overlay', podCidrs: ['10.244.0.0/16'] };

/** A cluster file of each way in which Cilium is put on TKE, without its version. */
export const BASES: Readonly<Record<Base, JsonObject>> = {
  native: { ...COMMON, ...REPLACED, network: { mode: 'vpc-cni' } },
  'own-cni': { ...COMMON, ...REPLACED, network: { mode: 'vpc-cni', cniConfig: 'own' } },
  overlay: { ...COMMON, ...REPLACED, network: { mode: 'vpc-cni', ...OVERLAY } },
  'global-router': { ...COMMON, ...REPLACED, network: { mode: 'global-router', ...OVERLAY } },
  coexist: { ...COMMON, network: { mode: 'vpc-cni' }, kubeProxy: { mode: 'iptables', replace: false } },
};

/** The base with a version of Cilium and a version of Kubernetes that it is tested on, and chart values. */
export function clusterOn(base: Base, version: string, values: JsonObject = {}): JsonObject {
  return {
    ...BASES[base],
    kubernetes: version.startsWith('1.18') ? '1.32.2' : '1.34.1',
    cilium: { version, values },
  };
}
