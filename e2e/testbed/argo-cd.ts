import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { isObject, type JsonObject } from '../../lib/json';
import type { ArgoCdParts } from '../parts/parts';
import type { ControlPlane } from './control-plane';
import { freePort, Server, until } from './process';

/** The path of an Application: `name`, or `namespace/name` for one that is not in `argocd`. */
function pathOf(name: string): string {
  const [application, namespace = 'argocd'] = name.split('/').reverse();
  return `/apis/argoproj.io/v1alpha1/namespaces/${namespace}/applications/${application}`;
}

/** A namespace beside its own in which Argo CD looks for Applications. */
export const OTHER_NAMESPACE = 'gitops';

/** What an Application says of itself. */
export interface ApplicationState {
  readonly sync: string;
  readonly health: string;
  /** Phase of the last operation, empty before the first. */
  readonly operation: string;
  /** What went wrong, from the operation and the conditions. */
  readonly message: string;
  /** `Kind/name` to sync status and result of the last sync. */
  readonly resources: Readonly<Record<string, string>>;
  /** The commit that the last comparison was made with. */
  readonly revision: string;
}

/** A real Argo CD, without its API server and UI: repo server, application controller and Redis, as processes. */
export class ArgoCd {
  private constructor(
    readonly parts: ArgoCdParts,
    private readonly plane: ControlPlane,
    private readonly standing: readonly Server[],
    private readonly startController: () => Promise<Server>,
    private controller: Server,
  ) {}

  static async start(parts: ArgoCdParts, plane: ControlPlane): Promise<ArgoCd> {
    await install(parts, plane);
    const directory = join(plane.directory, 'argocd');
    mkdirSync(directory);
    const [redisPort, repoPort, ...metrics] = await Promise.all([1, 2, 3, 4].map(() => freePort()));
    const redis = Server.start(
      parts.redis,
      ['--port', `${redisPort}`, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'],
      directory,
    );
    const env = {
      ARGOCD_GPG_ENABLED: 'false',
      ARGOCD_FAKE_IN_CLUSTER: 'true',
      KUBECONFIG: plane.kubeconfig,
      // So that a resync, and with it a retry, comes within the time a scenario waits.
      ARGOCD_RECONCILIATION_TIMEOUT: '15s',
      ARGOCD_RECONCILIATION_JITTER: '0s',
    };
    const argocd = (name: string, args: readonly string[]) =>
      Server.start(parts.argocd, args, directory, { name, env: { ...env, ARGOCD_BINARY_NAME: name } });
    const repoServer = argocd('argocd-repo-server', [
      '--disable-tls',
      `--redis=127.0.0.1:${redisPort}`,
      `--port=${repoPort}`,
      `--metrics-port=${metrics[0]}`,
    ]);
    const controller = () =>
      argocd('argocd-application-controller', [
        '--repo-server-plaintext',
        `--repo-server=127.0.0.1:${repoPort}`,
        `--redis=127.0.0.1:${redisPort}`,
        '--namespace=argocd',
        `--application-namespaces=${OTHER_NAMESPACE}`,
        `--kubeconfig=${plane.kubeconfig}`,
        `--metrics-port=${metrics[1]}`,
      ]);
    const healthz = `http://127.0.0.1:${metrics[1]}/healthz`;
    const startController = () => startedUp(controller, healthz);
    const standing = [redis, repoServer];
    try {
      return new ArgoCd(parts, plane, standing, startController, await startController());
    } catch (error) {
      // Nobody has them yet who could stop them.
      for (const server of standing) {
        await server.stop();
      }
      throw error;
    }
  }

  async stop(): Promise<void> {
    for (const server of [this.controller, ...this.standing]) {
      await server.stop();
    }
  }

  /** Kills the application controller as a lost node would, with no time to finish anything. */
  async kill(): Promise<void> {
    await this.controller.stop('SIGKILL');
  }

  async restart(): Promise<void> {
    this.controller = await this.startController();
  }

  /** @param name of an Application in `argocd`, or `namespace/name` */
  async state(name: string): Promise<ApplicationState | undefined> {
    const application = await this.plane.api.get(pathOf(name));
    return application && stateOf(application);
  }

  /** Waits until the Application is as asked for. */
  async reaches(
    name: string,
    what: string,
    accept: (state: ApplicationState) => boolean,
    seconds = 120,
  ): Promise<ApplicationState> {
    let last: ApplicationState | undefined;
    const check = async () => {
      last = await this.state(name);
      return last && accept(last) ? last : undefined;
    };
    return until(`Application ${name} to be ${what}`, check, { seconds, seen: () => inShort(last) });
  }

  /** Makes Argo CD look at the repository now. */
  async refresh(name: string): Promise<void> {
    const metadata = { annotations: { 'argocd.argoproj.io/refresh': 'hard' } };
    await this.plane.api.patch(pathOf(name), { metadata });
  }

  /** Starts a sync as a person does who ticks boxes in the UI. */
  async sync(name: string, options: JsonObject): Promise<void> {
    const operation = { initiatedBy: { username: 'e2e' }, sync: { syncStrategy: { hook: {} }, ...options } };
    await this.plane.api.patch(pathOf(name), { operation });
  }

  async delete(name: string): Promise<void> {
    await this.plane.api.delete(pathOf(name));
    await until(`Application ${name} to go`, async () => ((await this.state(name)) ? undefined : true));
  }

  tail(): string {
    return this.controller.tail(30);
  }
}

/**
 * Starts the server, again when it ends by itself, as a kubelet does: the application controller gives up at once when
 * its first read comes before its cache of ConfigMaps is filled.
 */
async function startedUp(start: () => Server, healthz: string): Promise<Server> {
  let server = start();
  let starts = 1;
  const healthy = async () => {
    if (!server.running && starts < 5) {
      server = start();
      starts++;
    }
    return (await fetch(healthz).catch(() => undefined))?.ok && server.running ? server : undefined;
  };
  return until(server.name, healthy, { seen: () => server.tail() });
}

/** What keeps an Application from being at rest. */
function inShort(state: ApplicationState | undefined): string {
  const { resources, ...rest } = state ?? { resources: {} };
  const differing = Object.entries(resources).filter(([, status]) => !status.startsWith('Synced'));
  return JSON.stringify({ ...rest, resources: Object.fromEntries(differing) });
}

function stateOf({ status, operation }: JsonObject): ApplicationState {
  const { sync, health, operationState, conditions, resources } = (isObject(status)
    ? status
    : {}) as unknown as Status;
  const results = new Map(
    (operationState?.syncResult?.resources ?? []).map(({ kind, name, status, message }) => [
      `${kind}/${name}`,
      `${status ?? ''} ${message ?? ''}`.trim(),
    ]),
  );
  const messages = [
    operationState?.message,
    ...(conditions ?? []).map(({ type, message }) => `${type}: ${message}`),
  ];
  return {
    sync: sync?.status ?? '',
    health: health?.status ?? '',
    operation: operation ? 'Running' : (operationState?.phase ?? ''),
    message: messages.filter((message) => message).join(' | '),
    resources: Object.fromEntries(
      (resources ?? []).map(({ kind, name, status }) => [
        `${kind}/${name}`,
        [status, results.get(`${kind}/${name}`)].filter((part) => part).join(': '),
      ]),
    ),
    revision: sync?.revision ?? '',
  };
}

interface Status {
  readonly sync?: { readonly status: string; readonly revision?: string };
  readonly health?: { readonly status: string };
  readonly operationState?: {
    readonly phase: string;
    readonly message?: string;
    readonly syncResult?: { readonly resources?: readonly Resource[] };
  };
  readonly conditions?: readonly { readonly type: string; readonly message: string }[];
  readonly resources?: readonly Resource[];
}

interface Resource {
  readonly kind: string;
  readonly name: string;
  readonly status?: string;
  readonly message?: string;
}

/** What Argo CD's installation puts into a cluster, as far as its controllers ask for it. */
async function install(parts: ArgoCdParts, plane: ControlPlane): Promise<void> {
  const crds = readdirSync(parts.crds).filter((file) => file.endsWith('-crd.yaml'));
  await apply(plane, ['apply', '--server-side', ...crds.flatMap((file) => ['-f', join(parts.crds, file)])]);
  for (const kind of ['applications', 'applicationsets', 'appprojects']) {
    const served = () => plane.api.get(`/apis/argoproj.io/v1alpha1/${kind}`).then((list) => list && true);
    await until(`the API server to serve ${kind}`, served);
  }
  const configMaps = [
    'argocd-cm',
    'argocd-rbac-cm',
    'argocd-ssh-known-hosts-cm',
    'argocd-tls-certs-cm',
    'argocd-gpg-keys-cm',
  ];
  const objects = [
    ...['argocd', OTHER_NAMESPACE].map((name) => ({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name },
    })),
    ...configMaps.map((name) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: metadata(name) })),
    {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: metadata('argocd-secret'),
      stringData: { 'server.secretkey': randomBytes(32).toString('hex') },
    },
    {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'AppProject',
      metadata: { name: 'default', namespace: 'argocd' },
      spec: {
        sourceRepos: ['*'],
        sourceNamespaces: [OTHER_NAMESPACE],
        destinations: [{ namespace: '*', server: '*' }],
        clusterResourceWhitelist: [{ group: '*', kind: '*' }],
      },
    },
  ];
  await apply(
    plane,
    ['apply', '--server-side', '-f', '-'],
    objects.map((object) => stringify(object)).join('---\n'),
  );
}

async function apply(plane: ControlPlane, args: readonly string[], input?: string): Promise<void> {
  const { status, stderr } = await plane.kubectl(args, input === undefined ? {} : { input });
  if (status !== 0) {
    throw new Error(`kubectl ${args.slice(0, 2).join(' ')}: ${stderr}`);
  }
}

function metadata(name: string): JsonObject {
  return { name, namespace: 'argocd', labels: { 'app.kubernetes.io/part-of': 'argocd' } };
}
