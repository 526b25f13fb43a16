import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import type { JsonObject } from '../json';
import { PARKED_NODE_SELECTOR, SYSTEM_NAMESPACE } from '../tke/daemon-sets';
import { requireProps } from './required-props';
import { VerbatimObject } from './verbatim-object';

/** A DaemonSet of TKE that is to make way. */
export interface ParkedDaemonSetProps {
  /** Its name, for example `tke-cni-agent`. */
  readonly daemonSet: string;
}

/**
 * Takes a DaemonSet of TKE in kube-system off every node, for server-side apply over the one that TKE owns: what TKE
 * installs and finds gone can block later upgrades of the cluster.
 *
 * The manifest is partial on purpose. Without selector and containers the API server refuses to create a DaemonSet from
 * it, so a cluster that does not have it never gets a broken one; nothing but the nodeSelector is taken over.
 */
export class ParkedDaemonSetChart extends Chart {
  constructor(scope: Construct, id: string, props: ParkedDaemonSetProps) {
    super(scope, id);
    requireProps(props, 'ParkedDaemonSetChart', 'daemonSet');
    new VerbatimObject(this, props.daemonSet, partialDaemonSet(props.daemonSet, PARKED_NODE_SELECTOR));
  }
}

/** What puts a parked DaemonSet back on the nodes it came from. */
export interface UnparkedDaemonSetProps extends ParkedDaemonSetProps {
  /**
   * The nodeSelector that it had before: the override replaces the whole map, and the cluster keeps no copy.
   * @default - none, it ran on every node
   */
  readonly nodeSelector?: Readonly<Record<string, string>>;
}

/** The way back from {@link ParkedDaemonSetChart}, applied by hand and by the same command. */
export class UnparkedDaemonSetChart extends Chart {
  constructor(scope: Construct, id: string, props: UnparkedDaemonSetProps) {
    super(scope, id);
    requireProps(props, 'UnparkedDaemonSetChart', 'daemonSet');
    new VerbatimObject(this, props.daemonSet, partialDaemonSet(props.daemonSet, { ...props.nodeSelector }));
  }
}

function partialDaemonSet(name: string, nodeSelector: JsonObject): JsonObject {
  return {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: {
      name,
      namespace: SYSTEM_NAMESPACE,
      annotations: {
        // Argo CD puts its tracking id on the live object; without these it would delete TKE's DaemonSet
        // on prune or when the Application goes. Validate=false, because the manifest is partial.
        'argocd.argoproj.io/sync-options': 'ServerSideApply=true,Validate=false,Prune=false,Delete=false',
        // Owning this annotation is what keeps kubectl and Argo CD from "migrating" a DaemonSet that was once
        // created by plain kubectl apply; the migration would drop its containers, so the API server refuses every
        // apply after the first (measured on Kubernetes 1.30.14 and 1.36.3, Argo CD 3.2.11).
        'kubectl.kubernetes.io/last-applied-configuration': '',
      },
    },
    spec: { template: { spec: { nodeSelector } } },
  };
}
