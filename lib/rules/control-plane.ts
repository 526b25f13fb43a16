import { isIPv4 } from 'node:net';
import { lockedChart } from '../charts/lock';
import { LINK_LOCAL_PREFIX, LOCAL_ROUTER_IP } from '../tke/addresses';
import { valueAt } from '../values/effective';
import { minorNumber } from '../version/version';
import { atValue, type Breach, GUIDE, type Rule } from './rule';

/** Chart values that the cluster file says in a field of its own, and that field. */
const SAID_ELSEWHERE = {
  kubeProxyReplacement: 'kubeProxy.replace',
  k8sServiceHost: 'apiServer.host',
  k8sServicePort: 'apiServer.port',
  'ipam.operator.autoCreateCiliumPodIPPools.default': 'network.podCidrs',
} as const;

/** Versions, kube-proxy, and the way to the API server. */
export const CONTROL_PLANE_RULES: readonly Rule[] = [
  {
    id: 'kubernetes-version',
    severity: 'error',
    source: 'https://docs.cilium.io/en/stable/network/kubernetes/compatibility/',
    check: ({ cluster: { kubernetes, cilium } }) => {
      const [low, high] = lockedChart('cilium', cilium.version)?.kubernetesMinors ?? [0, 0];
      const minor = minorNumber(kubernetes);
      return minor >= low && minor <= high
        ? []
        : [
            {
              path: ['kubernetes'],
              problem: `Cilium ${cilium.version} is not tested on Kubernetes ${kubernetes}`,
              remedy: `Use Kubernetes 1.${low} to 1.${high}, or another Cilium version`,
            },
          ];
    },
  },
  {
    id: 'kube-proxy-ipvs',
    severity: 'error',
    source: 'https://github.com/cilium/cilium/issues/18610',
    check: ({ cluster: { kubeProxy } }) =>
      kubeProxy.mode === 'ipvs'
        ? [
            {
              path: ['kubeProxy', 'mode'],
              problem: kubeProxy.replace
                ? 'nodes on which kube-proxy ran as "ipvs" keep every Service address on kube-ipvs0 until they are rebooted, parked kube-proxy or not'
                : 'Services cannot be reached when Cilium runs beside kube-proxy in mode "ipvs"',
              remedy: 'Use a cluster whose kube-proxy runs in mode iptables, and rebuild nodes that ran ipvs',
            },
          ]
        : [],
  },
  {
    id: 'api-server-needed',
    severity: 'error',
    source: `${GUIDE}/install.md`,
    check: ({ cluster: { kubeProxy, apiServer } }) =>
      kubeProxy.replace && !apiServer
        ? [
            {
              path: ['apiServer'],
              problem:
                'the field "apiServer" is missing: without kube-proxy, Cilium cannot reach the API server by its Service address',
              remedy:
                "Add apiServer.host, from kubectl get ep kubernetes -n default -o jsonpath='{.subsets[0].addresses[0].ip}'",
            },
          ]
        : [],
  },
  {
    id: 'api-server-host',
    severity: 'error',
    source: `${GUIDE}/appendix/troubleshooting/connect-apiserver-operation-not-permitted.md`,
    check: ({ cluster: { apiServer } }) => (apiServer ? hostFindings(apiServer.host) : []),
  },
  {
    id: 'value-said-elsewhere',
    severity: 'error',
    source: 'docs/decisions.md',
    check: ({ overlay, cluster: { cilium } }) =>
      Object.entries(SAID_ELSEWHERE)
        .filter(([key]) => {
          const value = valueAt(cilium.values, key.split('.'));
          // Native routing sets no pool that a deleted map could take away.
          return value !== undefined && (overlay || value !== null || !key.startsWith('ipam.'));
        })
        .map(([key, field]) =>
          atValue(
            key,
            `the chart value "${key}" is set by the field ${field}`,
            `Remove it here and set ${field}`,
          ),
        ),
  },
  {
    id: 'api-server-port',
    severity: 'warning',
    source: `${GUIDE}/install.md`,
    check: ({ cluster: { apiServer } }) =>
      apiServer && apiServer.port !== 60002
        ? [
            {
              path: ['apiServer', 'port'],
              problem: `TKE serves its API server to nodes on port 60002, and this says ${apiServer.port}`,
              remedy: 'Check it against kubectl get ep kubernetes -n default, or leave the field out',
            },
          ]
        : [],
  },
  {
    id: 'api-server-once',
    severity: 'error',
    source: 'https://docs.cilium.io/en/stable/helm-reference/',
    check: (declared) =>
      declared.on('k8sServiceHostRef.name') && declared.on('k8sServiceHost')
        ? [
            atValue(
              'k8sServiceHostRef',
              'the chart takes the API server from k8sServiceHostRef or from k8sServiceHost, not from both',
              'Remove the key: apiServer.host says it already',
            ),
          ]
        : [],
  },
];

function hostFindings(host: string): Breach[] {
  const path = ['apiServer', 'host'];
  const remedy =
    "Use the address from kubectl get ep kubernetes -n default -o jsonpath='{.subsets[0].addresses[0].ip}'";
  if (!isIPv4(host)) {
    const isName = /^(?=.{1,253}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)+$/i.test(
      host,
    );
    return isName && /[a-z]/i.test(host.split('.').at(-1) ?? '')
      ? []
      : [{ path, problem: `"${host}" is neither an IPv4 address nor a DNS name`, remedy }];
  }
  if (host === LOCAL_ROUTER_IP) {
    return [{ path, problem: `"${host}" is the address that Cilium gives its own router`, remedy }];
  }
  if (!host.startsWith(LINK_LOCAL_PREFIX)) {
    return [
      {
        path,
        problem: `"${host}" is not in 169.254.0.0/16, where TKE serves its API server to nodes; the address of a load balancer makes agents fail with "operation not permitted" once kube-proxy is replaced`,
        remedy,
      },
    ];
  }
  return [];
}
