import type { JsonObject } from '../json';
import { LOG_SERVICE } from '../tke/addresses';
import { guidePage, type TkeReason } from './tke-reason';

/** A log of flows in a file on each node. */
export interface FlowLog {
  /** Its file is `/var/run/cilium/hubble/<name>.log`. */
  readonly name: string;
  /**
   * Flow filters of Hubble, of which a flow must match one.
   * @default - all flows
   */
  readonly only?: readonly JsonObject[];
  /**
   * Flow filters of Hubble, of which a flow must match none.
   * @default - the flows from and to the log service are left out anyway
   */
  readonly except?: readonly JsonObject[];
  /**
   * Fields of a flow to log.
   * @default - all
   */
  readonly fields?: readonly string[];
  /**
   * Megabytes at which the file is rotated.
   * @default 10
   */
  readonly maxSizeMb?: number;
  /**
   * How many rotated files are kept.
   * @default 5
   */
  readonly backups?: number;
}

/** What Hubble does besides watching flows. */
export interface HubbleFeatures {
  /** @default false */
  readonly relay?: boolean;
  /**
   * Hubble UI, which brings Relay.
   * @default false
   */
  readonly ui?: boolean;
  /**
   * Whether queries and user names in URLs are left out of L7 flows.
   * @default false
   */
  readonly redact?: boolean;
  /** @default - none */
  readonly flowLogs?: readonly FlowLog[];
}

/** What is served for Prometheus. */
export interface ServedMetrics {
  /**
   * Metrics of the agents.
   * @default false
   */
  readonly agent?: boolean;
  /**
   * Names of Hubble's metrics, with their options.
   * @default - none
   */
  readonly hubble?: readonly string[];
  /**
   * Whether the CRDs of Prometheus Operator are in the cluster, so that it takes ServiceMonitors.
   * @default false
   */
  readonly serviceMonitors?: boolean;
}

/** Where the agents write logs of flows: a directory of the host, in which a collector finds them. */
const FLOW_LOG_DIRECTORY = '/var/run/cilium/hubble';

/** The chart values of Hubble's features (https://docs.cilium.io/en/stable/observability/hubble/). */
export function hubbleValues({ relay, ui, redact, flowLogs = [] }: HubbleFeatures): JsonObject {
  return {
    hubble: {
      ...((relay || ui) && { relay: { enabled: true } }),
      ...(ui && { ui: { enabled: true } }),
      ...(redact && { redact: { enabled: true, http: { urlQuery: true, userInfo: true } } }),
      ...(flowLogs.length > 0 && {
        export: { dynamic: { enabled: true, config: { content: flowLogs.map(exported) } } },
      }),
    },
  };
}

function exported({
  name,
  only = [],
  except = [],
  fields = [],
  maxSizeMb = 10,
  backups = 5,
}: FlowLog): JsonObject {
  return {
    name,
    filePath: `${FLOW_LOG_DIRECTORY}/${name}.log`,
    fieldMask: [...fields],
    includeFilters: [...only],
    // Collecting the flows to the log service makes more of them, without end (the guide's flow-logs.md).
    excludeFilters: [{ source_ip: [LOG_SERVICE] }, { destination_ip: [LOG_SERVICE] }, ...except],
    fileMaxSizeMb: maxSizeMb,
    fileMaxBackups: backups,
  };
}

/**
 * The chart values of metrics. A ServiceMonitor is made of whatever serves metrics; without its CRD the API server refuses
 * the object, and with it the whole apply (https://docs.cilium.io/en/stable/observability/metrics/).
 */
export function metricsValues({
  agent = false,
  hubble = [],
  serviceMonitors = false,
}: ServedMetrics): JsonObject {
  const monitor = serviceMonitors && { serviceMonitor: { enabled: true } };
  return {
    ...((agent || serviceMonitors) && {
      prometheus: {
        ...(agent && { enabled: true }),
        // The chart can't ask the cluster at a render, and the cluster file says that the CRDs are there.
        ...(serviceMonitors && { serviceMonitor: { ...(agent && { enabled: true }), trustCRDsExist: true } }),
      },
    }),
    ...(hubble.length > 0 && { hubble: { metrics: { enabled: [...hubble], ...monitor } } }),
    ...(serviceMonitors && { operator: { prometheus: monitor }, envoy: { prometheus: monitor } }),
  };
}

const HUBBLE = 'https://docs.cilium.io/en/stable/observability/hubble/';
const PROMETHEUS = 'https://docs.cilium.io/en/stable/observability/metrics/';

/** Why each value of Hubble's features is set. */
export const HUBBLE_REASONS: readonly TkeReason[] = [
  {
    key: 'hubble.relay.enabled',
    field: 'hubble.relay',
    why: 'the cluster file has Hubble Relay, or Hubble UI, which needs it',
    source: HUBBLE,
  },
  { key: 'hubble.ui.enabled', field: 'hubble.ui', why: 'the cluster file has Hubble UI', source: HUBBLE },
  {
    key: 'hubble.redact',
    field: 'hubble.redact',
    why: 'the cluster file leaves queries and user names in URLs out of flows',
    source: HUBBLE,
  },
  {
    key: 'hubble.export.dynamic',
    field: 'hubble.flowLogs',
    why: 'the cluster file has logs of flows; those of the log service are left out, which would multiply',
    source: guidePage('flow-logs'),
  },
];

/** Why each value of metrics is set. */
export const METRICS_REASONS: readonly TkeReason[] = [
  {
    key: 'prometheus.enabled',
    field: 'metrics.agent',
    why: 'the cluster file has metrics of the agents',
    source: PROMETHEUS,
  },
  {
    key: 'hubble.metrics.enabled',
    field: 'metrics.hubble',
    why: 'the cluster file has metrics of flows',
    source: PROMETHEUS,
  },
  ...['prometheus', 'hubble.metrics', 'operator.prometheus', 'envoy.prometheus'].map((served) => ({
    key: `${served}.serviceMonitor`,
    field: 'facts.prometheusOperator',
    why: 'the cluster has the CRDs of Prometheus Operator',
    source: PROMETHEUS,
  })),
];
