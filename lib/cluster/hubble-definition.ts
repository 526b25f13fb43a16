import { Type } from '@sinclair/typebox';
import type { JsonObject, JsonValue } from '../json';
import { closedObject } from './schema-parts';

/** Fields of a FlowFilter of Cilium 1.18 to 1.20 (api/v1/flow/flow.proto); with any other the exporter refuses all logs. */
const FLOW_FILTER_FIELDS = [
  'uuid',
  'source_ip',
  'source_ip_xlated',
  'source_pod',
  'source_fqdn',
  'source_label',
  'source_service',
  'source_workload',
  'source_cluster_name',
  'source_identity',
  'source_port',
  'destination_ip',
  'destination_pod',
  'destination_fqdn',
  'destination_label',
  'destination_service',
  'destination_workload',
  'destination_cluster_name',
  'destination_identity',
  'destination_port',
  'traffic_direction',
  'verdict',
  'drop_reason_desc',
  'interface',
  'event_type',
  'http_status_code',
  'http_method',
  'http_path',
  'http_url',
  'http_header',
  'protocol',
  'reply',
  'dns_query',
  'tcp_flags',
  'node_name',
  'node_labels',
  'ip_version',
  'ip_trace_id',
  'trace_id',
  'encrypted',
  'experimental',
] as const;

const FlowFilter = Type.Unsafe<JsonObject>(
  closedObject(
    Object.fromEntries(
      FLOW_FILTER_FIELDS.map((name) => [
        name,
        Type.Optional(
          Type.Unsafe<JsonValue>({
            type: name === 'experimental' ? 'object' : 'array',
            description: `${name} of the flow, which must be one of these.`,
          }),
        ),
      ]),
    ),
    {
      description: 'A flow filter of Hubble: a flow matches when it matches every field.',
      minProperties: 1,
      examples: [{ verdict: ['DROPPED'] }],
    },
  ),
);

const FlowLog = closedObject({
  name: Type.String({
    pattern: '^[a-z0-9]([-a-z0-9]*[a-z0-9])?$',
    description: 'Name of the log. Its file on each node is /var/run/cilium/hubble/<name>.log.',
    examples: ['dropped'],
  }),
  only: Type.Array(FlowFilter, {
    default: [],
    description: 'The flows to log are those that match one of these filters. Default: all.',
  }),
  except: Type.Array(FlowFilter, {
    default: [],
    description:
      'Flows that match one of these filters are left out, as are those from and to the log service, 169.254.0.71, which collecting the log would multiply.',
  }),
  fields: Type.Array(Type.String({ minLength: 1, description: 'Path of a field of the flow.' }), {
    default: [],
    description: 'Fields of a flow to log. Default: all.',
    examples: [['time', 'verdict', 'source.namespace', 'source.pod_name', 'IP', 'l4']],
  }),
  maxSizeMb: Type.Integer({
    minimum: 1,
    default: 10,
    description: 'Size at which the file is rotated, in MB.',
  }),
  backups: Type.Integer({ minimum: 0, default: 5, description: 'How many rotated files are kept.' }),
});

/** What Hubble, which every cluster has, does besides watching flows. */
export const Hubble = closedObject(
  {
    relay: Type.Boolean({
      default: false,
      description: 'Hubble Relay: the flows of all nodes at one address.',
    }),
    ui: Type.Boolean({ default: false, description: 'Hubble UI. It needs Relay, and brings it.' }),
    redact: Type.Boolean({
      default: false,
      description: 'Whether queries and user names in URLs are left out of L7 flows.',
    }),
    flowLogs: Type.Array(FlowLog, {
      default: [],
      description:
        'Logs of flows in files on each node, for a log collector. A change of them takes effect without a restart.',
    }),
  },
  { description: 'Hubble Relay, UI and logs of flows.' },
);

/** Which metrics are served, for Prometheus. */
export const Metrics = closedObject(
  {
    agent: Type.Boolean({
      default: false,
      description:
        'Metrics of the agents, at port 9962 of each node. Those of the operator and of Envoy are always served.',
    }),
    hubble: Type.Array(
      Type.String({
        minLength: 1,
        description: 'Name of a metric, and its options.',
        examples: ['dns:query;ignoreAAAA'],
      }),
      {
        default: [],
        description:
          'Metrics that Hubble makes of flows, at port 9965 of each node: dns, drop, flow, flows-to-world, httpV2, icmp, policy, port-distribution, tcp, each with its options.',
      },
    ),
  },
  {
    description:
      'Metrics for Prometheus. Where facts.prometheusOperator is true, each has a ServiceMonitor; otherwise pods and Services have the annotations prometheus.io/scrape.',
  },
);
