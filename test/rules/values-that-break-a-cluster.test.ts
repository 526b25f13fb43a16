import type { JsonObject } from '../../lib/json';
import type { Base } from '../../lib/rules/agent/agent-rule';
import { LOCKED_ARCHIVES } from '../support/charts';
import { judged } from '../support/judged';
import { describeRequiring } from '../support/requires';

const V = 'cilium.values';
const EXTRA = `${V}.extraConfig`;

type Row = readonly [
  what: string,
  base: Base,
  version: string,
  values: string,
  says: readonly string[],
  more?: JsonObject,
];

const onNodesOf = (os: string): JsonObject => ({ nodePools: [{ name: 'a', type: 'regular', os }] });

/** From bug reports and values files: what once passed a synth without a word. */
const ROWS: readonly Row[] = [
  [
    'another routing by extraConfig, whose last key counts',
    'native',
    '1.18.2',
    'extraConfig: {routing-mode: tunnel, ipam: kubernetes, kube-proxy-replacement: "false"}',
    [
      `error agent-local-router-in-tunnel ${EXTRA}.routing-mode`,
      `error agent-option-of-routing ${EXTRA}.kube-proxy-replacement`,
      `error agent-option-of-routing ${EXTRA}.routing-mode`,
      `error agent-option-of-routing ${EXTRA}.ipam`,
    ],
  ],
  [
    'Envoy configurations by extraConfig',
    'native',
    '1.18.2',
    'extraConfig: {enable-envoy-config: "true"}',
    [`error agent-delegated-envoy ${EXTRA}.enable-envoy-config`],
  ],
  [
    'masquerading by iptables by extraConfig',
    'overlay',
    '1.18.2',
    'extraConfig: {enable-bpf-masquerade: "false"}',
    [`error agent-option-overridden ${EXTRA}.enable-bpf-masquerade`],
  ],
  [
    'DSR in VXLAN',
    'overlay',
    '1.19.6',
    'loadBalancer: {mode: dsr}',
    [`error agent-dsr-in-vxlan ${V}.loadBalancer.mode`],
  ],
  [
    'iptables rules without connection tracking in a tunnel',
    'overlay',
    '1.19.6',
    'installNoConntrackIptablesRules: true',
    [`error agent-no-conntrack-in-tunnel ${V}.installNoConntrackIptablesRules`],
  ],
  [
    'direct routes in a tunnel',
    'overlay',
    '1.19.6',
    'autoDirectNodeRoutes: true',
    [`error agent-direct-routes-in-tunnel ${V}.autoDirectNodeRoutes`],
  ],
  [
    'BBR in the namespaces of pods, chained to another plugin',
    'native',
    '1.18.2',
    'bandwidthManager: {enabled: true, bbr: true}',
    [`error agent-bbr-needs-host-routing ${V}.bandwidthManager.bbr`],
  ],
  [
    'BBR in the namespace of the host',
    'native',
    '1.18.2',
    'bandwidthManager: {enabled: true, bbr: true, bbrHostNamespaceOnly: true}',
    [],
  ],
  ...['eni', 'alibabacloud', 'gke', 'aksbyocni'].map(
    (cloud): Row => [
      `the switch of another cloud, ${cloud}`,
      'native',
      '1.18.2',
      `${cloud}: {enabled: true}`,
      [`error other-cloud ${V}.${cloud}.enabled`],
    ],
  ),
  [
    'netkit on nodes whose kernel has none',
    'native',
    '1.18.2',
    'bpf: {datapathMode: netkit}',
    [`error kernel-too-old ${V}.bpf.datapathMode`],
    onNodesOf('tencentos-4'),
  ],
  [
    'netkit on nodes whose kernel has it',
    'overlay',
    '1.18.2',
    'bpf: {datapathMode: netkit}',
    [],
    onNodesOf('ubuntu-24.04'),
  ],
  [
    'BBR on nodes whose kernel has none for it',
    'overlay',
    '1.18.2',
    'bandwidthManager: {enabled: true, bbr: true}',
    [`error kernel-too-old ${V}.bandwidthManager.bbr`],
    onNodesOf('debian-11'),
  ],
  [
    'tolerations without the taints of new nodes',
    'overlay',
    '1.18.2',
    'tolerations: [{key: node-role.kubernetes.io/control-plane, operator: Exists}]',
    [`error node-taints-tolerated ${V}.tolerations`],
  ],
  [
    'a pull policy in another case',
    'native',
    '1.18.2',
    'image: {pullPolicy: ifNotPresent}',
    [`error value-not-allowed ${V}.image.pullPolicy`],
  ],
  [
    'a kind of Service in another case',
    'native',
    '1.18.2',
    'hubble: {relay: {enabled: true}, ui: {enabled: true, service: {type: Loadbalancer}}}',
    [`error value-not-allowed ${V}.hubble.ui.service.type`],
  ],
  ...(['rollOutCiliumPods: false', 'envoy: {rollOutPods: false}'] as const).map(
    (values): Row => [
      `pods that are not rolled out: ${values}`,
      'native',
      '1.18.2',
      values,
      [`warning roll-out-off ${V}.${values.replace(': {', '.').replace(/: false.*/, '')}`],
    ],
  ),
  [
    'images of quay.io without a mirror',
    'native',
    '1.18.2',
    'debug: {enabled: false}',
    ['warning image-not-mirrored containerdMirror.mode'],
    { containerdMirror: { mode: 'none' } },
  ],
  [
    'a place for the API server that a field has',
    'native',
    '1.18.2',
    'k8sServiceHostRef: {name: a, key: b}',
    [`error value-said-elsewhere ${V}.k8sServiceHostRef`],
  ],
  [
    'ip-masq-agent parked, as the guide has it in all modes',
    'native',
    '1.18.2',
    'debug: {enabled: false}',
    [],
    { tkeAgents: { ipMasqAgent: { parked: true } } },
  ],
  [
    'a list whose two halves are the VPC',
    'native',
    '1.18.2',
    'enableIPv4Masquerade: true\nbpf: {masquerade: true}\nipMasqAgent: {enabled: true, config: {nonMasqueradeCIDRs: [10.0.0.0/17, 10.0.128.0/17]}}',
    [],
  ],
  [
    'a boolean of extraConfig that is none to the agent',
    'native',
    '1.19.6',
    'extraConfig: {enable-tracing: "yes"}',
    [`error agent-option-bool ${EXTRA}.enable-tracing`],
  ],
];

describeRequiring(LOCKED_ARCHIVES, 'a synth', () => {
  test.each(ROWS.map((row) => [row[0], row] as const))(
    'judges %s',
    (_, [, base, version, values, says, more = {}]) => {
      expect(judged(base, version, values, more)).toEqual(says);
    },
  );
});
