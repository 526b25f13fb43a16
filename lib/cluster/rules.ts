import { isIPv4 } from 'node:net';
import { lockedChart } from '../charts/lock';
import type { Cluster } from './definition';
import type { Finding } from './finding';

/** A rule of the field: a combination that is well-formed and breaks a cluster. */
export interface ClusterRule {
  readonly id: string;
  /** Where the knowledge comes from. */
  readonly source: string;
  /** @returns what breaks the rule, nothing when it holds */
  check(cluster: Cluster): readonly Omit<Finding, 'rule' | 'source'>[];
}

const GUIDE = 'https://github.com/imroc/tke-guide';

/** The address that Cilium gives cilium_host under delegated IPAM; nothing else may have it. */
export const LOCAL_ROUTER_IP = '169.254.32.16';

/** Chart values that the cluster file says in a field of its own, and that field. */
const SAID_ELSEWHERE = {
  kubeProxyReplacement: 'kubeProxy.replace',
  k8sServiceHost: 'apiServer.host',
  k8sServicePort: 'apiServer.port',
} as const;

export const CLUSTER_RULES: readonly ClusterRule[] = [
  {
    id: 'kubernetes-version',
    source: 'https://docs.cilium.io/en/stable/network/kubernetes/compatibility/',
    check({ kubernetes, cilium }) {
      const [low, high] = lockedChart('cilium', cilium.version)?.kubernetesMinors ?? [0, 0];
      const minor = Number(kubernetes.split('.')[1]);
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
    id: 'global-router-native-routing',
    source: GUIDE,
    check: ({ network }) =>
      network.mode === 'global-router' && network.routing === 'native'
        ? [
            {
              path: ['network', 'mode'],
              problem:
                'native routing does not work on "global-router": its bridge drops pod traffic between nodes',
              remedy: 'Install on a cluster whose network is vpc-cni',
            },
          ]
        : [],
  },
  {
    id: 'kube-proxy-ipvs',
    source: 'https://github.com/cilium/cilium/issues/18610',
    check: ({ kubeProxy }) =>
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
    source: GUIDE,
    check: ({ kubeProxy, apiServer }) =>
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
    source: GUIDE,
    check: ({ apiServer }) => (apiServer ? hostFindings(apiServer.host) : []),
  },
  {
    id: 'node-pool-os',
    source: GUIDE,
    check: ({ nodePools }) =>
      nodePools.flatMap(({ name, type, os }, index) =>
        type !== 'super' && os === undefined
          ? [
              {
                path: ['nodePools', index, 'os'],
                problem: `the node pool "${name}" does not say its operating system`,
                remedy: 'Add os, for example tencentos-4: Cilium needs a kernel of 5.10 or later',
              },
            ]
          : [],
      ),
  },
  {
    id: 'native-node-image',
    source: GUIDE,
    check: ({ nodePools }) =>
      nodePools.flatMap(({ name, type, imageLabel }, index) =>
        type === 'native' && imageLabel !== 'ts4-public'
          ? [
              {
                path: ['nodePools', index, 'imageLabel'],
                problem: `the native node pool "${name}" has ${imageLabel === undefined ? 'no image label' : `the image label "${imageLabel}"`}, so its nodes run a kernel that is too old for Cilium`,
                remedy:
                  'Annotate the pool with node.tke.cloud.tencent.com/image-label=ts4-public and write imageLabel: ts4-public here',
              },
            ]
          : [],
      ),
  },
  {
    id: 'value-said-elsewhere',
    source: 'docs/decisions.md',
    check: ({ cilium }) =>
      Object.entries(SAID_ELSEWHERE)
        .filter(([key]) => Object.hasOwn(cilium.values, key))
        .map(([key, field]) => ({
          path: ['cilium', 'values', key],
          problem: `the chart value "${key}" is set by the field ${field}`,
          remedy: `Remove it here and set ${field}`,
        })),
  },
];

function hostFindings(host: string): Omit<Finding, 'rule' | 'source'>[] {
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
  if (!host.startsWith('169.254.')) {
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
