import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { parse, stringify } from 'yaml';
import type { FileSpec } from '../../../lib/layout/layout';
import { OTHER_NAMESPACE } from '../../testbed/argo-cd';
import type { ArgoBench } from '../argo-bench';
import { ROOT } from '../argo-whole';

/** Merges, and waits until the Application of Applications has synced the commit. */
export async function mergedAtRoot(argo: ArgoBench, files: readonly FileSpec[]): Promise<string> {
  const commit = await argo.bench.repository.commit(files);
  await argo.argo.refresh(ROOT);
  await argo.argo.reaches(
    ROOT,
    'at the merge',
    ({ revision, operation }) => revision === commit && operation === 'Succeeded',
  );
  return commit;
}

export async function mergedEverywhere(
  argo: ArgoBench,
  files: readonly FileSpec[],
  names: readonly string[],
): Promise<void> {
  await mergedAtRoot(argo, files);
  await syncedEverywhere(argo, names);
}

export async function syncedEverywhere(argo: ArgoBench, names: readonly string[]): Promise<void> {
  for (const name of names) {
    await argo.argo.refresh(name);
    await argo.synced(name);
  }
}

/** Until the mark is taken off, the new Applications are refused. */
export async function sharing(argo: ArgoBench, names: readonly string[]): Promise<void> {
  for (const name of names) {
    await argo.argo.refresh(name);
    await argo.argo.reaches(name, 'refused', ({ message }) => /Shared resource found/.test(message));
  }
}

export async function unmarked(argo: ArgoBench, cluster: string): Promise<void> {
  const { status, stderr } = await argo.bench.shell(
    `kubectl annotate -R -f dist/${cluster} argocd.argoproj.io/tracking-id-`,
  );
  assert.equal(status, 0, stderr);
}

/** Every Application with its uid. */
export async function applicationsOf(argo: ArgoBench): Promise<[string, string][]> {
  const { stdout } = await argo.bench.shell(
    `kubectl get applications -A -o jsonpath='{range .items[*]}{.metadata.namespace}/{.metadata.name} {.metadata.uid}{"\\n"}{end}'`,
  );
  return stdout
    .trim()
    .split('\n')
    .map((line) => line.split(' ') as [string, string]);
}

interface Kubeconfig {
  readonly clusters: readonly {
    readonly cluster: { readonly server: string; readonly 'certificate-authority': string };
  }[];
  readonly users: readonly { readonly user: { readonly token: string } }[];
}

/** The address of the bench's own API server, by which Argo CD does not know it yet. */
export function clusterOf({ bench }: ArgoBench): { url: string; kubeconfig: Kubeconfig } {
  const kubeconfig: Kubeconfig = parse(readFileSync(bench.cluster.plane.kubeconfig, 'utf8'));
  return { url: kubeconfig.clusters[0]?.cluster.server ?? '', kubeconfig };
}

/** What `argocd cluster add` leaves. */
export async function register(
  argo: ArgoBench,
  server: string,
  { clusters, users }: Kubeconfig,
): Promise<void> {
  const caData = readFileSync(clusters[0]?.cluster['certificate-authority'] ?? '').toString('base64');
  await made(argo, {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      name: 'another-address',
      namespace: 'argocd',
      labels: { 'argocd.argoproj.io/secret-type': 'cluster' },
    },
    stringData: {
      name: 'another-address',
      server,
      config: JSON.stringify({ bearerToken: users[0]?.user.token, tlsClientConfig: { caData } }),
    },
  });
}

export async function makeProject(argo: ArgoBench, server: string): Promise<void> {
  await made(argo, {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'AppProject',
    metadata: { name: 'clusters', namespace: 'argocd' },
    spec: {
      sourceRepos: [argo.bench.repository.url],
      sourceNamespaces: [OTHER_NAMESPACE],
      destinations: [{ server, namespace: '*' }],
      clusterResourceWhitelist: [{ group: '*', kind: '*' }],
    },
  });
}

async function made(argo: ArgoBench, object: object): Promise<void> {
  const { status, stderr } = await argo.bench.cluster.plane.kubectl(['apply', '--server-side', '-f', '-'], {
    input: stringify(object),
  });
  assert.equal(status, 0, stderr);
}
