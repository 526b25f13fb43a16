import type { Declared } from '../cluster/declared';
import { isObject, type JsonValue } from '../json';
import { LOG_SERVICE } from '../tke/addresses';
import { minorNumber } from '../version/version';
import { atValue, type Breach, GUIDE, type Rule } from './rule';

/** Features of Cilium that need, or exclude, something on TKE. */
export const FEATURE_RULES: readonly Rule[] = [
  {
    id: 'cilium-whole',
    severity: 'error',
    source: 'https://docs.cilium.io/en/stable/operations/upgrade/#running-pre-flight-check-required',
    check: (declared) =>
      [
        { key: 'agent', is: true, without: 'the agents' },
        { key: 'operator.enabled', is: true, without: 'the operator' },
        { key: 'preflight.enabled', is: false, without: 'agents, operator and cilium-config' },
        { key: 'sleepAfterInit', is: false, without: 'the agents: their containers only sleep' },
      ]
        .filter(({ key, is }) => declared.on(key) !== is)
        .map(({ key, is, without }) =>
          atValue(
            key,
            `with ${key} ${!is} the chart leaves out ${without}, and dist/ is the whole Cilium of the cluster`,
            'Remove the key; the pre-flight check is a release of its own, made by hand',
          ),
        ),
  },
  {
    id: 'namespace-of-cilium',
    severity: 'error',
    source: 'https://docs.cilium.io/en/stable/installation/k8s-install-helm/',
    check: ({ values }) => {
      const { namespaceOverride: namespace } = values;
      return typeof namespace === 'string' && !['', 'kube-system'].includes(namespace)
        ? [
            atValue(
              'namespaceOverride',
              `what this tool writes and asks for beside the chart is in kube-system, and Cilium would be in ${namespace}`,
              'Remove it',
            ),
          ]
        : [];
    },
  },
  {
    id: 'agents-read-cilium-config',
    severity: 'error',
    acknowledgeable: true,
    source: 'https://docs.cilium.io/en/stable/configuration/per-node-config/',
    check: (declared) => {
      const sources = declared.list('daemon.configSources');
      return sources.length > 0 && !sources.some((source) => OWN_CONFIG.test(source))
        ? [
            atValue(
              'daemon.configSources',
              'the agents would not read cilium-config, which is all that this cluster file decides',
              'Add config-map:cilium-config as the first source, or acknowledge this where another ConfigMap holds all of it',
            ),
          ]
        : [];
    },
  },
  {
    id: 'egress-gateway-needs',
    severity: 'error',
    source: 'https://docs.cilium.io/en/stable/network/egress-gateway/egress-gateway/',
    check: (declared) => (declared.on('egressGateway.enabled') ? egressBreaches(declared) : []),
  },
  {
    id: 'other-cloud',
    severity: 'error',
    source: 'https://docs.cilium.io/en/stable/network/concepts/ipam/',
    check: (declared) =>
      Object.entries(OTHER_CLOUDS)
        .filter(([path]) => declared.on(path))
        .map(([path, cloud]) =>
          atValue(
            path,
            `${path} makes the operator and the datapath of ${cloud}`,
            `Remove the key: on TKE pods get their addresses from VPC-CNI, or from ${declared.names.podCidrs}`,
          ),
        ),
  },
  {
    id: 'roll-out-off',
    severity: 'warning',
    source: 'https://github.com/cilium/cilium/issues/48534',
    check: (declared) =>
      ROLL_OUTS.filter(({ path }) => !declared.on(path)).map(({ path, without }) =>
        atValue(
          path,
          `without it a change of the configuration restarts nothing: ${without}`,
          'Remove the key: this tool sets it to true',
        ),
      ),
  },
  {
    id: 'certificate-job-leaves',
    severity: 'warning',
    source: 'https://github.com/cilium/cilium/issues/18298',
    check: (declared) =>
      declared.cluster.argoCD &&
      minorNumber(declared.cluster.cilium.version) >= 19 &&
      declared.on('certgen.ttlSecondsAfterFinished')
        ? [
            atValue(
              'certgen.ttlSecondsAfterFinished',
              'the Job that makes the certificates is deleted when the time is over, and Argo CD shows the Application OutOfSync from then on',
              'Remove the key: the Job stays, and its name ends in a hash of what it does',
            ),
          ]
        : [],
  },
  {
    id: 'ingress-needs',
    severity: 'error',
    source: `${GUIDE}/gateway-api.md`,
    check: (declared) =>
      declared.overlay &&
      declared.on('ingressController.enabled') &&
      !declared.on('ingressController.hostNetwork.enabled')
        ? [
            atValue(
              'ingressController.hostNetwork.enabled',
              'the load balancers of TKE cannot register the endpoints that Cilium makes for an Ingress (192.192.192.192:9999), so its listeners must be on the host network',
              'Set ingressController.hostNetwork.enabled to true, and make a LoadBalancer Service for cilium-envoy in kube-system',
            ),
          ]
        : [],
  },
  {
    id: 'gateway-api-needs',
    severity: 'error',
    source: `${GUIDE}/gateway-api.md`,
    check: (declared) =>
      declared.overlay && declared.on('gatewayAPI.enabled') ? gatewayBreaches(declared) : [],
  },
  {
    id: 'ipsec-vpc-cni',
    severity: 'error',
    source: `${GUIDE}/encryption.md`,
    check: (declared) =>
      declared.cluster.network.mode === 'vpc-cni' &&
      declared.on('encryption.enabled') &&
      declared.value('encryption.type') === 'ipsec'
        ? [
            atValue(
              'encryption.type',
              "IPsec, the chart's default type of encryption, does not work on VPC-CNI",
              'Set encryption.type to wireguard',
            ),
          ]
        : [],
  },
  {
    id: 'hubble-ui-needs-relay',
    severity: 'error',
    source: 'https://docs.cilium.io/en/stable/observability/hubble/hubble-ui/',
    check: (declared) =>
      declared.on('hubble.ui.enabled') &&
      !declared.on('hubble.ui.standalone.enabled') &&
      !declared.on('hubble.relay.enabled')
        ? [
            atValue(
              'hubble.ui.enabled',
              'Hubble UI has nothing to show without Hubble Relay',
              'Set hubble.relay.enabled to true',
            ),
          ]
        : [],
  },
  {
    id: 'flow-log-loop',
    severity: 'warning',
    source: `${GUIDE}/flow-logs.md`,
    check: (declared) => flowLogBreaches(declared),
  },
  {
    id: 'certificates-at-render',
    severity: 'error',
    source: 'https://github.com/cilium/cilium/issues/14550',
    check: (declared) =>
      [
        { auto: 'hubble.tls.auto', needs: ['hubble.enabled', 'hubble.tls.enabled'] },
        { auto: 'clustermesh.apiserver.tls.auto', needs: ['clustermesh.useAPIServer'] },
      ]
        .filter(
          ({ auto, needs }) =>
            [...needs, `${auto}.enabled`].every((path) => declared.on(path)) &&
            declared.value(`${auto}.method`) === 'helm',
        )
        .map(({ auto }) =>
          atValue(
            `${auto}.method`,
            'the method "helm" makes a new CA and new private keys at every synth, which would be committed',
            `Set ${auto}.method to cronJob or certmanager`,
          ),
        ),
  },
];

function gatewayBreaches(declared: Declared): Breach[] {
  return [
    ...(declared.on('gatewayAPI.hostNetwork.enabled')
      ? []
      : [
          atValue(
            'gatewayAPI.hostNetwork.enabled',
            'the load balancers of TKE cannot register the endpoints that Cilium makes for a Gateway, so its listeners must be on the host network',
            'Set gatewayAPI.hostNetwork.enabled to true, and make a LoadBalancer Service for cilium-envoy in kube-system',
          ),
        ]),
    ...(declared.value('gatewayAPI.gatewayClass.create') === 'true'
      ? []
      : [
          atValue(
            'gatewayAPI.gatewayClass.create',
            'the chart makes a GatewayClass by itself only where it can ask the cluster, which a render into files cannot, so no Gateway would ever be accepted',
            'Set gatewayAPI.gatewayClass.create to the text "true"',
          ),
        ]),
  ];
}

/** The ConfigMap of this tool among the sources of the agents' configuration; it is the default of the kind. */
const OWN_CONFIG = /^config-map(?::(?:kube-system\/)?(?:cilium-config)?)?$/;

/** Switches of the chart for other clouds, which bring an operator and a datapath of their own. */
const OTHER_CLOUDS: Readonly<Record<string, string>> = {
  'eni.enabled': 'Amazon Web Services',
  'azure.enabled': 'Azure',
  'aksbyocni.enabled': 'Azure',
  'gke.enabled': 'Google Cloud',
  'alibabacloud.enabled': 'Alibaba Cloud',
};

/** What restarts when the configuration changes, and what becomes of a cluster in which it does not. */
const ROLL_OUTS = [
  { path: 'rollOutCiliumPods', without: 'agents run with the old one until something else restarts them' },
  {
    path: 'operator.rollOutPods',
    without: 'after an upgrade the agents wait for CRDs that only the new operator installs',
  },
  { path: 'envoy.rollOutPods', without: 'Envoy stays connected to agents that are gone' },
] as const;

function egressBreaches(declared: Declared): Breach[] {
  const { kubeProxy } = declared.cluster;
  return [
    ...(kubeProxy.replace
      ? []
      : [
          atValue(
            'egressGateway.enabled',
            'the egress gateway needs Cilium in the place of kube-proxy',
            declared.names.replaceKubeProxy,
          ),
        ]),
    ...(declared.inMesh
      ? [
          atValue(
            'egressGateway.enabled',
            'the egress gateway does not work in a cluster mesh',
            'Leave out one of the two',
          ),
        ]
      : []),
  ];
}

function flowLogBreaches(declared: Declared): Breach[] {
  const loops = (filters: JsonValue | undefined) => !JSON.stringify(filters ?? []).includes(LOG_SERVICE);
  const breach = (path: string) =>
    atValue(
      path,
      `flow logs that the log service collects hold the flows to the log service (${LOG_SERVICE}), which makes more of them`,
      `Exclude ${LOG_SERVICE} as source and as destination`,
    );
  const content = declared.value('hubble.export.dynamic.config.content');
  const dynamic =
    declared.on('hubble.export.dynamic.enabled') && Array.isArray(content)
      ? content.some((log) => isObject(log) && loops(log.excludeFilters) && loopsWith(log.includeFilters))
      : false;
  return [
    ...(dynamic ? [breach('hubble.export.dynamic.config.content')] : []),
    ...(declared.on('hubble.export.static.enabled') &&
    loops(declared.value('hubble.export.static.denyList')) &&
    loopsWith(declared.value('hubble.export.static.allowList'))
      ? [breach('hubble.export.static.denyList')]
      : []),
  ];
}

/** Only a log of all flows holds those of the log service: one with include filters was narrowed on purpose. */
function loopsWith(includeFilters: JsonValue | undefined): boolean {
  return !Array.isArray(includeFilters) || includeFilters.length === 0;
}
