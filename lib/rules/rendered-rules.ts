import type { Declared } from '../cluster/declared';
import { isObject, type JsonValue } from '../json';
import { imagesOf } from '../manifests/check-images';
import { QUAY, QUAY_MIRROR } from '../tke/registries';
import { toleratedTaints } from '../values/tke-values';
import { DEFAULT_NAT_SIZE } from './agent/limits';
import { HOST_PORT_RULES } from './host-ports';
import { OPTION_VARIABLE_RULE } from './option-variables';
import type { RenderedRule } from './rendered-rule';
import { GUIDE } from './rule';
import { WORKLOAD_RULES } from './workload-rules';
import { podSpecOf } from './workloads';

const INSTALL = `${GUIDE}/install.md`;

/** Options that the routing of a cluster decides, and what each must be. */
function schemeOptions({ overlay, cluster: { kubeProxy } }: Declared): Readonly<Record<string, string>> {
  return {
    'kube-proxy-replacement': String(kubeProxy.replace),
    ...(overlay
      ? { 'routing-mode': 'tunnel', ipam: 'multi-pool', 'enable-ipv4-masquerade': 'true' }
      : {
          'routing-mode': 'native',
          ipam: 'delegated-plugin',
          'enable-endpoint-routes': 'true',
          'cni-chaining-mode': 'generic-veth',
          'cni-external-routing': 'true',
        }),
  };
}

/** Every rule about rendered objects that are not options of the agent alone, the one table of them. */
export const RENDERED_RULES: readonly RenderedRule[] = [
  {
    id: 'agent-option-of-routing',
    severity: 'error',
    source: INSTALL,
    check: ({ declared, config }) =>
      Object.entries(schemeOptions(declared))
        .filter(([option, wanted]) => config.text(option) !== wanted)
        .map(([option, wanted]) => ({
          problem: `the agent would read ${option}: ${JSON.stringify(config.text(option))}, and on this cluster (${declared.overlay ? 'overlay' : 'native'} routing, ${declared.cluster.kubeProxy.replace ? 'without' : 'with'} kube-proxy) it must be "${wanted}"`,
          remedy: 'Remove what sets it: this tool does',
        })),
  },
  {
    id: 'local-router-of-api-server',
    severity: 'error',
    source: `${GUIDE}/appendix/local-router-ipv4.md`,
    check: ({ declared, config }) => {
      const address = config.text('local-router-ipv4');
      return address !== '' && address === declared.cluster.apiServer?.host
        ? [
            {
              problem: `local-router-ipv4 is the address of the API server, ${address}`,
              remedy: 'Remove it: this tool sets another',
            },
          ]
        : [];
    },
  },
  {
    id: 'node-taints-tolerated',
    severity: 'error',
    source: INSTALL,
    check: ({ declared, objects }) =>
      WORKLOADS.flatMap(({ kind, name, waits }) => {
        const podSpec = podSpecOf(objects, kind, name);
        const missing = toleratedTaints(declared.scheme).filter(
          (taint) => podSpec !== undefined && !tolerates(podSpec.tolerations, taint),
        );
        return missing.length > 0
          ? [
              {
                problem: `the ${kind} ${name} does not tolerate ${missing.join(', ')}, which new nodes have: ${waits}`,
                remedy: 'Add them (a list replaces the default whole), or remove the key',
              },
            ]
          : [];
      }),
  },
  {
    id: 'nat-table-by-memory',
    severity: 'error',
    acknowledgeable: true,
    source: 'https://docs.cilium.io/en/stable/network/ebpf/maps/',
    check: ({ config }) => {
      const size = config.number('bpf-nat-global-max');
      return size > LEAST_CONNECTION_TABLES &&
        size !== DEFAULT_NAT_SIZE &&
        !config.sets('bpf-ct-global-tcp-max')
        ? [
            {
              problem: `the agent does not start on a node whose connection tables, sized by its memory, hold fewer than the ${size} entries of bpf-nat-global-max`,
              remedy:
                'Set bpf.ctTcpMax and bpf.ctAnyMax as well, or leave bpf.natMax out; acknowledge this where every node has the memory',
            },
          ]
        : [];
    },
  },
  OPTION_VARIABLE_RULE,
  ...HOST_PORT_RULES,
  ...WORKLOAD_RULES,
  {
    id: 'image-not-mirrored',
    severity: 'warning',
    source: 'https://cloud.tencent.com/document/product/457/51237',
    check: ({ declared, objects }) => {
      const { mode } = declared.cluster.containerdMirror;
      const images = new Set(objects.flatMap((object) => imagesOf(object)).map(({ image }) => image));
      const direct = [...images].filter((image) => image.startsWith(`${QUAY}/`));
      return mode === 'none' && direct.length > 0
        ? [
            {
              path: ['containerdMirror', 'mode'],
              problem: `nodes pull ${direct.length} images from ${QUAY}, which is slow or out of reach from inside a VPC, and nothing teaches them the mirror`,
              remedy: `Set containerdMirror.mode to add, or the image repositories to ${QUAY_MIRROR}; acknowledge this where nodes know a mirror by other means`,
            },
          ]
        : [];
    },
  },
];

/** Entries of the two connection tables on the smallest node (LimitTableAutoGlobalTCPMin and ...AnyMin in pkg/option). */
const LEAST_CONNECTION_TABLES = 131_072 + 65_536;

/** Workloads that nodes wait for. */
const WORKLOADS = [
  { kind: 'DaemonSet', name: 'cilium', waits: 'the node waits for the agent, and the agent for the node' },
  { kind: 'DaemonSet', name: 'cilium-envoy', waits: 'the agent waits for its Envoy, and Envoy for the node' },
  {
    kind: 'Deployment',
    name: 'cilium-operator',
    waits: 'the first nodes wait for the operator, and the operator for a node',
  },
] as const;

/** Whether a pod with these tolerations is scheduled on a node with that taint, of effect NoSchedule. */
function tolerates(tolerations: JsonValue | undefined, taint: string): boolean {
  return (Array.isArray(tolerations) ? tolerations.filter(isObject) : []).some(
    ({ key, operator, effect }) =>
      operator === 'Exists' &&
      (key === undefined || key === null || key === '' || key === taint) &&
      (effect === undefined || effect === null || effect === '' || effect === 'NoSchedule'),
  );
}
