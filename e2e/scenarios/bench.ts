import { existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { isObject, type JsonObject } from '../../lib/json';
import type { FileSpec } from '../../lib/layout/layout';
import type { Report, Trial } from '../report';
import { distOf, GitRepository } from '../testbed/git-repository';
import { type Finished, run } from '../testbed/process';
import { API_SERVER, TkeCluster } from '../testbed/tke-cluster';

/** The example cluster in which Cilium replaces kube-proxy: the mode with most to go wrong. */
export const CLUSTER = 'gz-replace';

/** Where kube-proxy's override lies below a repository. */
export const OVERRIDE_FILE = `dist/${CLUSTER}/kube-proxy/kube-system/DaemonSet.kube-proxy.yaml`;

/** What scenarios work on: a cluster, and a repository with a `dist/` for it. */
export class Bench {
  private constructor(
    readonly cluster: TkeCluster,
    readonly repository: GitRepository,
    private readonly report: Report,
    private readonly by: string,
    private readonly on: string,
  ) {}

  static async start(kubernetesVersion: string, by: string, report: Report): Promise<Bench> {
    const cluster = await TkeCluster.start(kubernetesVersion);
    const repository = await GitRepository.create(join(cluster.plane.directory, 'repository'));
    return new Bench(cluster, repository, report, by, `Kubernetes ${kubernetesVersion}`);
  }

  stop(): Promise<void> {
    return this.cluster.stop();
  }

  try(applied: string, attempt: () => Promise<string>): Promise<void> {
    return this.report.step(this.trial(applied), attempt);
  }

  leaveOut(applied: string, why: string): void {
    this.report.leaveOut(this.trial(applied), why);
  }

  /** `dist/` of the example cluster file with these changes, synthesized as `npm run synth` does it. */
  dist(changes: JsonObject = {}): FileSpec[] {
    const file = `clusters/${CLUSTER}.yaml`;
    return distOf(file, readFileSync(file, 'utf8'), { apiServer: { ...API_SERVER }, ...changes });
  }

  /** kubectl in the repository, as an administrator. */
  kubectl(args: readonly string[]): Promise<Finished> {
    return run(this.cluster.plane.kubernetes.kubectl.path, args, {
      cwd: this.repository.directory,
      env: this.cluster.plane.environment(),
    });
  }

  /** A command as a person types it in the repository, with `kubectl` on the PATH. */
  shell(command: string): Promise<Finished> {
    return run('sh', ['-c', command], { cwd: this.repository.directory, env: this.shellEnvironment() });
  }

  /** An environment in which `kubectl` is the one of this cluster's version, and means this cluster. */
  shellEnvironment(): NodeJS.ProcessEnv {
    const programs = join(this.cluster.plane.directory, 'bin');
    if (!existsSync(programs)) {
      mkdirSync(programs);
      symlinkSync(this.cluster.plane.kubernetes.kubectl.path, join(programs, 'kubectl'));
    }
    const env = this.cluster.plane.environment();
    return { ...env, PATH: `${programs}:${env.PATH}` };
  }

  private trial(applied: string): Trial {
    return { applied, by: this.by, on: this.on };
  }
}

/** What the pods of a DaemonSet run, to see that nobody changed it. */
export function containersOf(daemonSet: JsonObject | undefined): JsonObject[] {
  return (podSpecOf(daemonSet).containers ?? []) as JsonObject[];
}

export function nodeSelectorOf(daemonSet: JsonObject | undefined): JsonObject {
  const { nodeSelector } = podSpecOf(daemonSet);
  return isObject(nodeSelector) ? nodeSelector : {};
}

function podSpecOf(daemonSet: JsonObject | undefined): JsonObject {
  const spec = isObject(daemonSet?.spec) ? daemonSet.spec : {};
  const template = isObject(spec.template) ? spec.template : {};
  return isObject(template.spec) ? template.spec : {};
}
