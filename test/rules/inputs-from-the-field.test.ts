import { clusterLayers } from '../../lib/constructs/cluster-layers';
import { isObject, type JsonObject } from '../../lib/json';
import type { Base } from '../../lib/rules/agent/agent-rule';
import { clusterOn } from '../support/bases';
import { LOCKED_ARCHIVES, testCharts } from '../support/charts';
import { declaredOf } from '../support/declared';
import { diagnosticsOf, judged } from '../support/judged';
import { describeRequiring } from '../support/requires';

const V = 'cilium.values';

type Row = readonly [
  what: string,
  base: Base,
  version: string,
  values: string,
  says: readonly string[],
  more?: JsonObject,
];

/** From bug reports, values files and the guide: what breaks a cluster, and what only looks as if it did. */
const ROWS: readonly Row[] = [
  [
    'iptables masquerading with many slices a node, before 1.19',
    'overlay',
    '1.18.2',
    'bpf: {masquerade: false}',
    [`warning overlay-host-routing ${V}.bpf.masquerade`],
  ],
  [
    'iptables masquerading with many slices a node, from 1.19 on',
    'overlay',
    '1.19.6',
    'bpf: {masquerade: null}',
    [`error agent-iptables-masquerading-interfaces ${V}.bpf.masquerade`],
  ],
  [
    'encryption of a kind that no template knows',
    'native',
    '1.18.2',
    'encryption: {enabled: true, type: WireGuard}',
    [`error value-not-allowed ${V}.encryption.type`],
  ],
  [
    'Ingress with overlay routing',
    'overlay',
    '1.19.6',
    'ingressController: {enabled: true}',
    [`error ingress-needs ${V}.ingressController.hostNetwork.enabled`],
  ],
  [
    'Ingress on the host network',
    'overlay',
    '1.19.6',
    'ingressController: {enabled: true, hostNetwork: {enabled: true}}',
    [],
  ],
  [
    'pods that are not rolled out',
    'native',
    '1.19.6',
    'operator: {rollOutPods: false}',
    [`warning roll-out-off ${V}.operator.rollOutPods`],
  ],
  [
    'a word of Kubernetes that is misspelt in an open map',
    'native',
    '1.18.2',
    'tolerations: [{operator: Exist}]',
    [
      `error node-taints-tolerated ${V}.tolerations`,
      'error manifest-field-word kube-system/DaemonSet/cilium: spec.template.spec.tolerations[0].operator',
    ],
  ],
  [
    'a Service name for the API server',
    'native',
    '1.18.2',
    'debug: {enabled: false}',
    ['error api-server-host apiServer.host'],
    { apiServer: { host: 'kubernetes.default.svc' } },
  ],
  [
    'the load balancer by its name',
    'native',
    '1.18.2',
    'debug: {enabled: false}',
    ['error api-server-host apiServer.host'],
    { apiServer: { host: 'cls-abc.ccs.tencent-cloud.com' } },
  ],
  [
    'the API server by URLs of the chart',
    'native',
    '1.19.6',
    'k8s: {apiServerURLs: "https://10.0.0.1:443"}',
    [`error api-server-off-link-local ${V}.k8s.apiServerURLs`],
  ],
  [
    'an API server elsewhere, which registered nodes reach',
    'native',
    '1.18.2',
    'debug: {enabled: false}',
    [],
    {
      apiServer: { host: '10.0.0.8' },
      acknowledged: [{ rule: 'api-server-off-link-local', reason: 'registered nodes with a leased line' }],
    },
  ],
  [
    'masquerading in a VPC that the file does not describe',
    'native',
    '1.18.2',
    'enableIPv4Masquerade: true\nbpf: {masquerade: true}\nipv4NativeRoutingCIDR: 192.0.2.0/24',
    ['warning masquerade-unchecked facts.vpcCidrs'],
    { facts: {} },
  ],
  [
    'the first way of the guide: one CIDR that is not masqueraded',
    'native',
    '1.18.2',
    'enableIPv4Masquerade: true\nbpf: {masquerade: true}\nipv4NativeRoutingCIDR: 10.0.0.0/16',
    [],
  ],
  [
    'an id without a mesh beside an egress gateway',
    'overlay',
    '1.19.6',
    'cluster: {name: sh-prod, id: 1}\negressGateway: {enabled: true}',
    [],
  ],
  [
    'kube-proxy that ran in mode ipvs, on a cluster without nodes',
    'native',
    '1.18.2',
    'debug: {enabled: false}',
    [],
    {
      kubeProxy: { mode: 'ipvs', replace: true },
      acknowledged: [{ rule: 'kube-proxy-ipvs-nodes', reason: 'no node joined before it was parked' }],
    },
  ],
  [
    'the literal tag of the eni addon',
    'native',
    '1.18.2',
    'debug: {enabled: false}',
    [],
    { facts: { eniAddon: 'v3.8.3' } },
  ],
  [
    'an image name of TKE, and registered nodes',
    'native',
    '1.18.2',
    'debug: {enabled: false}',
    [],
    {
      nodePools: [
        { name: 'a', type: 'regular', os: 'tlinux4_x86_64_public' },
        { name: 'b', type: 'registered', os: 'ubuntu22.04x86_64' },
      ],
    },
  ],
  [
    'a proxy project of a registry as the mirror',
    'native',
    '1.18.2',
    'debug: {enabled: false}',
    [],
    { containerdMirror: { endpoint: 'https://harbor.example.com/v2/quay' } },
  ],
];

describeRequiring(LOCKED_ARCHIVES, 'a synth', () => {
  test.each(ROWS.map((row) => [row[0], row] as const))(
    'judges %s',
    (_, [, base, version, values, says, more = {}]) => {
      expect(judged(base, version, values, more)).toEqual(says);
    },
  );

  test.each<[what: string, values: string, remedy: string]>([
    ['tunneling', 'tunneling: vxlan', 'Use routingMode and tunnelProtocol instead'],
    [
      'metrics of Hubble',
      'hubble: {metrics: {enabledMetrics: [dns]}}',
      'Use hubble.metrics.enabled instead, a list',
    ],
    ['masquerading', 'masquerade: true', 'Use enableIPv4Masquerade instead'],
    ['metrics of the operator', 'operator: {metrics: {enabled: true}}', 'Use operator.prometheus instead'],
    [
      'the values of an umbrella chart',
      'cilium: {hubble: {enabled: true}}',
      'Remove this level: what is in it belongs directly into the values of the chart',
    ],
    [
      'limits of a dynamic log',
      'hubble: {export: {fileMaxSizeMb: 50, dynamic: {enabled: true, config: {content: [{name: a, filePath: /a, includeFilters: [{}]}]}}}}',
      'Use hubble.export.dynamic.config.content[].fileMaxSizeMb instead, once for each log',
    ],
    [
      'limits of a static log',
      `hubble: {export: {fileMaxSizeMb: 50, static: {enabled: true, denyList: ['{"source_ip":["169.254.0.71"]}']}}}`,
      'Use hubble.export.static.fileMaxSizeMb instead',
    ],
  ])('names the right key for %s', (_, values, remedy) => {
    expect(diagnosticsOf('native', '1.18.2', values).map((one) => one.remedy)).toEqual([remedy]);
  });

  test.each<[what: string, values: string, line: string]>([
    ['an object', 'debug: {enabled: false}\naffinity:\n  nodeAfinity: {}', 'nodeAfinity'],
    [
      'an image',
      'debug: {enabled: false}\noperator:\n  image:\n    repository: docker.io/cilium/operator',
      'repository',
    ],
    ['what a template refuses', 'debug: {enabled: false}\nipv6:\n  enabled: true', 'enabled: true'],
    ['what the agent refuses', 'bpf:\n  preallocateMaps: true\n  authMapMax: 8', 'authMapMax'],
  ])('reports %s at the line of the value that caused it', (_, values, key) => {
    const [finding] = diagnosticsOf('native', '1.18.2', values);
    const at = (finding?.place?.line ?? 0) - (diagnosticsOf('native', '1.18.2', 'x: 1')[0]?.place?.line ?? 0);
    expect(values.split('\n')[at]).toContain(key);
  });
});

describeRequiring(LOCKED_ARCHIVES, 'a cluster file says', () => {
  const objectsOf = (base: Base, more: JsonObject): JsonObject[] =>
    clusterLayers(declaredOf({ ...clusterOn(base, '1.18.2'), ...more }), 'clusters/gz.yaml', {
      charts: testCharts,
    }).flatMap(({ objects }) => [...objects]);
  const agentOf = (objects: JsonObject[]) =>
    objects.find(
      ({ kind, metadata }) => kind === 'DaemonSet' && isObject(metadata) && metadata.name === 'cilium',
    );

  test('that the address of the API server is in a ConfigMap of the cluster', () => {
    const apiServer = { hostFrom: { configMap: 'api-server', key: 'host' } };
    const agent = JSON.stringify(agentOf(objectsOf('native', { apiServer })));
    expect(agent).toContain(
      '{"name":"KUBERNETES_SERVICE_HOST","valueFrom":{"configMapKeyRef":{"name":"api-server","key":"host"}}}',
    );
  });

  test('where the API server is beside kube-proxy, and agents go there', () => {
    const agent = JSON.stringify(agentOf(objectsOf('coexist', { apiServer: { host: '169.254.128.27' } })));
    expect(agent).toContain('{"name":"KUBERNETES_SERVICE_HOST","value":"169.254.128.27"}');
    expect(agent).toContain('{"name":"KUBERNETES_SERVICE_PORT","value":"60002"}');
  });

  test('which mirror nodes use, and node-init is pulled from it', () => {
    const containerdMirror = { endpoint: 'https://harbor.example.com/v2/quay' };
    expect(JSON.stringify(objectsOf('native', { containerdMirror }))).toContain(
      '"image":"harbor.example.com/quay/cilium/startup-script:',
    );
  });
});
