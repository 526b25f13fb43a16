import { Type } from '@sinclair/typebox';
import { closedObject } from './schema-parts';

const Cidr = Type.String({ description: 'A CIDR.', examples: ['203.0.113.0/24'] });

const Pods = closedObject({
  namespace: Type.Optional(
    Type.String({ minLength: 1, description: 'Only pods of this namespace.', examples: ['payments'] }),
  ),
  labels: Type.Record(Type.String(), Type.String(), {
    default: {},
    description: 'Only pods with these labels.',
    examples: [{ app: 'checkout' }],
  }),
});

const Policy = closedObject({
  name: Type.String({
    pattern: '^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$',
    description: 'Name of the CiliumEgressGatewayPolicy.',
    examples: ['to-bank'],
  }),
  from: Type.Array(Pods, { minItems: 1, description: 'The pods; {} is every pod of the cluster.' }),
  to: Type.Array(Cidr, { minItems: 1, description: 'Where their traffic leaves by the gateway.' }),
  except: Type.Array(Cidr, {
    default: [],
    description: 'Parts of `to` that it does not leave by the gateway for.',
  }),
  node: Type.Optional(
    Type.String({
      minLength: 1,
      description:
        'The node of the pool that is the gateway: its label kubernetes.io/hostname. Default: the one node of the pool.',
      examples: ['10.0.3.7'],
    }),
  ),
  address: Type.Optional(
    Type.String({
      minLength: 1,
      description:
        'Internal address of that node with which the traffic leaves, never its elastic address. Default: the first one of the interface by which the node reaches the destination.',
      examples: ['10.0.3.7'],
    }),
  ),
});

/** Traffic of chosen pods leaves the cluster by chosen nodes. */
export const EgressGateway = closedObject(
  {
    pool: Type.String({
      minLength: 1,
      description:
        'Name of the node pool, of nodePools, whose nodes are gateways. They are found by its labels.',
      examples: ['egress'],
    }),
    policies: Type.Array(Policy, { default: [], description: 'Which traffic leaves by which node.' }),
  },
  {
    description:
      'The egress gateway: traffic of chosen pods leaves with the address of a node that the outside knows. Needs masquerade with native routing.',
  },
);
