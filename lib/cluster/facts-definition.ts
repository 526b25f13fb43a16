import { Type } from '@sinclair/typebox';
import { closedObject } from './schema-parts';

/** What else is known of a cluster. */
export const Facts = closedObject(
  {
    eniAddon: Type.Optional(
      Type.String({
        pattern: '^v?[0-9]+\\.[0-9]+\\.[0-9]+$',
        description:
          'Version of the eni addon: the tag of the image of the DaemonSet tke-eni-agent, with or without its v. Below 3.8.0 Cilium and VPC-CNI use the same route tables.',
        examples: ['3.8.3'],
      }),
    ),
    vpcCidrs: Type.Array(Type.String({ description: 'A CIDR.', examples: ['10.0.0.0/16'] }), {
      default: [],
      description: 'Primary and secondary CIDRs of the VPC. Masquerading must leave them alone.',
    }),
    meshCidrs: Type.Array(Type.String({ description: 'A CIDR.', examples: ['10.64.0.0/16'] }), {
      default: [],
      description: 'CIDRs of the pods of the other clusters of a cluster mesh.',
    }),
    serviceCidr: Type.Optional(Type.String({ description: 'CIDR of the Services of the cluster.' })),
    dataPlaneV2: Type.Boolean({
      default: false,
      description: 'Whether the cluster was created with DataPlaneV2.',
    }),
    webhooks: Type.Optional(
      Type.Array(
        closedObject({
          name: Type.String({
            minLength: 1,
            description: 'Name of the webhook.',
            examples: ['cert-manager'],
          }),
          hostNetwork: Type.Boolean({ description: 'Whether its pods are on the host network.' }),
        }),
        {
          description:
            'Admission webhooks that run in the cluster. With overlay routing the API server reaches only those on the host network.',
        },
      ),
    ),
    ciliumOverlay: Type.Boolean({
      default: false,
      description: 'Whether the cluster was created with the network CiliumOverlay.',
    }),
    services: Type.Optional(
      Type.Integer({ minimum: 0, description: 'How many Services the cluster will have.' }),
    ),
    endpointsPerService: Type.Integer({
      minimum: 0,
      default: 1,
      description: 'How many pods are behind a Service, on average.',
    }),
    localDNS: Type.Optional(
      closedObject(
        {
          kubeDnsIP: Type.String({
            description: 'Cluster IP of the Service kube-dns.',
            examples: ['192.168.0.10'],
          }),
        },
        {
          description:
            'A node-local DNS of your own behind a CiliumLocalRedirectPolicy: what it needs is checked. The field localDNS has this tool write one.',
        },
      ),
    ),
    prometheusOperator: Type.Boolean({
      default: false,
      description:
        "Whether the cluster has the CRDs of Prometheus Operator, as TKE's managed Prometheus installs them. What serves metrics then gets a ServiceMonitor, given the field metrics.",
    }),
    nodeLocalDNSCache: Type.Boolean({
      default: false,
      description: 'Whether the TKE addon NodeLocalDNSCache is installed.',
    }),
  },
  {
    default: {},
    description: 'What else is known of the cluster. Each fact is what a rule needs to find anything.',
  },
);
