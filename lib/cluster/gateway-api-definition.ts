import { Type } from '@sinclair/typebox';
import { closedObject } from './schema-parts';

function port(description: string) {
  return Type.Integer({ minimum: 1, maximum: 65535, description });
}

const LoadBalancer = closedObject(
  {
    ports: Type.Array(
      closedObject({
        port: port('Port of the load balancer.'),
        listener: port('Port of the listener of a Gateway, which is a port of every node.'),
      }),
      {
        minItems: 1,
        description: 'Ports that are open to the outside.',
        examples: [[{ port: 443, listener: 8443 }]],
      },
    ),
    existing: Type.Optional(
      Type.String({
        pattern: '^lb-[a-z0-9]+$',
        description: 'Id of a load balancer that is there already. Default: TKE makes one.',
        examples: ['lb-6swtxxxx'],
      }),
    ),
    internalSubnet: Type.Optional(
      Type.String({
        pattern: '^subnet-[a-z0-9]+$',
        description:
          'Id of the subnet of a load balancer inside of the VPC. Default: it has a public address.',
        examples: ['subnet-3gmxxxxx'],
      }),
    ),
  },
  { description: 'The Service by which a load balancer (CLB) reaches the Gateways.' },
);

/** Gateways of the Gateway API, which Cilium's Envoy serves on the host network of every node. */
export const GatewayAPI = closedObject(
  {
    crds: Type.String({
      pattern: '^[0-9]+\\.[0-9]+\\.[0-9]+$',
      description:
        'Version of the CRDs of the Gateway API. It must be locked: npx tke-cilium lock 1.4.1 --chart gateway-api.',
      examples: ['1.4.1'],
    }),
    loadBalancer: Type.Optional(LoadBalancer),
  },
  {
    description:
      'The Gateway API, with overlay routing only: its CRDs as a layer before Cilium, the GatewayClass cilium, listeners on the host network, and a Service in front.',
  },
);
