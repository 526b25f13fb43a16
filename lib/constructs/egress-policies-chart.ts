import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import type { JsonObject } from '../json';
import { requireProps } from './required-props';
import { VerbatimObject } from './verbatim-object';

/** Which traffic leaves by which node. */
export interface EgressPolicy {
  readonly name: string;
  readonly from: readonly {
    readonly namespace?: string;
    readonly labels: Readonly<Record<string, string>>;
  }[];
  /** CIDRs. */
  readonly to: readonly string[];
  /** CIDRs within `to`. */
  readonly except: readonly string[];
  /**
   * Label kubernetes.io/hostname of the gateway.
   * @default - the one node with `nodeLabels`
   */
  readonly node?: string;
  /**
   * Internal address of the node.
   * @default - that of the interface by which it reaches the destination
   */
  readonly address?: string;
}

/** The policies of an egress gateway. */
export interface EgressPoliciesChartProps {
  readonly policies: readonly EgressPolicy[];
  /** Labels of the nodes that may be gateways. */
  readonly nodeLabels: Readonly<Record<string, string>>;
}

/** A CiliumEgressGatewayPolicy for each policy. Its CRD is there only once Cilium's operator has run. */
export class EgressPoliciesChart extends Chart {
  constructor(scope: Construct, id: string, props: EgressPoliciesChartProps) {
    super(scope, id);
    requireProps(props, 'EgressPoliciesChart', 'policies', 'nodeLabels');
    for (const policy of props.policies) {
      new VerbatimObject(this, policy.name, policyObject(policy, props.nodeLabels));
    }
  }
}

/** Cilium gives every pod the name of its namespace as a label of this name. */
const NAMESPACE_LABEL = 'io.kubernetes.pod.namespace';

function policyObject(
  { name, from, to, except, node, address }: EgressPolicy,
  nodeLabels: EgressPoliciesChartProps['nodeLabels'],
): JsonObject {
  return {
    apiVersion: 'cilium.io/v2',
    kind: 'CiliumEgressGatewayPolicy',
    metadata: { name },
    spec: {
      selectors: from.map(({ namespace, labels }) => ({
        podSelector: {
          matchLabels: { ...(namespace !== undefined && { [NAMESPACE_LABEL]: namespace }), ...labels },
        },
      })),
      destinationCIDRs: [...to],
      ...(except.length > 0 && { excludedCIDRs: [...except] }),
      egressGateway: {
        nodeSelector: {
          matchLabels: { ...nodeLabels, ...(node !== undefined && { 'kubernetes.io/hostname': node }) },
        },
        ...(address !== undefined && { egressIP: address }),
      },
    },
  };
}
