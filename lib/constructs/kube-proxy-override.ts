import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import type { JsonObject } from '../json';
import { VerbatimObject } from './verbatim-object';

/** A label that no node has, so that a DaemonSet with it as nodeSelector runs nowhere (the guide's own command). */
const NOWHERE = { 'label-not-exist': 'node-not-exist' };

/**
 * Takes kube-proxy off every node, for server-side apply over the DaemonSet that TKE owns: deleting that DaemonSet
 * would block later upgrades of the cluster.
 *
 * The manifest is partial on purpose. Without selector and containers the API server refuses to create a DaemonSet from
 * it, so a cluster that has no kube-proxy never gets a broken one; nothing but the nodeSelector is taken over.
 */
export class KubeProxyOverrideChart extends Chart {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new VerbatimObject(this, 'kube-proxy', partialKubeProxy(NOWHERE));
  }
}

/** What puts kube-proxy back on the nodes it came from. */
export interface KubeProxyUndoProps {
  /**
   * The nodeSelector that kube-proxy had before: the override replaces the whole map, and the cluster keeps no copy.
   * @default - none, kube-proxy ran on every node
   */
  readonly nodeSelector?: Readonly<Record<string, string>>;
}

/** The way back from {@link KubeProxyOverrideChart}, applied by hand and by the same command. */
export class KubeProxyUndoChart extends Chart {
  constructor(scope: Construct, id: string, props: KubeProxyUndoProps = {}) {
    super(scope, id);
    new VerbatimObject(this, 'kube-proxy', partialKubeProxy({ ...props.nodeSelector }));
  }
}

function partialKubeProxy(nodeSelector: JsonObject): JsonObject {
  return {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: {
      name: 'kube-proxy',
      namespace: 'kube-system',
      annotations: {
        // Argo CD puts its tracking id on the live object; without these it would delete all of kube-proxy
        // on prune or when the Application goes. Validate=false, because the manifest is partial.
        'argocd.argoproj.io/sync-options': 'ServerSideApply=true,Validate=false,Prune=false,Delete=false',
        // Owning this annotation is what keeps kubectl and Argo CD from "migrating" a kube-proxy that was once
        // created by plain kubectl apply; the migration would drop its containers, so the API server refuses every
        // apply after the first (measured on Kubernetes 1.30.14 and 1.36.3, Argo CD 3.2.11).
        'kubectl.kubernetes.io/last-applied-configuration': '',
      },
    },
    spec: { template: { spec: { nodeSelector } } },
  };
}
