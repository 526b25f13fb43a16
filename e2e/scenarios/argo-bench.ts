import { join } from 'node:path';
import type { JsonObject } from '../../lib/json';
import type { FileSpec } from '../../lib/layout/layout';
import { ARGO_CD_VERSION, argoCdParts } from '../parts/parts';
import type { Report } from '../report';
import { type ApplicationState, ArgoCd } from '../testbed/argo-cd';
import { Bench, CLUSTER } from './bench';

/** Names of the Applications of the example cluster. */
export const APPLICATION = {
  nodeInit: `${CLUSTER}-node-init`,
  kubeProxy: `${CLUSTER}-kube-proxy`,
  cilium: `${CLUSTER}-cilium`,
} as const;

/** A bench with Argo CD beside it, which reads the bench's repository. */
export class ArgoBench {
  private constructor(
    readonly bench: Bench,
    readonly argo: ArgoCd,
  ) {}

  static async start(kubernetesVersion: string, report: Report): Promise<ArgoBench> {
    const parts = argoCdParts();
    const bench = await Bench.start(kubernetesVersion, `Argo CD ${ARGO_CD_VERSION}`, report);
    try {
      return new ArgoBench(bench, await ArgoCd.start(parts, bench.cluster.plane));
    } catch (error) {
      await bench.stop();
      throw error;
    }
  }

  async stop(): Promise<void> {
    await this.argo.stop();
    await this.bench.stop();
  }

  /** `dist/` of the example cluster, whose Applications read this bench's repository. */
  dist(changes: JsonObject = {}): FileSpec[] {
    const argoCD = { repoURL: this.bench.repository.url, destination: 'https://kubernetes.default.svc' };
    return this.bench.dist({ argoCD, ...changes });
  }

  /** Creates an Application from its file in `dist/`, as somebody without an Application of Applications does. */
  async create(name: string): Promise<void> {
    const file = join('dist/_argocd', CLUSTER, 'argocd', `Application.${name}.yaml`);
    await this.apply(['-f', file]);
  }

  /** `kubectl apply` in the repository. */
  async apply(args: readonly string[]): Promise<void> {
    const { status, stderr } = await this.bench.kubectl(['apply', ...args]);
    if (status !== 0) {
      throw new Error(stderr);
    }
  }

  /** Commits `dist/`, has Argo CD look at it, and waits until the Application has synced that commit. */
  async merge(name: string, files: readonly FileSpec[]): Promise<ApplicationState> {
    const commit = await this.bench.repository.commit(files);
    await this.argo.refresh(name);
    return this.synced(name, commit);
  }

  /** Waits until the Application is at rest: nothing differs, its last operation succeeded, everything is healthy. */
  synced(name: string, commit?: string): Promise<ApplicationState> {
    return this.argo.reaches(
      name,
      'Synced and Healthy',
      ({ sync, health, operation, revision }) =>
        sync === 'Synced' &&
        health === 'Healthy' &&
        operation === 'Succeeded' &&
        (commit === undefined || revision === commit),
    );
  }
}
