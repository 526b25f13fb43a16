import { type Static, Type } from '@sinclair/typebox';
import { testedKubernetesInWords } from '../charts/kubernetes-range';
import type { JsonObject } from '../json';
import { API_SERVER_PORT } from '../tke/addresses';
import { IP_MASQ_AGENT, KUBE_PROXY, TKE_CNI_AGENT } from '../tke/daemon-sets';
import { OPERATING_SYSTEMS, OS_NAMES } from '../tke/operating-systems';
import { IMAGE_REGISTRY, PINNED_IMAGE_OFF_QUAY, QUAY, QUAY_MIRROR } from '../tke/registries';
import { EgressGateway } from './egress-gateway-definition';
import { Facts } from './facts-definition';
import { GatewayAPI } from './gateway-api-definition';
import { Hubble, Metrics } from './hubble-definition';
import { LocalDNS } from './local-dns-definition';
import { Manifests } from './manifests-definition';
import { Masquerade } from './masquerade-definition';
import { Mesh } from './mesh-definition';
import { Network, TkeAgents } from './network-definition';
import { closedObject, oneOf, recordedNodeSelector } from './schema-parts';

const PoolType = oneOf(['regular', 'native', 'karpenter', 'registered', 'super'], {
  description:
    'regular: CVM nodes; native: TKE native nodes; karpenter: native nodes that Karpenter makes; registered: machines outside Tencent Cloud that were registered in the cluster; super: super nodes (virtual, no DaemonSet of ours runs there).',
});

const OperatingSystem = oneOf([...OPERATING_SYSTEMS, ...OS_NAMES], {
  description:
    'Operating system of the nodes, or the name that TKE has for its image (OsName). TencentOS 3 and older have kernels below 5.10, which Cilium cannot use.',
});

const NodePool = closedObject({
  name: Type.String({ minLength: 1, description: 'Name of the node pool in the TKE console.' }),
  type: PoolType,
  os: Type.Optional(OperatingSystem),
  kernel: Type.Optional(
    Type.String({
      pattern: '^[0-9]+\\.[0-9]+',
      description:
        'Kernel of the nodes: for operating systems that os does not know, or where it is another than that of the image. 5.10 or later.',
      examples: ['5.15'],
    }),
  ),
  maxNodes: Type.Optional(
    Type.Integer({
      minimum: 0,
      description:
        'How many nodes the pool may grow to. The rules on pod addresses and on large clusters need it.',
    }),
  ),
  imageLabel: Type.Optional(
    Type.String({
      description:
        'Native and Karpenter pools only: the annotation node.tke.cloud.tencent.com/image-label of the pool (Karpenter: under beta.karpenter.k8s.tke.machine.spec/annotations of the NodePool template). It must be ts4-public: other native images have a kernel that is too old.',
      examples: ['ts4-public'],
    }),
  ),
  labels: Type.Optional(
    Type.Record(Type.String(), Type.String(), {
      description: 'Labels of the nodes, for the Terraform snippet of the pool.',
      examples: [{ 'egress-node': 'true' }],
    }),
  ),
  taints: Type.Optional(
    Type.Array(
      closedObject({
        key: Type.String({ minLength: 1, description: 'Key of the taint.' }),
        value: Type.Optional(Type.String({ description: 'Value of the taint. Default: none.' })),
        effect: oneOf(['NoSchedule', 'PreferNoSchedule', 'NoExecute'], {
          description: 'What becomes of pods that do not tolerate it.',
        }),
      }),
      { description: 'Taints of the nodes, for the Terraform snippet of the pool.' },
    ),
  ),
});

const Terraform = closedObject(
  {
    cluster: Type.String({
      pattern: '^[A-Za-z_][A-Za-z0-9_-]*$',
      default: 'tke_cluster',
      description:
        'Name of the resource tencentcloud_kubernetes_cluster. The snippets of node pools refer to it.',
    }),
  },
  {
    description:
      'The cluster is made by Terraform: the layer node-pool then has snippets whatever containerdMirror.mode is, and one of the cluster itself, cluster.tf, with what Cilium needs and the provider has otherwise by default.',
  },
);

const Reason = Type.String({ minLength: 10, description: 'Why, for whoever reads this later.' });

const Acknowledgement = closedObject({
  rule: Type.String({
    minLength: 1,
    description: 'Id of the rule, which the warning prints in square brackets.',
  }),
  field: Type.Optional(
    Type.String({
      description: 'Only for the warning at this field, as it prints it. Default: wherever it is.',
    }),
  ),
  change: Type.Optional(
    Type.String({
      minLength: 1,
      description:
        'For a dangerous transition of the cluster: from what to what, as the error prints it. The entry covers this transition and no later one; remove it once the change is merged.',
      examples: ['1.19.6 -> 1.18.12'],
    }),
  ),
  reason: Reason,
});

const UndeclaredValue = closedObject({
  key: Type.String({
    minLength: 1,
    description: 'Dotted path of the chart value.',
    examples: ['hubble.someKey'],
  }),
  reason: Reason,
});

const KubeProxy = closedObject({
  mode: oneOf(['iptables', 'ipvs'], {
    description: 'Forwarding mode of kube-proxy in the TKE console. Cilium does not work beside ipvs.',
  }),
  replace: Type.Boolean({
    description:
      'true: Cilium replaces kube-proxy, which is parked on no node. false: kube-proxy stays and does the Services.',
  }),
  nodeSelector: recordedNodeSelector('kube-proxy'),
});

const ApiServer = closedObject({
  host: Type.Optional(
    Type.String({
      minLength: 1,
      description:
        'Address of the API server behind the endpoint default/kubernetes (kubectl get ep kubernetes -n default -o jsonpath={.subsets[0].addresses[0].ip}). On TKE it lies in 169.254.0.0/16. Beside kube-proxy Cilium talks to it directly as well once it is given.',
      examples: ['169.254.128.27'],
    }),
  ),
  hostFrom: Type.Optional(
    closedObject(
      {
        configMap: Type.String({ minLength: 1, description: 'Name of the ConfigMap, in kube-system.' }),
        key: Type.String({ minLength: 1, description: 'Key in it that holds the address.' }),
      },
      {
        description:
          'In the place of host: a ConfigMap of the cluster that holds the address and must be there before Cilium. For manifests that several clusters share.',
      },
    ),
  ),
  port: Type.Integer({
    minimum: 1,
    maximum: 65535,
    default: API_SERVER_PORT,
    description: 'Port of the API server behind that address.',
  }),
});

const Cilium = closedObject({
  version: Type.String({
    pattern: '^[0-9]+\\.[0-9]+\\.[0-9]+(-[-.0-9A-Za-z]+)?$',
    description:
      'Version of Cilium, which is the version of its chart. It must be locked: npx tke-cilium lock 1.18.2.',
    examples: ['1.18.2'],
  }),
  renderer: oneOf(['in-process', 'helm'], {
    default: 'in-process',
    description:
      'How the chart is rendered. in-process: by this tool, with the bytes of Helm. helm: by the real helm, which must then be there or is built with Go.',
  }),
  helm: oneOf(['v4.2', 'v3.21'], {
    default: 'v4.2',
    description:
      'Which Helm the output is that of. v3.21 is for a cluster that was first installed with Helm 3 and is to keep the three empty keys that Helm 4 leaves out of cilium-config.',
  }),
  values: Type.Unsafe<JsonObject>({
    type: 'object',
    default: {},
    description:
      'Chart values laid over what this tool sets, as a values file of Helm would be: maps merge, lists replace, null deletes a default.',
  }),
  undeclaredValues: Type.Array(UndeclaredValue, {
    default: [],
    description: 'Chart values that the chart reads and does not declare: they are accepted unchecked.',
  }),
});

const ContainerdMirror = closedObject(
  {
    mode: oneOf(['add', 'remove', 'none'], {
      default: 'add',
      description:
        'add: the node-init DaemonSet teaches every node the mirror of quay.io. remove: it takes out of every node what it added. none: no such DaemonSet, the default where images.registry is given.',
    }),
    endpoint: Type.String({
      pattern: '^https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?(/[A-Za-z0-9._~/-]*[A-Za-z0-9._~-])?$',
      default: `https://${QUAY_MIRROR}`,
      description:
        'Base URL of the mirror of quay.io. A proxy project of a registry has a path, for example https://harbor.example.com/v2/quay.',
    }),
    image: Type.Optional(
      Type.String({
        pattern: PINNED_IMAGE_OFF_QUAY,
        description:
          'Image that the DaemonSet runs: a shell with nsenter, pinned by digest, from a registry that nodes reach without the mirror. Default: the startup-script image that the Cilium chart pins, under quay.tencentcloudcr.com.',
      }),
    ),
  },
  { default: {} },
);

const Images = closedObject(
  {
    registry: Type.Optional(
      Type.String({
        pattern: IMAGE_REGISTRY,
        description:
          "Registry, and path in it, that every image of Cilium and of this tool is taken from, with the digest that it has. Without scheme and without a slash at the end; not quay.io, where images come from without it. quay.tencentcloudcr.com is Tencent Cloud's mirror of quay.io; of a registry of one's own, tke-cilium images lists what must be in it.",
        examples: ['team.tencentcloudcr.com/quay.io'],
      }),
    ),
    allowedRegistries: Type.Array(
      Type.String({ description: 'A registry.', pattern: '^[a-z0-9.-]+(:[0-9]+)?(/[^\\s]+)?$' }),
      {
        default: [QUAY, QUAY_MIRROR],
        minItems: 1,
        description:
          'Registries, or registry and path, that images may come from; where images.registry is given, by default that one only. Every image must name its digest as well.',
      },
    ),
  },
  { default: {} },
);

const ApiPriority = closedObject({
  level: oneOf(['L500', 'L1000', 'L3000', 'L5000'], {
    description:
      'Level of the TKE cluster; L500 for smaller ones too. Given, a FlowSchema and a PriorityLevelConfiguration keep lists of the agents of Cilium from crowding out others at the API server.',
  }),
});

const ArgoCd = closedObject({
  repoURL: Type.String({
    minLength: 1,
    description: 'Git repository that holds dist/, as Argo CD reaches it.',
    examples: ['https://git.example.com/platform/clusters.git'],
  }),
  targetRevision: Type.String({
    minLength: 1,
    default: 'main',
    description: 'Branch, tag or commit that Argo CD follows.',
  }),
  path: Type.String({
    pattern: '^[^/].*[^/]$|^[^/]$',
    default: 'dist',
    description: 'Path of dist/ in that repository, without slashes at its ends.',
  }),
  namespace: Type.String({ minLength: 1, default: 'argocd', description: 'Namespace that Argo CD runs in.' }),
  project: Type.String({ minLength: 1, default: 'default', description: 'AppProject of the Applications.' }),
  destination: Type.String({
    minLength: 1,
    default: 'https://kubernetes.default.svc',
    description: 'API server of the cluster as registered in Argo CD; the default is the cluster it runs in.',
  }),
});

/** A group is named by its file. */
const GROUP_NAME = '^[A-Za-z0-9][A-Za-z0-9._-]*$';

/**
 * The cluster file: the one definition that validates it, that editors complete from
 * (`schemas/cluster.schema.json` is generated from it), and that types it.
 */
export const ClusterDefinition = closedObject(
  {
    name: Type.String({
      pattern: '^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$',
      description: 'Name of the cluster, a DNS label. Its manifests go to dist/<name>/.',
      examples: ['gz-prod'],
    }),
    groups: Type.Array(
      Type.String({ pattern: GROUP_NAME, description: 'Name of a file in _groups/, without .yaml.' }),
      {
        default: [],
        uniqueItems: true,
        description:
          'Groups whose settings lie between those of _defaults.yaml and this file. No field may be set by two of them.',
        examples: [['production', 'guangzhou']],
      },
    ),
    kubernetes: Type.String({
      pattern: '^1\\.[0-9]+\\.[0-9]+$',
      description: `Kubernetes version of the cluster, for example 1.32.2. ${testedKubernetesInWords()}.`,
    }),
    network: Network,
    nodePools: Type.Array(NodePool, { minItems: 1, description: 'The node pools of the cluster.' }),
    kubeProxy: KubeProxy,
    tkeAgents: TkeAgents,
    returning: Type.Array(
      oneOf([KUBE_PROXY, TKE_CNI_AGENT, IP_MASQ_AGENT], {
        description: 'Name of a DaemonSet in kube-system.',
      }),
      {
        default: [],
        uniqueItems: true,
        description:
          'DaemonSets of TKE that were parked and come back: the layer that kept them off every node puts their recorded nodeSelector back. Take the entry out once they run again.',
      },
    ),
    apiServer: Type.Optional(ApiServer),
    masquerade: Type.Optional(Masquerade),
    mesh: Type.Optional(Mesh),
    hubble: Type.Optional(Hubble),
    metrics: Type.Optional(Metrics),
    cilium: Cilium,
    containerdMirror: ContainerdMirror,
    apiPriority: Type.Optional(ApiPriority),
    argoCD: Type.Optional(ArgoCd),
    egressGateway: Type.Optional(EgressGateway),
    gatewayAPI: Type.Optional(GatewayAPI),
    localDNS: Type.Optional(LocalDNS),
    manifests: Manifests,
    images: Images,
    terraform: Type.Optional(Terraform),
    facts: Facts,
    acknowledged: Type.Array(Acknowledgement, {
      default: [],
      description: 'Warnings that are meant to be, each with its reason. They are no longer printed.',
    }),
  },
  { title: 'TKE cluster with Cilium' },
);

/** What a cluster file says, defaults filled in. */
export type Cluster = Static<typeof ClusterDefinition>;
