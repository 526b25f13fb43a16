import type { Construct } from 'constructs';
import { KUBE_PROXY } from '../tke/daemon-sets';
import {
  ParkedDaemonSetChart,
  UnparkedDaemonSetChart,
  type UnparkedDaemonSetProps,
} from './parked-daemon-set';

/** Takes kube-proxy off every node: deleting it instead would block later upgrades of the cluster. */
export class KubeProxyOverrideChart extends ParkedDaemonSetChart {
  constructor(scope: Construct, id: string) {
    super(scope, id, { daemonSet: KUBE_PROXY });
  }
}

/** What puts kube-proxy back on the nodes it came from. */
export type KubeProxyUndoProps = Omit<UnparkedDaemonSetProps, 'daemonSet'>;

/** The way back from {@link KubeProxyOverrideChart}, applied by hand and by the same command. */
export class KubeProxyUndoChart extends UnparkedDaemonSetChart {
  constructor(scope: Construct, id: string, props: KubeProxyUndoProps = {}) {
    super(scope, id, { ...props, daemonSet: KUBE_PROXY });
  }
}
