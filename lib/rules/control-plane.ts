import { isIPv4 } from 'node:net';
import { TRIED_MINORS, testedKubernetes } from '../charts/kubernetes-range';
import type { Declared } from '../cluster/declared';
import type { Names } from '../cluster/names';
import { LINK_LOCAL_PREFIX, LOCAL_ROUTER_IP } from '../tke/addresses';
import { valueAt } from '../values/effective';
import { minorNumber, minorVersion } from '../version/version';
import { atValue, type Breach, GUIDE, type Rule, valuePath } from './rule';

/** Chart values that a field or prop sets, and the name of that. */
const SAID_ELSEWHERE: readonly { readonly key: string; readonly by: (names: Names) => string }[] = [
  { key: 'kubeProxyReplacement', by: ({ replace }) => replace },
  { key: 'k8sServiceHost', by: ({ host }) => host },
  { key: 'k8sServiceHostRef', by: ({ host }) => `${host}From` },
  { key: 'k8sServicePort', by: ({ port }) => port },
  { key: 'ipam.operator.autoCreateCiliumPodIPPools.default.ipv4', by: ({ podCidrs }) => podCidrs },
];

const TROUBLESHOOTING = `${GUIDE}/appendix/troubleshooting/connect-apiserver-operation-not-permitted.md`;

const USE_ENDPOINT =
  "Use the address from kubectl get ep kubernetes -n default -o jsonpath='{.subsets[0].addresses[0].ip}'";

/** Versions, kube-proxy, and the way to the API server. */
export const CONTROL_PLANE_RULES: readonly Rule[] = [
  {
    id: 'kubernetes-version',
    severity: 'error',
    source: 'https://docs.cilium.io/en/stable/network/kubernetes/compatibility/',
    check: ({ cluster: { kubernetes, cilium } }) => {
      const tested = testedKubernetes(cilium.version);
      const minor = minorNumber(kubernetes);
      return !tested || (minor >= tested.lowest && minor <= tested.highest)
        ? []
        : [
            {
              path: ['kubernetes'],
              problem: `Cilium ${cilium.version} is not tested on Kubernetes ${kubernetes}`,
              remedy: `Use Kubernetes 1.${tested.lowest} to 1.${tested.highest}, or another Cilium version`,
            },
          ];
    },
  },
  {
    id: 'cilium-minor-untried',
    severity: 'warning',
    source: 'lib/charts/kubernetes-range.ts',
    check: ({ cluster: { cilium } }) =>
      testedKubernetes(cilium.version)
        ? []
        : [
            {
              path: ['cilium', 'version'],
              problem: `this version of tke-cilium was tried with Cilium ${TRIED_MINORS.join(', ')}, and not with ${minorVersion(cilium.version)}: its rules and values may not fit`,
              remedy: 'Use one of these minor versions, or a newer tke-cilium, or check dist/ with care',
            },
          ],
  },
  {
    id: 'kube-proxy-ipvs',
    severity: 'error',
    source: 'https://github.com/cilium/cilium/issues/18610',
    check: ({ cluster: { kubeProxy } }) =>
      kubeProxy.mode === 'ipvs' && !kubeProxy.replace
        ? [
            {
              path: ['kubeProxy', 'mode'],
              problem: 'Services cannot be reached when Cilium runs beside kube-proxy in mode "ipvs"',
              remedy:
                'Have Cilium replace kube-proxy, or use a cluster whose kube-proxy runs in mode iptables',
            },
          ]
        : [],
  },
  {
    id: 'kube-proxy-ipvs-nodes',
    severity: 'warning',
    source: 'https://github.com/cilium/cilium/issues/18610',
    check: ({ cluster: { kubeProxy } }) =>
      kubeProxy.mode === 'ipvs' && kubeProxy.replace
        ? [
            {
              path: ['kubeProxy', 'mode'],
              problem:
                'nodes on which kube-proxy ran in mode "ipvs" keep every Service address on kube-ipvs0 until they are rebooted, though kube-proxy is parked',
              remedy:
                'Reboot or rebuild those nodes; acknowledge this where no node joined before kube-proxy was parked',
            },
          ]
        : [],
  },
  {
    id: 'api-server-needed',
    severity: 'error',
    source: `${GUIDE}/install.md`,
    check: ({ names, cluster: { kubeProxy, apiServer } }) =>
      kubeProxy.replace && apiServer?.host === undefined && !apiServer?.hostFrom
        ? [
            {
              path: ['apiServer'],
              problem: `${names.host} is missing: without kube-proxy, Cilium cannot reach the API server by its Service address`,
              remedy: `Add ${names.host}, from kubectl get ep kubernetes -n default -o jsonpath='{.subsets[0].addresses[0].ip}'`,
            },
          ]
        : [],
  },
  {
    id: 'api-server-once',
    severity: 'error',
    source: 'https://docs.cilium.io/en/stable/helm-reference/',
    check: ({ names, cluster: { apiServer } }) =>
      apiServer?.host !== undefined && apiServer.hostFrom
        ? [
            {
              path: ['apiServer', 'hostFrom'],
              problem: `the chart takes the address of the API server from ${names.host} or from a ConfigMap, not from both`,
              remedy: 'Remove one of them',
            },
          ]
        : [],
  },
  {
    id: 'api-server-host',
    severity: 'error',
    source: TROUBLESHOOTING,
    check: (declared) => apiServerHosts(declared).flatMap(malformedHost),
  },
  {
    id: 'api-server-off-link-local',
    severity: 'error',
    acknowledgeable: true,
    source: TROUBLESHOOTING,
    check: (declared) =>
      apiServerHosts(declared)
        .filter(({ host }) => isIPv4(host) && !host.startsWith(LINK_LOCAL_PREFIX))
        .map(({ host, path }) => ({
          path,
          problem: `"${host}" is not in 169.254.0.0/16, where TKE serves its API server to nodes; the address of a load balancer makes agents fail with "operation not permitted" once kube-proxy is replaced`,
          remedy: `${USE_ENDPOINT}; acknowledge this where nodes reach the API server by another way, such as registered nodes with a leased line`,
        })),
  },
  {
    id: 'value-said-elsewhere',
    severity: 'error',
    source: 'docs/decisions.md',
    check: ({ overlay, names, cluster: { cilium } }) =>
      SAID_ELSEWHERE.filter(({ key }) => {
        const value = valueAt(cilium.values, key.split('.'));
        // Native routing sets no pool that a deleted map could take away.
        return value !== undefined && (overlay || value !== null || !key.startsWith('ipam.'));
      }).map(({ key, by }) =>
        atValue(
          key,
          `the chart value "${key}" is set by ${by(names)}`,
          `Remove it here and set ${by(names)}`,
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
];

/** An address or name that Cilium is given for the API server, and where. */
interface ApiServerHost {
  readonly host: string;
  readonly path: readonly (string | number)[];
}

/** Of the field, and of the list of URLs that Cilium 1.20 prefers to it. */
function apiServerHosts({ cluster: { apiServer, cilium } }: Declared): readonly ApiServerHost[] {
  const urls = valueAt(cilium.values, ['k8s', 'apiServerURLs']);
  const listed = typeof urls === 'string' ? urls.split(/[\s,]+/).filter((url) => url !== '') : [];
  return [
    ...(apiServer?.host === undefined ? [] : [{ host: apiServer.host, path: ['apiServer', 'host'] }]),
    ...listed.map((url) => ({
      host: /^(?:https?:\/\/)?([^/:]*)/.exec(url)?.[1] ?? url,
      path: valuePath('k8s.apiServerURLs'),
    })),
  ];
}

/** Names of the load balancers that TKE makes for API servers. */
const LOAD_BALANCER_NAME = /\.ccs\.tencent-cloud\.com$/i;

/** Names that only the cluster's own DNS knows, which needs Cilium to be there. */
const SERVICE_NAME = /^kubernetes(?:\.default(?:\.svc(?:\.cluster\.local)?)?)?$|\.svc(?:\.cluster\.local)?$/i;

const DNS_NAME = /^(?=.{1,253}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)+$/i;

function malformedHost({ host, path }: ApiServerHost): Breach[] {
  const problem = isIPv4(host) ? ofAddress(host) : ofName(host);
  return problem === undefined ? [] : [{ path, problem, remedy: USE_ENDPOINT }];
}

function ofAddress(host: string): string | undefined {
  return host === LOCAL_ROUTER_IP ? `"${host}" is the address that Cilium gives its own router` : undefined;
}

function ofName(host: string): string | undefined {
  if (SERVICE_NAME.test(host)) {
    return `"${host}" is the name of a Service, which cannot be reached before Cilium runs`;
  }
  if (LOAD_BALANCER_NAME.test(host)) {
    return `"${host}" is the load balancer of the API server, which makes agents fail with "operation not permitted" once kube-proxy is replaced`;
  }
  return DNS_NAME.test(host) && /[a-z]/i.test(host.split('.').at(-1) ?? '')
    ? undefined
    : `"${host}" is neither an IPv4 address nor a DNS name`;
}
