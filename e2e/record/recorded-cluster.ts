import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { findHelm } from '../../lib/helm/helm-binary';
import { HELM_RELEASES } from '../../lib/helm/helm-releases';
import type { JsonObject } from '../../lib/json';
import { readFacts } from '../../lib/live/cluster-facts';
import { KubectlReader } from '../../lib/live/kubectl-reader';
import { testCharts } from '../../test/support/charts';
import { type CiliumVersion, ciliumDefinitions } from '../parts/cilium';
import { run, until } from '../testbed/process';
import { TkeCluster, type TkeNetwork } from '../testbed/tke-cluster';
import { type Recording, steady } from './recording';

/** The API server that answers. */
const KUBERNETES = '1.36.3';

const NODES = 3;

/** A file of values. */
export interface NamedValues {
  readonly name: string;
  readonly values: JsonObject;
}

/** A cluster that is brought into a state, each step noted, and then recorded. */
export class ClusterInTheMaking {
  private readonly steps: string[] = [];
  private readonly programs = new Set([`kube-apiserver, kube-controller-manager and kubectl ${KUBERNETES}`]);
  private readonly played = [
    'TKE: the endpoint default/kubernetes, kube-dns, kube-proxy, the agents of the network and their ConfigMap, made by the field manager tke-addon-controller',
    `${NODES} nodes, the scheduler and the kubelets, which report every pod as ready`,
  ];
  private applied: Pick<Recording, 'clusterFile' | 'dist'> = {};

  private constructor(
    private readonly cluster: TkeCluster,
    /** Where commands are run. */
    readonly work: string,
    private readonly said: string,
  ) {
    this.played.push(`the version of the server, which says ${said}`);
  }

  /** @param version what the server is to say that it is, for example `v1.34.1-tke.1`: Cilium is tested on a range */
  static async start(network: TkeNetwork, version: string): Promise<ClusterInTheMaking> {
    const cluster = await TkeCluster.start(KUBERNETES, network);
    const made = new ClusterInTheMaking(
      cluster,
      mkdtempSync(join(cluster.plane.directory, 'work-')),
      version,
    );
    await cluster.makeKubeProxy('made by a controller');
    await cluster.makeAgent('tke-cni-agent');
    await cluster.makeAgent('ip-masq-agent');
    await cluster.makeKubeDns();
    if (network === 'vpc-cni') {
      await cluster.plane.api.create(
        '/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations?fieldManager=tke-addon-controller',
        ENI_WEBHOOK,
      );
    }
    return made;
  }

  async stop(): Promise<void> {
    rmSync(this.work, { recursive: true, force: true });
    await this.cluster.stop();
  }

  /** A command of the guide, of our documentation, or of somebody's hands. */
  async kubectl(args: readonly string[], input?: string): Promise<void> {
    this.steps.push(`kubectl ${args.map(quoted).join(' ')}`);
    const { plane } = this.cluster;
    const { status, stderr } = await run(plane.kubernetes.kubectl.path, args, {
      cwd: this.work,
      env: plane.environment(),
      ...(input !== undefined && { input }),
    });
    if (status !== 0) {
      throw new Error(`kubectl ${args.join(' ')}: ${stderr}`);
    }
  }

  /**
   * Helm with a chart of the tests' lock.
   *
   * @param values what is in the file of values, and what the steps call it
   */
  async helm(args: readonly string[], version: string, values?: NamedValues): Promise<string> {
    const chart = testCharts.locate('cilium', version).path;
    const file = join(this.work, 'values.yaml');
    const withValues = values ? ['--values', file] : [];
    if (values) {
      writeFileSync(file, stringify(values.values));
    }
    this.programs.add(`helm ${HELM_RELEASES['v4.2']}`);
    this.programs.add(`the chart of Cilium ${version}`);
    this.steps.push(
      [
        'helm',
        ...args.map(quoted),
        `cilium/cilium --version ${version}`,
        ...(values ? [`--values '${values.name}'`] : []),
      ].join(' '),
    );
    const { status, stdout, stderr } = await run(
      findHelm('v4.2'),
      [...args, chart, '--namespace', 'kube-system', ...withValues],
      {
        cwd: this.work,
        env: {
          ...this.cluster.plane.environment(),
          HELM_CACHE_HOME: this.work,
          HELM_CONFIG_HOME: this.work,
          HELM_DATA_HOME: this.work,
        },
      },
    );
    if (status !== 0) {
      throw new Error(`helm ${args.join(' ')}: ${stderr}`);
    }
    return stdout;
  }

  /** The CRDs that the operator makes when it starts. */
  async definitions(version: CiliumVersion): Promise<void> {
    this.played.push(
      `the operator, which would have made the CRDs of Cilium: those of the Go module of ${version}`,
    );
    const { status, stderr } = await this.cluster.plane.kubectl([
      'apply',
      '--server-side',
      '-R',
      '-f',
      ciliumDefinitions(version),
    ]);
    if (status !== 0) {
      throw new Error(stderr);
    }
  }

  /** Somebody else than kubectl writes to an object, as a controller does. */
  async write(manager: string, path: string, patch: JsonObject): Promise<void> {
    this.played.push(`${manager}, who patches ${path.split('/').at(-1)} with ${JSON.stringify(patch)}`);
    await this.cluster.plane.api.patch(`${path}?fieldManager=${manager}`, patch);
  }

  /** Keeps a cluster file with the recording, and the manifests of it that were applied. */
  keep(clusterFile: JsonObject, dist: readonly JsonObject[]): void {
    this.applied = { clusterFile, dist };
  }

  /** What `discover` and `preflight` read, once the controllers have nothing left to do. */
  async recorded(about: string): Promise<Recording> {
    await this.settled();
    const { kubernetes, kubeconfig } = this.cluster.plane;
    const facts = readFacts(new KubectlReader({ program: kubernetes.kubectl.path, kubeconfig }));
    const { version } = facts;
    const [, major = '', minor = ''] = /^v(\d+)\.(\d+)/.exec(this.said) ?? [];
    const answers = steady({
      ...facts,
      version:
        version.kind === 'found'
          ? { kind: 'found', object: { major, minor, gitVersion: this.said, platform: 'linux/amd64' } }
          : version,
    });
    return {
      about,
      with: [...this.programs],
      steps: this.steps,
      played: this.played,
      answers,
      ...this.applied,
    };
  }

  private async settled(): Promise<void> {
    const { api } = this.cluster.plane;
    let seen = '';
    await until(
      'the workloads of kube-system to be at rest',
      async () => {
        const workloads = (
          await Promise.all(
            ['daemonsets', 'deployments'].map((kind) =>
              api.list(`/apis/apps/v1/namespaces/kube-system/${kind}`),
            ),
          )
        ).flat() as unknown as Workload[];
        const restless = workloads.filter((workload) => !isAtRest(workload));
        seen = JSON.stringify(restless.map(({ metadata, status }) => [metadata.name, status]));
        return restless.length === 0 || undefined;
      },
      { seen: () => seen, seconds: 120 },
    );
  }
}

interface Workload {
  readonly metadata: { readonly name: string; readonly generation: number };
  readonly spec: { readonly replicas?: number };
  readonly status: Readonly<Record<string, number | undefined>>;
}

function isAtRest({ metadata, spec, status }: Workload): boolean {
  const { observedGeneration, desiredNumberScheduled, currentNumberScheduled, numberMisscheduled } = status;
  const wanted = spec.replicas ?? desiredNumberScheduled ?? 0;
  const ready = status.readyReplicas ?? status.numberReady ?? 0;
  const updated = status.updatedReplicas ?? status.updatedNumberScheduled ?? 0;
  const available = status.availableReplicas ?? status.numberAvailable ?? 0;
  return (
    observedGeneration === metadata.generation &&
    [ready, updated, available].every((count) => count === wanted) &&
    (currentNumberScheduled ?? wanted) === wanted &&
    (numberMisscheduled ?? 0) === 0
  );
}

const quoted = (text: string) => (/^[\w./:=,@-]+$/.test(text) ? text : `'${text}'`);

/** Nobody answers it here, so that it must not matter. */
const ENI_WEBHOOK: JsonObject = {
  apiVersion: 'admissionregistration.k8s.io/v1',
  kind: 'MutatingWebhookConfiguration',
  metadata: { name: 'add-pod-eni-ip-limit-webhook' },
  webhooks: [
    {
      name: 'add-pod-eni-ip-limit-webhook.tke.cloud.tencent.com',
      admissionReviewVersions: ['v1'],
      sideEffects: 'None',
      failurePolicy: 'Ignore',
      clientConfig: { service: { name: 'add-pod-eni-ip-limit-webhook', namespace: 'kube-system' } },
      rules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'] }],
    },
  ],
};
