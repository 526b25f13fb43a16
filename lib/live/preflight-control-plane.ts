import { minorVersion } from '../version/version';
import { at } from './cluster-facts';
import { compare, type Expected, type Judged, type PreflightRule } from './preflight-rule';
import { apiServerEndpoint, kubernetesVersion } from './readings';

/** The API server: its version, and the way to it without kube-proxy. */
export const CONTROL_PLANE_RULES: readonly PreflightRule[] = [
  {
    rule: 'Kubernetes version',
    needs: ['version'],
    judge: (facts, { declared: { cluster } }) => {
      const found = kubernetesVersion(facts) ?? 'none';
      const same = minorVersion(found) === minorVersion(cluster.kubernetes);
      return compare(found, cluster.kubernetes, same, 'Set kubernetes in the cluster file to it');
    },
  },
  {
    rule: 'API server endpoint',
    needs: ['apiServerEndpoints'],
    applies: replacesKubeProxy,
    judge: (facts, { declared: { cluster }, apiServerAddresses }) => {
      const { host = '', port } = cluster.apiServer ?? {};
      const live = apiServerEndpoint(facts);
      const found = live ? `${live.host}:${live.port}` : 'none';
      return isName(host)
        ? nameVerdict(`${host}:${port}`, found, live?.host, apiServerAddresses)
        : compare(
            found,
            `${host}:${port}`,
            found === `${host}:${port}`,
            'Set apiServer in the cluster file to it',
          );
    },
  },
  {
    rule: 'API server load balancer',
    needs: ['apiServerLoadBalancer'],
    applies: replacesKubeProxy,
    judge: ({ apiServerLoadBalancer: answer }, { declared: { cluster }, apiServerAddresses = [] }) => {
      const { host = '' } = cluster.apiServer ?? {};
      const address =
        answer.kind === 'found' ? at(answer.object, 'status', 'loadBalancer', 'ingress', 0, 'ip') : undefined;
      const differs = ![host, ...apiServerAddresses].includes(String(address));
      const remedy =
        'Use the address of the endpoint default/kubernetes: agents cannot reach the load balancer';
      return compare(String(address ?? 'none'), `not ${host}`, differs, remedy);
    },
  },
];

function replacesKubeProxy({ declared: { cluster } }: Expected): boolean {
  return cluster.kubeProxy.replace && cluster.apiServer?.host !== undefined;
}

function isName(host: string): boolean {
  return /[a-z]/i.test(host);
}

/** A name may resolve on the nodes and not here, so only an answer that is another address is wrong. */
function nameVerdict(
  wanted: string,
  found: string,
  live: string | undefined,
  addresses: readonly string[] | undefined,
): Judged {
  if (addresses === undefined) {
    const remedy = `Resolve it on a node, and compare it with ${found}`;
    return { found, wanted: `${wanted}, which does not resolve here`, verdict: 'warning', remedy };
  }
  return compare(
    found,
    `${wanted}, which is ${addresses.join(', ')}`,
    live !== undefined && addresses.includes(live),
    'Give a name that resolves to the endpoint, or its address',
  );
}
