import type { Base } from '../../lib/rules/agent/agent-rule';
import { LOCKED_ARCHIVES } from '../support/charts';
import { diagnosticsOf, judged } from '../support/judged';
import { describeRequiring } from '../support/requires';

const V = 'cilium.values';

type Case = readonly [what: string, base: Base, version: string, values: string, expected: readonly string[]];

const CASES: readonly Case[] = [
  [
    'extraConfig that undoes what the cluster file says',
    'native',
    '1.18.2',
    'extraConfig: {routing-mode: tunnel, ipam: kubernetes, kube-proxy-replacement: "false"}',
    [
      `error agent-local-router-in-tunnel ${V}.extraConfig.routing-mode`,
      `error agent-option-of-routing ${V}.extraConfig.kube-proxy-replacement`,
      `error agent-option-of-routing ${V}.extraConfig.routing-mode`,
      `error agent-option-of-routing ${V}.extraConfig.ipam`,
    ],
  ],
  [
    'an option that delegated IPAM excludes, by extraConfig',
    'native',
    '1.18.2',
    'extraConfig: {enable-envoy-config: "true"}',
    [`error agent-delegated-envoy ${V}.extraConfig.enable-envoy-config`],
  ],
  [
    'the same option by a chart value that no rule names',
    'native',
    '1.19.6',
    'loadBalancer: {l7: {backend: envoy}}',
    [`error agent-delegated-envoy ${V}.loadBalancer.l7.backend`],
  ],
  [
    'an option of the chart that extraConfig overrides, harmless or not',
    'native',
    '1.18.2',
    'extraConfig: {debug: "true"}',
    [`error agent-option-overridden ${V}.extraConfig.debug`],
  ],
  [
    'an argument of the agent that overrides cilium-config',
    'native',
    '1.18.2',
    'extraArgs: [--routing-mode=tunnel]',
    [`error agent-local-router-in-tunnel ${V}.extraArgs`, `error agent-option-of-routing ${V}.extraArgs`],
  ],
  [
    'a variable of the agent that overrides cilium-config',
    'native',
    '1.18.2',
    'extraEnv: [{name: CILIUM_DEBUG, value: "true"}]',
    [`error agent-option-overridden ${V}.extraEnv`],
  ],
  [
    'an option of extraConfig that Cilium does not have, hidden and former ones aside',
    'native',
    '1.19.6',
    'extraConfig: {enable-bpf-masqurade: "true", boot-id-file: /x, ct-global-max-entries-tcp: "131072", clean-cilium-state: "false"}',
    [`error agent-option-unknown ${V}.extraConfig.enable-bpf-masqurade`],
  ],
  [
    'a hidden option with a text of another type',
    'native',
    '1.19.6',
    'extraConfig: {max-controller-interval: soon, enable-srv6: "on"}',
    [
      `error agent-option-bool ${V}.extraConfig.enable-srv6`,
      `error agent-option-uint ${V}.extraConfig.max-controller-interval`,
    ],
  ],
  [
    'a default that null takes away, and that the chart prints all the same',
    'native',
    '1.19.6',
    'bpf: {monitorFlags: null, enableTCX: null}',
    ['warning null-in-data kube-system/ConfigMap/cilium-config: data.monitor-aggregation-flags'],
  ],
  [
    'a number that null takes away, which is 0 to the agent',
    'native',
    '1.19.6',
    'nat: {mapStatsEntries: null}',
    [
      `error agent-limit-nat-map-stats-entries ${V}.nat.mapStatsEntries`,
      'warning null-in-data kube-system/ConfigMap/cilium-config: data.nat-map-stats-entries',
    ],
  ],
  [
    'agents that a selector keeps from some nodes',
    'native',
    '1.19.6',
    'nodeSelector: {disk: ssd}',
    [`error agents-on-some-nodes ${V}.nodeSelector.disk`],
  ],
  [
    'agents that an affinity keeps from some nodes',
    'overlay',
    '1.19.6',
    'affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions: [{key: a, operator: Exists}]}]}}}',
    [`error agents-on-some-nodes ${V}.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution`],
  ],
  [
    'a selector that every node meets, and an operator where people want it',
    'native',
    '1.19.6',
    'nodeSelector: {kubernetes.io/os: linux}\noperator: {nodeSelector: {disk: ssd}}',
    [],
  ],
  [
    'no operator at all',
    'native',
    '1.19.6',
    'operator: {replicas: 0}',
    [`error operator-scaled-to-none ${V}.operator.replicas`],
  ],
  [
    'agents without their ServiceAccount',
    'native',
    '1.19.6',
    'serviceAccounts: {cilium: {create: false}}',
    [`error service-account-missing ${V}.serviceAccounts.cilium.create`],
  ],
  [
    'a misspelt priority class',
    'native',
    '1.19.6',
    'priorityClassName: system-nodecritical',
    [`error priority-class-unknown ${V}.priorityClassName`],
  ],
  [
    'state that every start throws away',
    'native',
    '1.19.6',
    'cleanState: true',
    [`warning state-cleaned ${V}.cleanState`],
  ],
  [
    'a variable of the agent that the chart has too',
    'native',
    '1.19.6',
    'extraEnv: [{name: K8S_NODE_NAME, value: x}]',
    [
      'error list-item-twice kube-system/DaemonSet/cilium: spec.template.spec.initContainers[0].env[4]',
      'error list-item-twice kube-system/DaemonSet/cilium: spec.template.spec.containers[0].env[8]',
    ],
  ],
  [
    'arguments that the agent does not take, each kind',
    'native',
    '1.19.6',
    'extraArgs: [--enable-bpf-masqurade, --gops-port=many, --enable-gops, "false", --agent-labels]',
    [
      `error agent-argument-unknown-flag ${V}.extraArgs`,
      `error agent-argument-invalid-argument ${V}.extraArgs`,
      `error agent-argument-needs-an-argument ${V}.extraArgs`,
      `error agent-argument-unknown-command ${V}.extraArgs`,
    ],
  ],
  [
    'arguments that the operator does not take: an option of the agent alone is none of its own',
    'native',
    '1.19.6',
    'operator: {extraArgs: [--crd-wait-timeout=5m]}',
    [`error operator-argument-unknown-flag ${V}.operator.extraArgs`],
  ],
  [
    'arguments that agent and operator take',
    'native',
    '1.19.6',
    'extraArgs: [--gops-port=0x2692, --boot-id-file, /x, --crd-wait-timeout=10m]\noperator: {extraArgs: [--unmanaged-pod-watcher-interval=30s, --enable-gops]}',
    [],
  ],
  [
    'a variable whose text is of another type, which an agent does not complain of',
    'native',
    '1.19.6',
    'extraEnv: [{name: CILIUM_ENABLE_TRACING, value: "yes"}, {name: CILIUM_GOPS_PORT, value: "9891"}, {name: NO_OPTION, value: x}]\noperator: {extraEnv: [{name: CILIUM_ENABLE_GOPS, value: "on"}]}',
    [`error agent-variable-type ${V}.extraEnv`, `error agent-variable-type ${V}.operator.extraEnv`],
  ],
  [
    'two options that the tunnel excludes, each at its value',
    'overlay',
    '1.19.6',
    'installNoConntrackIptablesRules: true\nautoDirectNodeRoutes: true',
    [
      `error agent-no-conntrack-in-tunnel ${V}.installNoConntrackIptablesRules`,
      `error agent-direct-routes-in-tunnel ${V}.autoDirectNodeRoutes`,
    ],
  ],
  [
    'a switch together with what is beside it, at what is beside it',
    'native',
    '1.18.2',
    'bandwidthManager: {enabled: true, bbr: true}',
    [`error agent-bbr-needs-host-routing ${V}.bandwidthManager.bbr`],
  ],
  [
    'the same in the one form that the agent takes',
    'native',
    '1.18.2',
    'bandwidthManager: {enabled: true, bbr: true, bbrHostNamespaceOnly: true}',
    [],
  ],
  [
    'agents that do not tolerate what new nodes carry',
    'overlay',
    '1.18.2',
    'tolerations: [{key: node-role.kubernetes.io/control-plane, operator: Exists}]',
    [`error node-taints-tolerated ${V}.tolerations`],
  ],
  [
    'an Envoy that does not tolerate them',
    'native',
    '1.19.6',
    'envoy: {tolerations: [{key: dedicated, operator: Exists}]}',
    [`error node-taints-tolerated ${V}.envoy.tolerations`],
  ],
  [
    'tolerations of the one effect that counts',
    'native',
    '1.19.6',
    'tolerations: [{operator: Exists, effect: NoSchedule}]',
    [],
  ],
  [
    'a NAT table that may be larger than the connection tables of a node',
    'native',
    '1.19.6',
    'bpf: {natMax: 8388608}',
    [`error nat-table-by-memory ${V}.bpf.natMax`],
  ],
  [
    'a NAT table of the default size, which the agent shrinks',
    'native',
    '1.19.6',
    'bpf: {natMax: 524288}',
    [],
  ],
  [
    'a NAT table that is smaller than the connection tables beside it',
    'native',
    '1.19.6',
    'bpf: {natMax: 1048576, ctTcpMax: 1048576, ctAnyMax: 524288}',
    [],
  ],
  [
    'two ports that are one',
    'native',
    '1.19.6',
    'healthPort: 4244',
    [
      `error host-port-twice ${V}.healthPort`,
      'error list-item-twice kube-system/DaemonSet/cilium: spec.template.spec.containers[0].ports[1]',
    ],
  ],
  [
    'a port of Envoy that the agent has',
    'overlay',
    '1.18.2',
    'envoy: {healthPort: 9879}',
    [`error host-port-twice ${V}.envoy.healthPort`],
  ],
  [
    'a port of the kubelet',
    'native',
    '1.19.6',
    'prometheus: {enabled: true, port: 10250}',
    [`error host-port-twice ${V}.prometheus.port`],
  ],
  [
    'a tunnel on the port of WireGuard',
    'overlay',
    '1.19.6',
    'tunnelPort: 51871\nencryption: {enabled: true, type: wireguard}',
    [`error host-port-twice ${V}.tunnelPort`],
  ],
  [
    'a port that a Service may get',
    'native',
    '1.19.6',
    'healthPort: 30001',
    [`warning host-port-among-node-ports ${V}.healthPort`],
  ],
  ['another port for what has one', 'native', '1.19.6', 'healthPort: 9876', []],
  [
    'a port of something that is off',
    'native',
    '1.19.6',
    'operator: {pprof: {port: 9879}}',
    [`warning value-without-effect ${V}.operator.pprof.port`],
  ],
  [
    'addresses ready from a pool that nobody makes',
    'overlay',
    '1.19.6',
    'ipam: {multiPoolPreAllocation: "default=16,other=2"}',
    [`error agent-unknown-pool ${V}.ipam.multiPoolPreAllocation`],
  ],
  [
    'addresses of a pool that the cluster file makes, and none of another',
    'overlay',
    '1.19.6',
    'ipam: {multiPoolPreAllocation: "default=16,other=0"}',
    [],
  ],
  ['netkit on a kernel that has it', 'overlay', '1.19.6', 'bpf: {datapathMode: netkit}', []],
  [
    'a local router that is the API server',
    'native',
    '1.18.2',
    'extraConfig: {local-router-ipv4: 169.254.128.27}',
    [`error local-router-address ${V}.extraConfig.local-router-ipv4`],
  ],
];

describeRequiring(LOCKED_ARCHIVES, 'what the agents would read', () => {
  test.each(CASES)('%s', (_, base, version, values, expected) => {
    expect(judged(base, version, values)).toEqual(expected);
  });

  test.each([
    [
      'a node image whose kernel is too old',
      { os: 'tencentos-4' },
      'bpf: {datapathMode: netkit}',
      ['error kernel-too-old'],
    ],
    [
      'a kernel that the file names in its place',
      { os: 'tencentos-4', kernel: '6.8' },
      'bpf: {datapathMode: netkit}',
      [],
    ],
    [
      'the name that TKE has for the image',
      { os: 'debian11.11x86_64' },
      'bandwidthManager: {enabled: true, bbr: true}',
      ['error kernel-too-old'],
    ],
    [
      'a feature that the agent leaves off',
      { os: 'ubuntu-22.04' },
      'enableIPv6BIGTCP: true',
      ['warning kernel-without-feature'],
    ],
    ['super nodes, on which no agent runs', undefined, 'bpf: {datapathMode: netkit}', []],
  ])('need a kernel: %s', (_, pool, values, expected) => {
    const type = pool ? 'regular' : 'super';
    const nodePools = [{ name: 'a', type, ...pool }];
    const kernels = judged('overlay', '1.19.6', values, { nodePools }).filter((line) =>
      / kernel-/.test(line),
    );
    expect(kernels.map((line) => line.split(' ').slice(0, 2).join(' '))).toEqual(expected);
  });

  test('may need a kernel that a vendor took features back into, once somebody says so', () => {
    const values = 'bandwidthManager: {enabled: true, bbr: true}';
    const nodePools = [{ name: 'a', type: 'regular', os: 'rhel-9' }];
    const [finding] = diagnosticsOf('overlay', '1.19.6', values, { nodePools });
    expect(finding).toMatchObject({ rule: 'kernel-too-old', acknowledgeable: true });
  });

  test('come from images that nodes can pull', () => {
    const containerdMirror = { mode: 'none' };
    expect(judged('native', '1.18.2', 'debug: {enabled: false}', { containerdMirror })).toEqual([
      'warning image-not-mirrored containerdMirror.mode',
    ]);
  });

  test('may override an option of the chart when the cluster file says why', () => {
    const acknowledged = [
      { rule: 'agent-option-overridden', reason: 'the support of Isovalent asks for it' },
    ];
    expect(judged('native', '1.18.2', 'extraConfig: {debug: "true"}', { acknowledged })).toEqual([]);
  });

  test('may name a pool that somebody else makes, once the cluster file says so', () => {
    const acknowledged = [
      { rule: 'eni-ip-webhook', reason: 'deleted by hand before the first node' },
      { rule: 'agent-unknown-pool', reason: 'the platform team applies the pool before the nodes' },
    ];
    const values = 'ipam: {multiPoolPreAllocation: "other=2"}';
    expect(judged('overlay', '1.19.6', values, { acknowledged })).toEqual([]);
  });

  test('stays an error when it breaks the agents, acknowledged or not', () => {
    const acknowledged = [{ rule: 'agent-option-overridden', reason: 'somebody said it would work' }];
    expect(judged('native', '1.18.2', 'extraConfig: {routing-mode: tunnel}', { acknowledged })).toEqual([
      `error agent-local-router-in-tunnel ${V}.extraConfig.routing-mode`,
      `error agent-option-of-routing ${V}.extraConfig.routing-mode`,
    ]);
  });

  test('is reported at the line of the value', () => {
    const [finding] = diagnosticsOf('native', '1.18.2', 'debug: {enabled: true}\nbpf:\n  authMapMax: 8');
    const [whole] = diagnosticsOf('native', '1.18.2', 'bpf:\n  authMapMax: 8');
    expect(finding?.place?.line).toBe((whole?.place?.line ?? 0) + 1);
    expect(finding).toMatchObject({ rule: 'agent-limit-bpf-auth-map-max', field: `${V}.bpf.authMapMax` });
  });

  test.each([
    [
      'enable-bpf-masqurade',
      'Write enable-bpf-masquerade if that is meant; acknowledge agent-option-unknown with a reason where your build of Cilium has it',
    ],
    [
      'frobnicate',
      'Remove it; acknowledge agent-option-unknown with a reason where your build of Cilium has it',
    ],
    [
      'enable-no-service-endpoints-routable',
      'Remove it: Cilium 1.19 has it; acknowledge agent-option-unknown with a reason where your build of Cilium has it',
    ],
  ])('says what may be meant by the unknown option %s', (option, remedy) => {
    const [finding] = diagnosticsOf('native', '1.18.2', `extraConfig: {${option}: "true"}`);
    expect(finding).toMatchObject({ rule: 'agent-option-unknown', remedy });
  });

  test('names each variable whose text is of another type, as the agent or the operator has it', () => {
    const values = 'operator: {extraEnv: [{name: CILIUM_ENABLE_GOPS, value: "on"}]}';
    expect(diagnosticsOf('native', '1.19.6', values)[0]).toMatchObject({
      problem:
        'the variable CILIUM_ENABLE_GOPS of the operator is "on", which an operator takes for false or 0 without a word, or does not start with',
      remedy: 'Write "true" or "false"',
    });
  });
});
