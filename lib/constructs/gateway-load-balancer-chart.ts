import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { SYSTEM_NAMESPACE } from '../tke/daemon-sets';
import { INTERNAL_SUBNET } from '../tke/load-balancers';
import { requireProps } from './required-props';
import { VerbatimObject } from './verbatim-object';

/** A load balancer (CLB) in front of the Gateways. */
export interface GatewayLoadBalancerProps {
  /** Ports of the load balancer, and the ports of nodes on which the listeners of Gateways are. */
  readonly ports: readonly { readonly port: number; readonly listener: number }[];
  /**
   * Id of a load balancer that is there already.
   * @default - TKE makes one
   */
  readonly existing?: string;
  /**
   * Id of the subnet of a load balancer inside of the VPC.
   * @default - it has a public address
   */
  readonly internalSubnet?: string;
}

/**
 * The Service by which a load balancer reaches the listeners of Gateways, which are on the host network of Cilium's Envoy.
 * It is in kube-system, for a Service finds pods of its own namespace only
 * (https://github.com/imroc/tke-guide/blob/main/docs/networking/cilium/gateway-api.md has it in others).
 */
export class GatewayLoadBalancerChart extends Chart {
  constructor(scope: Construct, id: string, props: GatewayLoadBalancerProps) {
    super(scope, id);
    requireProps(props, 'GatewayLoadBalancerChart', 'ports');
    const { ports, existing, internalSubnet } = props;
    new VerbatimObject(this, 'service', {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: {
        name: 'cilium-gateway',
        namespace: SYSTEM_NAMESPACE,
        annotations: {
          // To the pods, without a NodePort: their address is that of the node.
          'service.cloud.tencent.com/direct-access': 'true',
          ...(existing !== undefined && { 'service.kubernetes.io/tke-existed-lbid': existing }),
          ...(internalSubnet !== undefined && {
            [INTERNAL_SUBNET]: internalSubnet,
          }),
        },
      },
      spec: {
        type: 'LoadBalancer',
        selector: { 'k8s-app': 'cilium-envoy' },
        ports: ports.map(({ port, listener }) => ({
          name: `port-${port}`,
          port,
          targetPort: listener,
          protocol: 'TCP',
        })),
      },
    });
  }
}
