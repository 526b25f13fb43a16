import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { JsonObject } from '../../lib/json';
import { PARKED_NODE_SELECTOR } from '../../lib/tke/daemon-sets';
import { mergeValues } from '../../lib/values/merge-values';
import { writeManifest } from '../../lib/yaml/write';
import { API_SERVER, type TkeNetwork } from '../testbed/tke-cluster';
import { applyOurs, OURS_NATIVE, OURS_OVERLAY } from './ours';
import type { ClusterInTheMaking } from './recorded-cluster';

/** A cluster of one kind: how it looks when it comes from TKE, and what is done to it. */
export interface Kind {
  readonly about: string;
  readonly network: TkeNetwork;
  /** What the API server says that it is. */
  readonly version: string;
  readonly make: (cluster: ClusterInTheMaking) => Promise<void>;
}

/** The newest Kubernetes that Cilium 1.18 is tested on, and one for 1.19. */
const FOR_1_18 = 'v1.33.1-tke.1';
const FOR_1_19 = 'v1.34.1-tke.1';

const AGENTS = ['kube-proxy', 'tke-cni-agent', 'ip-masq-agent'];

async function park(cluster: ClusterInTheMaking, ...names: readonly string[]): Promise<void> {
  const patch = JSON.stringify({ spec: { template: { spec: { nodeSelector: PARKED_NODE_SELECTOR } } } });
  for (const name of names) {
    await cluster.kubectl(['-n', 'kube-system', 'patch', 'ds', name, '-p', patch]);
  }
}

/** The flags that both commands of the guide's first edition have, its misspelt one included. */
const GUIDE_FLAGS = [
  'routingMode=native',
  'endpointRoutes.enabled=true',
  'enableIPv4Masquerade=false',
  'cni.chainingMode=generic-veth',
  'cni.chainingTarget=multus-cni',
  'ipamd.mode=delegated-plugin',
  'extraConfig.local-router-ipv4=169.254.32.16',
];

/** The values.yaml of the same page. */
const GUIDE_VALUES: JsonObject = {
  routingMode: 'native',
  endpointRoutes: { enabled: true },
  enableIPv4Masquerade: false,
  cni: { chainingMode: 'generic-veth', chainingTarget: 'multus-cni' },
  ipam: { mode: 'delegated-plugin' },
  kubeProxyReplacement: true,
  k8sServiceHost: API_SERVER.host,
  k8sServicePort: API_SERVER.port,
  extraConfig: { 'local-router-ipv4': '169.254.32.16' },
};

const {
  kubeProxyReplacement: _,
  k8sServiceHost: __,
  k8sServicePort: ___,
  ...BESIDE_KUBE_PROXY
} = GUIDE_VALUES;

const IN_PLACE_OF_KUBE_PROXY = [
  'kubeProxyReplacement=true',
  `k8sServiceHost=${API_SERVER.host}`,
  `k8sServicePort=${API_SERVER.port}`,
];

const set = (flags: readonly string[]) => flags.flatMap((flag) => ['--set', flag]);

const GUIDE: Readonly<Record<string, Kind>> = {
  'guide-coexist': {
    about: "The guide's first edition (September 2025), beside kube-proxy, as its command line has it.",
    network: 'vpc-cni',
    version: FOR_1_18,
    make: async (cluster) => {
      await cluster.helm(['install', 'cilium', ...set(GUIDE_FLAGS)], '1.18.2');
      await cluster.definitions('1.18.3');
    },
  },
  'guide-replace': {
    about: "The guide's first edition (September 2025), in place of kube-proxy, as its command line has it.",
    network: 'vpc-cni',
    version: FOR_1_18,
    make: async (cluster) => {
      await park(cluster, 'kube-proxy');
      await cluster.helm(
        ['install', 'cilium', ...set([...GUIDE_FLAGS, ...IN_PLACE_OF_KUBE_PROXY])],
        '1.18.2',
      );
      await cluster.definitions('1.18.3');
    },
  },
  'guide-values-coexist': {
    about:
      "The guide's first edition (September 2025), beside kube-proxy, by its values.yaml without the keys about kube-proxy.",
    network: 'vpc-cni',
    version: FOR_1_18,
    make: async (cluster) => {
      await cluster.helm(['upgrade', '--install', 'cilium'], '1.18.2', {
        name: JSON.stringify(BESIDE_KUBE_PROXY),
        values: BESIDE_KUBE_PROXY,
      });
      await cluster.definitions('1.18.3');
    },
  },
  'guide-values': {
    about: "The guide's first edition (September 2025), in place of kube-proxy, by its values.yaml.",
    network: 'vpc-cni',
    version: FOR_1_18,
    make: async (cluster) => {
      await park(cluster, 'kube-proxy');
      await cluster.helm(['upgrade', '--install', 'cilium'], '1.18.2', {
        name: JSON.stringify(GUIDE_VALUES),
        values: GUIDE_VALUES,
      });
      await cluster.definitions('1.18.3');
    },
  },
};

const SCRIPT = parse(readFileSync('test/docs/guide-script.yaml', 'utf8')) as {
  readonly parts: Readonly<Record<string, JsonObject>>;
  readonly paths: Readonly<Record<string, readonly string[]>>;
  readonly objects: readonly { readonly on: readonly string[]; readonly object: JsonObject }[];
};

const SCRIPT_VERSION = '1.19.6';

/** The subcommands, which change an installation: the path of that one. */
const UPGRADES: Readonly<Record<string, string>> = { 'eg-native': 'n-min', 'eg-overlay': 'ov', eh: 'n-min' };

const API_SERVER_VALUES: JsonObject = { k8sServiceHost: API_SERVER.host, k8sServicePort: API_SERVER.port };

const valuesOf = (parts: readonly string[]) =>
  parts.map((part) => SCRIPT.parts[part] ?? {}).reduce(mergeValues, {});

const nameOf = (parts: readonly string[]) => `of test/docs/guide-script.yaml: ${parts.join(', ')}`;

/** What the script does on one of its paths. */
async function runScript(cluster: ClusterInTheMaking, path: string): Promise<void> {
  const installation = UPGRADES[path] ?? path;
  const parts = SCRIPT.paths[installation] ?? [];
  if (parts.includes('masquerade-two')) {
    await cluster.write(
      'tke-addon-controller',
      '/api/v1/namespaces/kube-system/configmaps/ip-masq-agent-config',
      {
        data: {
          config:
            '{"NonMasqueradeCIDRs":["10.0.0.0/16","10.1.0.0/16"],"MasqLinkLocal":true,"ResyncInterval":"1m0s"}',
        },
      },
    );
  }
  await park(cluster, ...AGENTS);
  for (const object of objectsOn(installation, 'ConfigMap')) {
    await cluster.kubectl(['apply', '-f', '-'], writeManifest(object));
  }
  if (parts.includes('vpc-cni') && parts.includes('overlay')) {
    await cluster.kubectl(['delete', 'mutatingwebhookconfiguration', 'add-pod-eni-ip-limit-webhook']);
  }
  const upgrade = ['upgrade', '--install', 'cilium'];
  await cluster.helm(upgrade, SCRIPT_VERSION, {
    name: nameOf([...parts, 'the endpoint of the API server']),
    values: mergeValues(valuesOf(parts), API_SERVER_VALUES),
  });
  for (const object of [
    ...objectsOn(installation, 'PriorityLevelConfiguration'),
    ...objectsOn(installation, 'FlowSchema'),
  ]) {
    await cluster.kubectl(['apply', '-f', '-'], writeManifest(object));
  }
  if (installation !== path) {
    const added = (SCRIPT.paths[path] ?? []).filter((part) => !parts.includes(part));
    await cluster.helm(['upgrade', 'cilium', '--reuse-values'], SCRIPT_VERSION, {
      name: nameOf(added),
      values: valuesOf(added),
    });
    await cluster.kubectl(['-n', 'kube-system', 'rollout', 'restart', 'ds/cilium', 'deploy/cilium-operator']);
  }
  await cluster.definitions(SCRIPT_VERSION);
}

function objectsOn(path: string, kind: string): JsonObject[] {
  return SCRIPT.objects
    .filter(
      ({ on, object }) =>
        on.includes(path) && object.kind === kind && (object.data ?? object.spec) !== undefined,
    )
    .map(({ object }) => object);
}

const OF_SCRIPT: Readonly<Record<string, string>> = {
  'n-min': 'native routing and nothing else',
  'n-masq': 'native routing, ip-masq-agent and Hubble, its defaults',
  'n-egress': 'native routing, egress gateway and Hubble; its local DNS is left out here',
  'n-reg': 'native routing, Hubble, images from a TCR instance',
  ov: 'overlay on VPC-CNI',
  'ov-egress': 'overlay on VPC-CNI, egress gateway and Hubble',
  og: 'overlay on GlobalRouter, Hubble',
  'eg-native': 'native routing, then enable-egress-gateway',
  'eg-overlay': 'overlay on VPC-CNI, then enable-egress-gateway',
  eh: 'native routing, then enable-hubble',
};

const BY_SCRIPT = Object.fromEntries(
  Object.entries(OF_SCRIPT).map(([path, what]): [string, Kind] => [
    `script-${path}`,
    {
      about: `The guide's script of July 2026: ${what}.`,
      network: path === 'og' ? 'global-router' : 'vpc-cni',
      version: FOR_1_19,
      make: (cluster) => runScript(cluster, path),
    },
  ]),
);

const OURS: Readonly<Record<string, Kind>> = {
  'ours-native': {
    about: 'What a synth wrote, applied by kubectl: native routing, masquerading, Hubble.',
    network: 'vpc-cni',
    version: FOR_1_19,
    make: async (cluster) => {
      await applyOurs(cluster, OURS_NATIVE);
      await cluster.definitions('1.19.6');
    },
  },
  'ours-overlay': {
    about: 'What a synth wrote, applied by kubectl: overlay routing.',
    network: 'vpc-cni',
    version: FOR_1_19,
    make: async (cluster) => {
      await cluster.kubectl(['delete', 'mutatingwebhookconfiguration', 'add-pod-eni-ip-limit-webhook']);
      await applyOurs(cluster, OURS_OVERLAY);
      await cluster.definitions('1.19.6');
    },
  },
  'ours-drifted': {
    about:
      'The same as ours-native, and then somebody changed it by hand, and TKE wrote to kube-proxy again.',
    network: 'vpc-cni',
    version: FOR_1_19,
    make: async (cluster) => {
      await applyOurs(cluster, OURS_NATIVE);
      await cluster.definitions('1.19.6');
      const data = JSON.stringify({ data: { debug: 'true', 'tofqdns-min-ttl': '60' } });
      await cluster.kubectl([
        '-n',
        'kube-system',
        'patch',
        'configmap',
        'cilium-config',
        '--type',
        'merge',
        '-p',
        data,
      ]);
      await cluster.kubectl([
        '-n',
        'kube-system',
        'set',
        'image',
        'ds/cilium',
        'cilium-agent=quay.io/cilium/cilium:v1.19.5',
      ]);
      await cluster.kubectl([
        '-n',
        'kube-system',
        'set',
        'env',
        'deploy/cilium-operator',
        'HTTPS_PROXY=http://10.0.0.9:3128',
      ]);
      await cluster.write(
        'tke-addon-controller',
        '/apis/apps/v1/namespaces/kube-system/daemonsets/kube-proxy',
        {
          spec: { template: { spec: { nodeSelector: { 'label-not-exist': null } } } },
        },
      );
    },
  },
};

/** Every kind of cluster that can be made here, by the name of its file. */
export const KINDS: Readonly<Record<string, Kind>> = {
  'fresh-vpc-cni': {
    about: 'As TKE hands it over, with VPC-CNI, and three nodes.',
    network: 'vpc-cni',
    version: FOR_1_19,
    make: async () => undefined,
  },
  'fresh-global-router': {
    about: 'As TKE hands it over, with GlobalRouter, and three nodes.',
    network: 'global-router',
    version: FOR_1_19,
    make: async () => undefined,
  },
  ...GUIDE,
  ...BY_SCRIPT,
  ...OURS,
  foreign: {
    about: "Somebody's Cilium with the chart's own values: an overlay with cluster-pool, beside kube-proxy.",
    network: 'vpc-cni',
    version: FOR_1_18,
    make: async (cluster) => {
      const rendered = await cluster.helm(['template', 'cilium'], '1.18.12');
      await cluster.kubectl(['apply', '--server-side', '-f', '-'], rendered);
      await cluster.definitions('1.18.3');
    },
  },
};

/** Where a recording lies. */
export function recordingFile(name: string): string {
  return join('test/fixtures/recorded', `${name}.json`);
}
