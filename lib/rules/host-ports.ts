import { isObject, type JsonObject } from '../json';
import type { AgentConfig } from './agent/agent-config';
import type { RenderedCilium, RenderedRule } from './rendered-rule';

/** A program that listens on a port of every node, or of the node it runs on. */
interface Listener {
  readonly who: string;
  readonly port: number;
  readonly protocol: 'TCP' | 'UDP';
}

/** An option of the agent or the operator that names a port, or an address with one. */
interface PortOption {
  readonly option: string;
  readonly who: string;
  /** What it is when nothing sets it. Default: it then does not listen. */
  readonly default?: number;
  readonly listens?: (config: AgentConfig) => boolean;
  /** Default: TCP. */
  readonly protocol?: Listener['protocol'];
}

/** https://docs.cilium.io/en/stable/operations/system_requirements/#firewall-rules */
const PORT_OPTIONS: readonly PortOption[] = [
  { option: 'agent-health-port', who: "the agent's health", default: 9879 },
  {
    option: 'cluster-health-port',
    who: 'health checks between nodes',
    default: 4240,
    listens: (config) => config.text('enable-health-checking') !== 'false',
  },
  { option: 'hubble-listen-address', who: 'Hubble', listens: (config) => config.on('enable-hubble') },
  {
    option: 'hubble-metrics-server',
    who: "Hubble's metrics",
    listens: (config) => config.on('enable-hubble'),
  },
  { option: 'prometheus-serve-addr', who: "the agent's metrics" },
  {
    option: 'mesh-auth-mutual-listener-port',
    who: 'mutual authentication',
    listens: (config) => config.on('mesh-auth-enabled'),
  },
  {
    option: 'pprof-port',
    who: "the agent's profiles",
    default: 6060,
    listens: (config) => config.on('pprof'),
  },
  { option: 'kube-proxy-replacement-healthz-bind-address', who: 'the health of Services' },
  { option: 'operator-api-serve-addr', who: "the operator's health" },
  { option: 'operator-prometheus-serve-addr', who: "the operator's metrics" },
  {
    option: 'operator-pprof-port',
    who: "the operator's profiles",
    default: 6061,
    listens: (config) => config.on('operator-pprof'),
  },
  {
    option: 'tunnel-port',
    who: 'the tunnel between nodes',
    listens: (config) => config.tunnels,
    protocol: 'UDP',
  },
];

/** Where WireGuard of Cilium listens (pkg/wireguard/types), which no option changes. */
const WIREGUARD_PORT = 51_871;

/** Ports of the node that are not Cilium's (https://kubernetes.io/docs/reference/networking/ports-and-protocols/). */
const OF_THE_NODE: readonly Listener[] = [
  { who: 'SSH', port: 22, protocol: 'TCP' },
  { who: 'the kubelet', port: 10_250, protocol: 'TCP' },
  { who: 'the health of the kubelet', port: 10_248, protocol: 'TCP' },
];

/** Of kube-proxy, where it stays. */
const OF_KUBE_PROXY: readonly Listener[] = [
  { who: 'the metrics of kube-proxy', port: 10_249, protocol: 'TCP' },
  { who: 'the health of kube-proxy', port: 10_256, protocol: 'TCP' },
];

const SOURCE = 'https://github.com/cilium/cilium/issues/45385';

/** Ports that the pods of Cilium, all on the host network, take from the node. */
export const HOST_PORT_RULES: readonly RenderedRule[] = [
  {
    id: 'host-port-twice',
    severity: 'error',
    source: SOURCE,
    check: (rendered) => {
      const all = listenersOf(rendered);
      return all.flatMap((one, index) => {
        const other = all
          .slice(0, index)
          .find(({ port, protocol }) => port === one.port && protocol === one.protocol);
        return other
          ? [
              {
                problem: `${one.protocol} port ${one.port} of the node is that of ${other.who} and of ${one.who}: the second of them cannot listen. An operator ends then, an agent goes on without what should answer there, and a pod that declares a taken port stays Pending`,
                remedy: 'Give one of the two another port',
              },
            ]
          : [];
      });
    },
  },
  {
    id: 'host-port-among-node-ports',
    severity: 'warning',
    source: 'https://docs.cilium.io/en/stable/network/kubernetes/kubeproxy-free/#nodeport-configuration',
    check: ({ config, ...rendered }) => {
      const [first = 30_000, last = 32_767] = config
        .text('node-port-range')
        .split(',')
        .filter((port) => /^\d+$/.test(port))
        .map(Number);
      return listenersOf({ config, ...rendered })
        .filter(({ port }) => config.replacesKubeProxy && port >= first && port <= last)
        .map(({ who, port }) => ({
          problem: `port ${port} of the node is that of ${who}, and a Service may get it as its NodePort (${first} to ${last}), which then takes its traffic`,
          remedy: 'Use a port outside that range',
        }));
    },
  },
];

function listenersOf({ config, objects, declared }: RenderedCilium): readonly Listener[] {
  return [
    ...OF_THE_NODE,
    ...(declared.cluster.kubeProxy.replace ? [] : OF_KUBE_PROXY),
    ...PORT_OPTIONS.filter(({ listens = () => true }) => listens(config)).flatMap(
      ({ option, who, default: usual = 0, protocol = 'TCP' }): Listener[] => {
        const text = config.text(option);
        const port = Number(/(\d+)$/.exec(text)?.[1] ?? usual);
        return port > 0 ? [{ who, port, protocol }] : [];
      },
    ),
    ...(config.on('enable-wireguard')
      ? [{ who: 'WireGuard', port: WIREGUARD_PORT, protocol: 'UDP' } as const]
      : []),
    ...envoyPorts(objects),
  ];
}

/** Of the Envoy that has pods of its own: what its container says, and what its probe asks. */
function envoyPorts(objects: readonly JsonObject[]): readonly Listener[] {
  const envoy = objects.find(
    ({ kind, metadata }) => kind === 'DaemonSet' && isObject(metadata) && metadata.name === 'cilium-envoy',
  );
  const template = isObject(envoy?.spec) ? envoy.spec.template : undefined;
  const spec = isObject(template) && isObject(template.spec) ? template.spec : {};
  const [container] = Array.isArray(spec.containers) ? spec.containers.filter(isObject) : [];
  const probe = isObject(container?.readinessProbe) ? container.readinessProbe.httpGet : undefined;
  const ports = Array.isArray(container?.ports) ? container.ports.filter(isObject) : [];
  const listeners = [
    ...ports.map(({ name, hostPort, containerPort }) => ({
      who: `the port ${String(name)} of Envoy`,
      port: Number(hostPort ?? containerPort),
    })),
    ...(isObject(probe) ? [{ who: "Envoy's health", port: Number(probe.port) }] : []),
  ];
  return listeners
    .filter(({ port }) => Number.isInteger(port))
    .map((listener): Listener => ({ ...listener, protocol: 'TCP' }));
}
