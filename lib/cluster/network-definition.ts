import { Type } from '@sinclair/typebox';
import { closedObject, oneOf, recordedNodeSelector } from './schema-parts';

/** How pods get their addresses and reach each other. */
export const Network = closedObject({
  mode: oneOf(['vpc-cni', 'global-router'], {
    description: 'Container network of the TKE cluster, chosen when it was created.',
  }),
  routing: oneOf(['native', 'overlay'], {
    default: 'native',
    description:
      'How Cilium sends pod traffic between nodes. native, on vpc-cni only: the VPC routes pod addresses, no encapsulation. overlay: pods have addresses of Cilium, from podCidrs, and travel in VXLAN; pods cannot be reached from the VPC. Not to be changed on a cluster that has nodes.',
  }),
  cniConfig: oneOf(['tke', 'own'], {
    default: 'tke',
    description:
      "Native only: whose CNI configuration the nodes use. tke: Cilium appends itself to that of tke-cni-agent; a pod that starts before it has done so is without Cilium until it is restarted. own: one that calls VPC-CNI's plugin and then Cilium's, in the ConfigMap cni-config; tke-cni-agent is parked.",
  }),
  podCidrs: Type.Array(Type.String({ description: 'A CIDR.', examples: ['10.244.0.0/16'] }), {
    default: [],
    description:
      'Overlay only: CIDRs that pods get their addresses from. They must lie outside the VPC, the Services and the pods of other clusters of a mesh. More can be added at the end later, here and in the CiliumPodIPPool default of the cluster, which the operator creates and never changes; none can be changed or taken away.',
  }),
  podCidrMaskSize: Type.Integer({
    minimum: 16,
    maximum: 30,
    default: 24,
    description:
      'Overlay only: prefix length of the slice of podCidrs that a node takes; a node that needs more takes another. 24 is 254 pods. It cannot be changed later.',
  }),
});

/** The DaemonSets of TKE that make way for Cilium, apart from kube-proxy. */
export const TkeAgents = closedObject(
  {
    cniAgent: closedObject(
      { nodeSelector: recordedNodeSelector('tke-cni-agent') },
      { default: {}, description: 'tke-cni-agent, which is parked with overlay routing.' },
    ),
    ipMasqAgent: closedObject(
      {
        parked: Type.Optional(
          Type.Boolean({
            description:
              'Whether ip-masq-agent is parked. Default: where Cilium masquerades. true parks it everywhere, as the guide does: pods whose traffic the agent masqueraded keep their own addresses then.',
          }),
        ),
        present: Type.Boolean({
          default: true,
          description:
            'Whether the cluster has the DaemonSet ip-masq-agent, as TKE clusters have unless it was left out when they were created. It is parked where Cilium masquerades: with overlay routing, or with enableIPv4Masquerade.',
        }),
        nodeSelector: recordedNodeSelector('ip-masq-agent'),
      },
      { default: {} },
    ),
  },
  {
    default: {},
    description: 'DaemonSets of TKE that make way for Cilium; kube-proxy has fields of its own.',
  },
);
