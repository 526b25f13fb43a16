import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import type { JsonObject } from '../json';
import { SYSTEM_NAMESPACE } from '../tke/daemon-sets';
import { corefile } from './corefile';
import { requireProps } from './required-props';
import { VerbatimObject } from './verbatim-object';

/** A DNS cache on every node. */
export interface LocalDnsChartProps {
  /** Cluster IP of the Service kube-dns. */
  readonly kubeDnsIP: string;
  /** Image of node-cache, pinned by digest. */
  readonly image: string;
  /** Domain of the names of Services, for example `cluster.local`. */
  readonly clusterDomain: string;
}

const NAME = 'node-local-dns';
const UPSTREAM = 'kube-dns-upstream';
const LABELS = { 'k8s-app': NAME };

/**
 * node-cache on every node, and the policy by which Cilium sends what the pods of the node ask kube-dns to it: the six
 * objects of the guide and the policy
 * (https://github.com/imroc/tke-guide/blob/main/docs/networking/cilium/appendix/with-node-local-dns.md). It asks kube-dns itself
 * by a second Service, for kube-dns would lead it back to itself. Its pods are on the pod network, where a policy can send traffic to;
 * where one does not answer, Cilium goes on sending to kube-dns.
 *
 * The CRD of the policy is there only once Cilium's operator has run.
 */
export class LocalDnsChart extends Chart {
  constructor(scope: Construct, id: string, props: LocalDnsChartProps) {
    super(scope, id);
    requireProps(props, 'LocalDnsChart', 'kubeDnsIP', 'image', 'clusterDomain');
    for (const object of [
      { apiVersion: 'v1', kind: 'ServiceAccount', metadata: named(NAME) },
      UPSTREAM_SERVICE,
      METRICS_SERVICE,
      {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: named(NAME),
        data: { Corefile: corefile(props.clusterDomain) },
      },
      daemonSet(props),
      POLICY,
    ] satisfies JsonObject[]) {
      new VerbatimObject(this, `${object.kind}-${object.metadata.name}`, object);
    }
  }
}

function named(name: string, labels: Record<string, string> = LABELS) {
  return { name, namespace: SYSTEM_NAMESPACE, labels };
}

const DNS_PORTS = [
  { name: 'dns', port: 53, protocol: 'UDP' },
  { name: 'dns-tcp', port: 53, protocol: 'TCP' },
];

const UPSTREAM_SERVICE = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: named(UPSTREAM),
  spec: {
    selector: { 'k8s-app': 'kube-dns' },
    ports: DNS_PORTS.map((port) => ({ ...port, targetPort: 53 })),
  },
};

const METRICS_SERVICE = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: named(NAME),
  spec: {
    clusterIP: 'None',
    selector: LABELS,
    ports: [{ name: 'metrics', port: 9253, targetPort: 9253 }],
  },
};

const POLICY = {
  apiVersion: 'cilium.io/v2',
  kind: 'CiliumLocalRedirectPolicy',
  metadata: named('nodelocaldns'),
  spec: {
    redirectFrontend: { serviceMatcher: { serviceName: 'kube-dns', namespace: SYSTEM_NAMESPACE } },
    redirectBackend: {
      localEndpointSelector: { matchLabels: LABELS },
      toPorts: DNS_PORTS.map(({ name, port, protocol }) => ({ name, port: String(port), protocol })),
    },
  },
};

function daemonSet({ kubeDnsIP, image }: LocalDnsChartProps) {
  const probe = { httpGet: { path: '/health', port: 8080 }, timeoutSeconds: 5 };
  return {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: named(NAME),
    spec: {
      selector: { matchLabels: LABELS },
      updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '10%' } },
      template: {
        metadata: { labels: LABELS },
        spec: {
          serviceAccountName: NAME,
          priorityClassName: 'system-node-critical',
          // The resolv.conf of the node: kube-dns would lead the cache to itself.
          dnsPolicy: 'Default',
          tolerations: [
            { effect: 'NoSchedule', operator: 'Exists' },
            { effect: 'NoExecute', operator: 'Exists' },
          ],
          containers: [
            {
              name: 'node-cache',
              image,
              args: [
                ...['-localip', kubeDnsIP, '-conf', '/etc/Corefile', '-upstreamsvc', UPSTREAM],
                // Cilium sends the traffic here: no interface and no iptables, so no capability either.
                ...['-skipteardown=true', '-setupinterface=false', '-setupiptables=false'],
              ],
              resources: { requests: { cpu: '25m', memory: '5Mi' } },
              ports: [
                ...DNS_PORTS.map(({ name, port, protocol }) => ({ name, containerPort: port, protocol })),
                { name: 'metrics', containerPort: 9253, protocol: 'TCP' },
              ],
              readinessProbe: probe,
              livenessProbe: { ...probe, initialDelaySeconds: 60 },
              volumeMounts: [
                { name: 'config', mountPath: '/etc/coredns' },
                { name: 'kube-dns-config', mountPath: '/etc/kube-dns' },
              ],
            },
          ],
          volumes: [
            {
              name: 'config',
              configMap: { name: NAME, items: [{ key: 'Corefile', path: 'Corefile.base' }] },
            },
            // Stub domains and upstream servers of the cluster, where it has any.
            { name: 'kube-dns-config', configMap: { name: 'kube-dns', optional: true } },
          ],
        },
      },
    },
  };
}
