import { Chart, type ChartProps } from 'cdk8s';
import type { Construct } from 'constructs';
import { Application } from '../../imports/argoproj.io';
import { requireProps } from './required-props';

/** Where Argo CD reads manifests, and where it puts them. */
export interface ArgoCdTarget {
  /** Git repository that holds `dist/`, as Argo CD reaches it. */
  readonly repoURL: string;
  /** Branch, tag or commit that Argo CD follows. */
  readonly targetRevision: string;
  /** Path of `dist/` in that repository, without slashes at its ends. */
  readonly path: string;
  /** Namespace that Argo CD runs in. */
  readonly namespace: string;
  /** AppProject of the Applications. */
  readonly project: string;
  /** API server of the cluster as registered in Argo CD, for example `https://kubernetes.default.svc`. */
  readonly destination: string;
}

/** A layer as Argo CD has to treat it. */
export interface ArgoLayer {
  /** Directory of the layer below the cluster's; also the end of the Application's name. */
  readonly name: string;
  /** Place in the order in which the Applications are created; lower ones first. */
  readonly wave: number;
  /**
   * The layer lays single fields over objects that somebody else creates, and must neither create nor migrate them.
   * @default false
   */
  readonly overridesForeignObjects?: boolean;
  /**
   * The layer holds objects of kinds whose definitions appear only once an earlier layer runs.
   * @default false
   */
  readonly needsCrds?: boolean;
}

/** The Applications of one cluster. */
export interface ArgoApplicationsChartProps extends Omit<ChartProps, 'namespace'> {
  /** Name of the cluster: its directory below `argoCD.path`, and the beginning of the Applications' names. */
  readonly cluster: string;
  readonly argoCD: ArgoCdTarget;
  readonly layers: readonly ArgoLayer[];
}

/**
 * One Application per layer, `<cluster>-<layer>`. Layers don't share one, because Argo CD compares an Application as a
 * whole: a kube-proxy that cannot be compared would turn every object of Cilium's Unknown as well.
 *
 * Nothing here deletes anything on a cluster: no Application has the finalizer that makes its deletion cascade, and
 * none prunes. An object that left `dist/` shows up as OutOfSync until somebody prunes it knowingly.
 */
export class ArgoApplicationsChart extends Chart {
  constructor(scope: Construct, id: string, props: ArgoApplicationsChartProps) {
    super(scope, id, props);
    requireProps(props, 'ArgoApplicationsChart', 'cluster', 'argoCD', 'layers');
    const { cluster, argoCD, layers } = props;
    for (const layer of layers) {
      application(this, {
        name: `${cluster}-${layer.name}`,
        path: `${argoCD.path}/${cluster}/${layer.name}`,
        argoCD,
        wave: layer.wave,
        syncOptions: [
          // Argo CD's migration would take the whole object over from whoever created it with kubectl apply, and so
          // drop from it whatever the partial manifest does not say (argoproj/argo-cd#17882).
          ...(layer.overridesForeignObjects ? ['ClientSideApplyMigration=false'] : []),
          ...(layer.needsCrds ? ['SkipDryRunOnMissingResource=true'] : []),
        ],
      });
    }
  }
}

/** An Application of Applications. */
export interface ArgoAppOfAppsChartProps extends Omit<ChartProps, 'namespace'> {
  /** Name of the Application. */
  readonly name: string;
  /**
   * The cluster whose Applications it creates.
   * @default - those of every cluster below `argoCD.path`
   */
  readonly cluster?: string;
  /** `destination` names the API server that Argo CD itself runs on: that is where Applications go. */
  readonly argoCD: ArgoCdTarget;
}

/**
 * One Application that creates others from a directory of them: those of a cluster, or those of all clusters.
 *
 * An ApplicationSet would do the same with a template, so the Applications would not be in `dist/` to be reviewed, and
 * its controller gives every Application it generates the cascading finalizer unless its template says otherwise.
 */
export class ArgoAppOfAppsChart extends Chart {
  constructor(scope: Construct, id: string, props: ArgoAppOfAppsChartProps) {
    super(scope, id, props);
    requireProps(props, 'ArgoAppOfAppsChart', 'name', 'argoCD');
    const { name, cluster, argoCD } = props;
    const path = [argoCD.path, '_argocd', ...(cluster === undefined ? [] : [cluster])].join('/');
    application(this, { name, path, argoCD, syncOptions: [] });
  }
}

interface ApplicationOf {
  readonly name: string;
  readonly path: string;
  readonly argoCD: ArgoCdTarget;
  readonly wave?: number;
  readonly syncOptions: readonly string[];
}

function application(chart: Chart, { name, path, argoCD, wave, syncOptions }: ApplicationOf): void {
  new Application(chart, name, {
    metadata: {
      name,
      namespace: argoCD.namespace,
      annotations: {
        ...(wave !== undefined && { 'argocd.argoproj.io/sync-wave': String(wave) }),
        // The API server computes the difference, so fields that others own, and defaults, do not show as drift.
        'argocd.argoproj.io/compare-options': 'ServerSideDiff=true',
      },
    },
    spec: {
      project: argoCD.project,
      source: {
        repoUrl: argoCD.repoURL,
        targetRevision: argoCD.targetRevision,
        path,
        directory: { recurse: true },
      },
      destination: { server: argoCD.destination },
      syncPolicy: {
        // A merge to the branch is the decision to apply. Neither prune nor self-heal, which would work against whoever
        // is rescuing a cluster by hand at the very moment its network is down. They are off when absent; written out
        // as false, Argo CD drops them from the live object, and an Application of Applications is OutOfSync for ever.
        automated: {},
        // Two Applications on one object is a mistake that must stop the second, not a race.
        syncOptions: ['ServerSideApply=true', 'FailOnSharedResource=true', ...syncOptions],
        // 14 minutes in all. Not without end: an operation that goes on retrying holds back the commit that fixes it.
        retry: { limit: 8, backoff: { duration: '10s', factor: 2, maxDuration: '3m' } },
      },
    },
  });
}
