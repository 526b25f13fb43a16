import { join } from 'node:path';
import { ChartStore } from '../../lib/charts/chart-store';
import { readLockFile } from '../../lib/charts/lock';
import type { JsonObject } from '../../lib/json';
import type { Base } from '../../lib/rules/agent/agent-rule';
import type { CiliumVersion } from '../parts/cilium';

/** The ways in which Cilium runs on TKE; every setting is tried on top of each. */
export const BASES: readonly Base[] = ['native', 'own-cni', 'overlay', 'global-router', 'coexist'];

/** Where the API server of the test answers, as TKE's does: an address that no Service has. */
export const API_SERVER = { host: '169.254.128.27', port: 60002 } as const;

/** Pod addresses of the overlay bases. */
export const POD_CIDR = '10.244.0.0/16';

const SERVICE_CIDR = '172.16.252.0/22';

/** Of what a base takes from TKE; the nodes of the test lie in this VPC. */
export const VPC_CIDR = '10.99.0.0/16';

/** The charts of the versions that are judged. */
export function agentCharts(): ChartStore {
  return new ChartStore({ lock: readLockFile(join(__dirname, 'charts.lock.yaml')) });
}

const KUBERNETES_OF: Readonly<Record<CiliumVersion, string>> = {
  '1.18.3': '1.32.2',
  '1.19.6': '1.34.1',
  '1.20.0': '1.34.1',
};

/** The cluster file of a base, with chart values on top, and fields of its own. */
export function clusterFile(
  base: Base,
  version: CiliumVersion,
  values: JsonObject = {},
  fields: JsonObject = {},
): JsonObject {
  const overlay = base === 'overlay' || base === 'global-router';
  return {
    name: base,
    kubernetes: KUBERNETES_OF[version],
    network: {
      mode: base === 'global-router' ? 'global-router' : 'vpc-cni',
      ...(overlay && { routing: 'overlay', podCidrs: [POD_CIDR] }),
      ...(base === 'own-cni' && { cniConfig: 'own' }),
    },
    nodePools: [{ name: 'general', type: 'regular', os: 'tencentos-4' }],
    kubeProxy: { mode: 'iptables', replace: base !== 'coexist' },
    ...(base !== 'coexist' && { apiServer: { host: API_SERVER.host } }),
    cilium: { version, values },
    facts: { vpcCidrs: [VPC_CIDR], serviceCidr: SERVICE_CIDR, webhooks: [] },
    ...fields,
  };
}
