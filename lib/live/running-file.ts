import type { ChartStore } from '../charts/chart-store';
import { type Diagnostic, InputError } from '../diagnostics/diagnostic';
import type { JsonObject } from '../json';
import { writeManifest } from '../yaml/write';
import { at, type ClusterFacts, itemsOf } from './cluster-facts';
import type { Answer } from './cluster-reader';
import { type ConfigDifference, type FittedFile, fitValues } from './config-values';
import type { RunningCilium } from './running-cilium';

/**
 * The cluster file of a cluster on which Cilium runs: with the chart values that its cilium-config was made with, and in comments
 * what the file makes otherwise.
 *
 * @param file what is known of the cluster so far
 * @throws {InputError} when the network of running pods would change with it
 */
export function fileOfRunning(
  file: JsonObject,
  { config }: RunningCilium,
  facts: ClusterFacts,
  charts: ChartStore,
): string {
  const fitted = fitValues(file, config, charts);
  const changed = (fitted?.others ?? []).filter(({ key }) => NETWORK_KEYS.includes(key));
  if (changed.length > 0) {
    throw new InputError(changed.map(networkWouldChange));
  }
  return `${writeManifest(fitted?.file ?? file)}${comments(fitted, facts)}`;
}

/** Keys of cilium-config that decide how packets of running pods travel. */
const NETWORK_KEYS: readonly string[] = [
  ...['routing-mode', 'tunnel-protocol', 'tunnel-port', 'datapath-mode', 'mtu'],
  ...['ipam', 'cluster-pool-ipv4-cidr', 'cluster-pool-ipv4-mask-size', 'auto-create-cilium-pod-ip-pools'],
  ...['enable-ipv4', 'enable-ipv6', 'cluster-name', 'cluster-id', 'local-router-ipv4'],
  ...['kube-proxy-replacement', 'bpf-lb-mode', 'bpf-lb-acceleration', 'enable-local-redirect-policy'],
  ...['custom-cni-conf', 'cni-chaining-mode', 'cni-chaining-target', 'cni-exclusive'],
  ...['enable-endpoint-routes', 'auto-direct-node-routes', 'ipv4-native-routing-cidr'],
  ...['enable-ipv4-masquerade', 'enable-bpf-masquerade', 'enable-ip-masq-agent'],
  ...['enable-egress-gateway', 'enable-ipv4-egress-gateway'],
  ...['enable-wireguard', 'enable-ipsec', 'enable-policy', 'policy-default-local-cluster'],
];

function networkWouldChange({ key, live, made }: ConfigDifference): Diagnostic {
  return {
    severity: 'error',
    rule: 'unrecognized',
    field: 'cilium.values',
    problem: `cilium-config has ${key} ${live ?? 'not set'}, and no chart value was found with which a cluster file makes it so and that rules accept: with ${made ?? 'it not set'} the network of running pods would change`,
    remedy: 'Write the cluster file by hand, or change it on the cluster with what it is made by now',
  };
}

const DIFFERS = `# Cilium runs here already. This file makes some keys of its cilium-config otherwise, because a synth refuses what runs, or
# because no chart value was found for it. An apply changes them:
`;

/** Chart values that are in no key of cilium-config, such as resources and tolerations, are not looked for. */
const REST_OF_RUNNING = `# What else differs, in DaemonSets and Deployments, is said after a synth by:
#   npx tke-cilium preflight --installed <this file>
`;

function comments(fitted: FittedFile | undefined, facts: ClusterFacts): string {
  if (!fitted?.paths) {
    return '# Cilium runs here already, with what a synth refuses: it says of this file why.\n';
  }
  const { others } = fitted;
  const keys = others.map(
    ({ key, live, made }) =>
      `#   ${key}: ${live ?? '(not set)'} on the cluster, ${made ?? '(not set)'} by this file\n`,
  );
  const config =
    keys.length === 0
      ? '# Cilium runs here already, and a synth of this file makes the cilium-config that runs.\n'
      : `${DIFFERS}${keys.join('')}`;
  const strangers = workloadsOfCilium(facts).filter(
    (workload) => !fitted.paths?.some((path) => path.endsWith(`/${workload.replace(' ', '.')}.yaml`)),
  );
  const more =
    strangers.length > 0
      ? `# This file does not make, and an apply leaves as it is: ${strangers.join(', ')}\n`
      : '';
  return `${config}${more}${REST_OF_RUNNING}`;
}

/** DaemonSets and Deployments of the release: of a cluster mesh, for example, or of mutual authentication. */
function workloadsOfCilium(facts: ClusterFacts): string[] {
  const named = (answer: Answer, kind: string) =>
    itemsOf(answer)
      .filter((item) => at(item, 'metadata', 'labels', 'app.kubernetes.io/part-of') === 'cilium')
      .map((item) => `${kind} ${at(item, 'metadata', 'name')}`);
  return [...named(facts.daemonSets, 'DaemonSet'), ...named(facts.deployments, 'Deployment')];
}
