import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { JsonObject } from '../../lib/json';
import { etcd, type KubernetesParts } from '../parts/parts';
import { ApiClient } from './api-client';
import { type Finished, freePort, run, Server, until } from './process';

/** The controllers that act on what is applied; no scheduler and no kubelet, the bench plays those. */
const CONTROLLERS = [
  'daemonset',
  'deployment',
  'replicaset',
  'job',
  'cronjob',
  'namespace',
  'garbagecollector',
];

/** Where an API server listens. */
export interface Listen {
  readonly address: string;
  /** @default - a free port */
  readonly port?: number;
  /** Whether controllers run beside it. */
  readonly controllers: boolean;
}

const HERE: Listen = { address: '127.0.0.1', controllers: true };

/**
 * etcd, kube-apiserver and kube-controller-manager on free ports of this machine, with everything they write, their
 * keys and certificates included, in one temporary directory that goes when they stop.
 */
export class ControlPlane {
  private constructor(
    readonly kubernetes: KubernetesParts,
    /** For files of a scenario; removed with everything else. */
    readonly directory: string,
    readonly kubeconfig: string,
    readonly api: ApiClient,
    private readonly servers: readonly Server[],
    private readonly etcdUrl: string,
    private readonly url: string,
  ) {}

  static async start(kubernetes: KubernetesParts, listen = HERE): Promise<ControlPlane> {
    const directory = mkdtempSync(join(tmpdir(), 'tke-cilium-e2e-'));
    const servers: Server[] = [];
    try {
      const etcdUrl = await startEtcd(directory, servers);
      const { url, token } = await startApiServer(kubernetes, listen, directory, etcdUrl, servers);
      const ca = readFileSync(join(directory, 'certs/apiserver.crt'), 'utf8');
      const kubeconfig = writeKubeconfig(directory, 'admin', url, token);
      if (listen.controllers) {
        servers.push(
          Server.start(
            kubernetes.controllerManager,
            [
              `--kubeconfig=${kubeconfig}`,
              `--controllers=${CONTROLLERS.join(',')}`,
              '--leader-elect=false',
              '--secure-port=0',
            ],
            directory,
          ),
        );
      }
      return new ControlPlane(
        kubernetes,
        directory,
        kubeconfig,
        new ApiClient(url, token, ca),
        servers,
        etcdUrl,
        url,
      );
    } catch (error) {
      await stopAll(servers, directory);
      throw error;
    }
  }

  /** Runs kubectl of the server's version as an administrator, or as the user of another kubeconfig. */
  kubectl(
    args: readonly string[],
    options: { readonly kubeconfig?: string; readonly input?: string } = {},
  ): Promise<Finished> {
    return run(this.kubernetes.kubectl.path, args, {
      cwd: this.directory,
      env: this.environment(options.kubeconfig),
      ...(options.input !== undefined && { input: options.input }),
    });
  }

  /** What a shell needs so that `kubectl` means this server. */
  environment(kubeconfig = this.kubeconfig): NodeJS.ProcessEnv {
    return { PATH: process.env.PATH, HOME: this.directory, KUBECONFIG: kubeconfig };
  }

  /**
   * A kubeconfig for a user without rights but those that get bound to them.
   *
   * @param user `nobody` or `reader`, which the API server knows from its token file
   */
  kubeconfigOf(user: 'nobody' | 'reader'): string {
    return writeKubeconfig(this.directory, user, this.url, tokenOf(this.directory, user));
  }

  /**
   * Puts an object into etcd behind the API server's back: TKE's own endpoint has an address of 169.254.0.0/16, which
   * the API server refuses from anybody who asks it.
   */
  async plant(key: string, object: JsonObject): Promise<void> {
    const base64 = (text: string) => Buffer.from(text).toString('base64');
    const response = await fetch(`${this.etcdUrl}/v3/kv/put`, {
      method: 'POST',
      body: JSON.stringify({ key: base64(key), value: base64(JSON.stringify(object)) }),
    });
    if (!response.ok) {
      throw new Error(`etcd does not take ${key}: ${response.status} ${await response.text()}`);
    }
  }

  async stop(): Promise<void> {
    this.api.close();
    await stopAll(this.servers, this.directory);
  }
}

async function stopAll(servers: readonly Server[], directory: string): Promise<void> {
  for (const server of [...servers].reverse()) {
    await server.stop();
  }
  rmSync(directory, { recursive: true, force: true });
}

async function startEtcd(directory: string, servers: Server[]): Promise<string> {
  const url = `http://127.0.0.1:${await freePort()}`;
  const server = Server.start(
    etcd(),
    [
      `--data-dir=${join(directory, 'etcd')}`,
      `--listen-client-urls=${url}`,
      `--advertise-client-urls=${url}`,
      `--listen-peer-urls=http://127.0.0.1:${await freePort()}`,
      '--unsafe-no-fsync',
    ],
    directory,
  );
  servers.push(server);
  await until('etcd', () => healthy(server, `${url}/health`), { seen: () => server.tail() });
  return url;
}

async function healthy(server: Server, url: string): Promise<true | undefined> {
  if (!server.running) {
    throw new Error(`${server.name} ended:\n${server.tail()}`);
  }
  try {
    return (await fetch(url)).ok || undefined;
  } catch {
    return undefined;
  }
}

const USERS = { admin: 'system:masters', reader: 'tke-cilium-preflight', nobody: 'nobodies' } as const;

async function startApiServer(
  kubernetes: KubernetesParts,
  listen: Listen,
  directory: string,
  etcdUrl: string,
  servers: Server[],
): Promise<{ url: string; token: string }> {
  const { address, port = await freePort() } = listen;
  const certificates = join(directory, 'certs');
  mkdirSync(certificates);
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const key = join(certificates, 'service-accounts.key');
  writeFileSync(key, privateKey.export({ type: 'pkcs1', format: 'pem' }), { mode: 0o600 });
  const tokens = join(certificates, 'tokens.csv');
  const rows = Object.entries(USERS).map(
    ([user, group]) => `${randomBytes(16).toString('hex')},${user},${user},${group}`,
  );
  writeFileSync(tokens, `${rows.join('\n')}\n`, { mode: 0o600 });
  const server = Server.start(
    kubernetes.apiServer,
    [
      `--etcd-servers=${etcdUrl}`,
      `--secure-port=${port}`,
      `--bind-address=${address}`,
      `--cert-dir=${certificates}`,
      `--token-auth-file=${tokens}`,
      '--authorization-mode=RBAC',
      '--service-account-issuer=https://kubernetes.default.svc',
      `--service-account-key-file=${key}`,
      `--service-account-signing-key-file=${key}`,
      '--allow-privileged=true',
      '--service-cluster-ip-range=172.16.252.0/22',
      // The bench writes TKE's endpoint itself, and pods whose ServiceAccounts TKE would have made.
      '--endpoint-reconciler-type=none',
      '--disable-admission-plugins=ServiceAccount',
    ],
    directory,
  );
  servers.push(server);
  const url = `https://${address}:${port}`;
  const token = tokenOf(directory, 'admin');
  await until(
    'kube-apiserver',
    async () => {
      if (!server.running) {
        throw new Error(`kube-apiserver ended:\n${server.tail()}`);
      }
      try {
        const client = new ApiClient(url, token, readFileSync(join(certificates, 'apiserver.crt'), 'utf8'));
        const { status } = await client.send('GET', '/readyz');
        client.close();
        return status === 200 || undefined;
      } catch {
        return undefined;
      }
    },
    { seen: () => server.tail() },
  );
  return { url, token };
}

function tokenOf(directory: string, user: keyof typeof USERS): string {
  const rows = readFileSync(join(directory, 'certs/tokens.csv'), 'utf8').split('\n');
  const row = rows.map((line) => line.split(',')).find(([, name]) => name === user);
  return row?.[0] ?? '';
}

function writeKubeconfig(directory: string, user: string, server: string, token: string): string {
  const path = join(directory, `kubeconfig-${user}`);
  const kubeconfig = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      { name: 'e2e', cluster: { server, 'certificate-authority': join(directory, 'certs/apiserver.crt') } },
    ],
    users: [{ name: user, user: { token } }],
    contexts: [{ name: 'e2e', context: { cluster: 'e2e', user } }],
    'current-context': 'e2e',
  };
  writeFileSync(path, stringify(kubeconfig), { mode: 0o600 });
  return path;
}
