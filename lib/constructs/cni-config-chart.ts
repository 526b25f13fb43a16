import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { SYSTEM_NAMESPACE } from '../tke/daemon-sets';
import { CNI_CONFIG } from '../values/tke-values';
import { VerbatimObject } from './verbatim-object';

/** What kubelet has containerd run for each pod: VPC-CNI's plugin, then Cilium's on the interface that it made (the guide's cni-config). */
const CONFIGURATION = {
  cniVersion: '0.3.1',
  name: 'generic-veth',
  plugins: [
    {
      type: 'tke-route-eni',
      routeTable: 1,
      disableIPv6: true,
      mtu: 1500,
      // Where tke-eni-agent hands out addresses on every node.
      ipam: { type: 'tke-eni-ipamc', backend: '127.0.0.1:61677' },
    },
    { type: 'cilium-cni', 'chaining-mode': 'generic-veth' },
  ],
};

/**
 * The CNI configuration of nodes with native routing whose tke-cni-agent is parked. It must be there before the agents:
 * they mount it, and wait for it when it is absent.
 */
export class CniConfigChart extends Chart {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new VerbatimObject(this, CNI_CONFIG, {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: CNI_CONFIG, namespace: SYSTEM_NAMESPACE },
      data: { [CNI_CONFIG]: `${JSON.stringify(CONFIGURATION, undefined, 2)}\n` },
    });
  }
}
