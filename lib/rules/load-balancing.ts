import { minorNumber } from '../version/version';
import { atValue, type Rule } from './rule';

/** Features that give Services addresses, or make them known outside. */
const ADDRESSES_OF_SERVICES = ['l2announcements.enabled', 'bgpControlPlane.enabled', 'nodeIPAM.enabled'];

const CLASS = 'defaultLBServiceIPAM';

/** Addresses of Services of type LoadBalancer. */
export const LOAD_BALANCING_RULES: readonly Rule[] = [
  {
    id: 'load-balancer-wildcard',
    severity: 'warning',
    source: 'https://github.com/cilium/cilium/issues/44430',
    check: (declared) => {
      const { cilium, kubeProxy } = declared.cluster;
      const used = ADDRESSES_OF_SERVICES.find((path) => declared.on(path));
      return minorNumber(cilium.version) >= 19 &&
        kubeProxy.replace &&
        declared.value(CLASS) === 'lbipam' &&
        used !== undefined
        ? [
            atValue(
              used,
              `from 1.19 on nodes drop what goes to an address of a LoadBalancer Service and to a port that no Service has there (${CLASS} lbipam): where a node has that address too, SSH and its own connections are cut off, and so are other listeners of a load balancer of TKE that Services share`,
              `Keep the addresses of nodes out of every CiliumLoadBalancerIPPool and acknowledge this; where TKE makes the load balancers, set ${CLASS} to none`,
            ),
          ]
        : [];
    },
  },
];
