import { Type } from '@sinclair/typebox';
import { closedObject, oneOf } from './schema-parts';

/** Masquerading by Cilium with native routing; an overlay always masquerades. */
export const Masquerade = closedObject(
  {
    by: oneOf(['list', 'one-cidr'], {
      default: 'list',
      description:
        "How Cilium knows which addresses pods reach with their own. list: Cilium's ip-masq-agent, with any number of CIDRs; link-local services of Tencent Cloud see the node. one-cidr: ipv4NativeRoutingCIDR, for a VPC of one CIDR. Both are eBPF.",
    }),
    exempt: Type.Array(Type.String({ description: 'A CIDR.', examples: ['172.16.0.0/12'] }), {
      default: [],
      description:
        'CIDRs that pods reach with their own addresses, besides facts.vpcCidrs and facts.meshCidrs, which always are: for example those behind a leased line.',
    }),
  },
  {
    description:
      "Native routing only: what pods send out of the VPC leaves with the address of their node. For nodes with public addresses of their own and no NAT gateway. TKE's ip-masq-agent is then parked, unless tkeAgents.ipMasqAgent says otherwise.",
  },
);
