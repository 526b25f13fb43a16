import { setTimeout as sleep } from 'node:timers/promises';
import type { ChartStore } from '../../../lib/charts/chart-store';
import type { Pod } from '../cluster';
import type { Results } from '../results';
import type { Testbed } from '../testbed';
import { answers, fetchFrom, SERVER_PORT, serve, silence } from '../traffic';
import { connect, install, shareCa } from './founding';
import type { MeshParts } from './member';
import { type MeshBase, TwoClusters } from './two-clusters';

/** Two clusters become a mesh by the steps of docs/cluster-mesh.md, and their pods reach each other. */
export async function mesh(
  testbed: Testbed,
  charts: ChartStore,
  parts: MeshParts,
  base: MeshBase,
  results: Results,
): Promise<void> {
  const { version } = parts.cilium;
  const trial = (asked: string, attempt: () => Promise<string>) =>
    results.trial({ version, example: `mesh, ${base}`, asked }, attempt);
  const clusters = await TwoClusters.start(testbed, charts, parts, base);
  try {
    const ready =
      (await trial('both clusters, before they know each other', () => install(clusters))) &&
      (await trial('one CA, as documented', () => shareCa(clusters))) &&
      (await trial('addresses, as documented', () => connect(clusters))) &&
      (await trial("the agents' API: ready, connected, synced", async () => {
        const said = await clusters.bothReady();
        return said.map(({ name, synced }) => `${name}: ${Object.keys(synced).sort().join(', ')}`).join('; ');
      }));
    if (ready) {
      await live(clusters, trial);
    }
  } finally {
    await clusters.stop();
  }
}

async function live(
  clusters: TwoClusters,
  trial: (asked: string, attempt: () => Promise<string>) => Promise<boolean>,
): Promise<void> {
  const pods: { readonly server: Pod; readonly client: Pod }[] = [];
  let service = '';
  const { a, b } = clusters;
  await trial('a global Service with its pod in the other cluster', async () => {
    const server = await b.nodes.pod('server', b.nodes.node(), { app: 'server' });
    const client = await a.nodes.pod('client', a.nodes.node(), { app: 'client' });
    await serve(server);
    pods.push({ server, client });
    await b.globalService('server', SERVER_PORT, server);
    service = await a.globalService('server', SERVER_PORT);
    const from = (namespace: string | undefined, url: string) => () =>
      fetchFrom(client.machine, namespace, url);
    await answers('the Service, from a pod', from(client.namespace, `http://${service}/`), /^server$/);
    await answers('the Service, from a node', from(undefined, `http://${service}/`), /^server$/);
    const direct = `http://${server.address}:${SERVER_PORT}/`;
    await answers('the pod by its address', from(client.namespace, direct), /^server$/);
    const seen = await answers('who asks', from(client.namespace, `http://${service}/from`), /./);
    if (seen !== client.address) {
      throw new Error(
        `the pod of ${b.name} sees ${seen} ask, and not ${client.address}, the address of the pod`,
      );
    }
    return `the pod of ${b.name} answers pod and node of ${a.name}, at their ClusterIP and at its own address, and sees the address of the pod`;
  });
  const [{ client } = {}] = pods;
  if (client === undefined || service === '') {
    return;
  }
  const ask = () => fetchFrom(client.machine, client.namespace, `http://${service}/`);
  await trial('policyDefault', () => policies(clusters, ask));
  await trial("the mesh's API servers stop", () => outage(clusters, ask));
}

/** Whom a policy means that names no cluster. */
async function policies(clusters: TwoClusters, ask: () => Promise<string | undefined>): Promise<string> {
  const { a, b, mesh } = clusters;
  await b.nodes.allowOnly('server', { app: 'client' });
  await silence('the server to be silent', ask);
  await b.nodes.allowOnly('server', { app: 'client', 'io.cilium.k8s.policy.cluster': a.name });
  await answers('the server, which names the cluster', ask, /^server$/);
  await b.apply(clusters.rendered(b, { ...mesh, policyDefault: 'any-cluster' }));
  await b.restartAgent();
  await clusters.bothReady();
  await b.nodes.allowOnly('server', { app: 'nobody' });
  await silence('the server to be silent to others', ask);
  await b.nodes.allowOnly('server', { app: 'client' });
  await answers('the server, which names no cluster', ask, /^server$/);
  await b.nodes.allowAll('server');
  return `local-cluster: dropped, and let in once the policy names ${a.name}; any-cluster: let in`;
}

/** What an agent has read of the other cluster it keeps. */
async function outage(clusters: TwoClusters, ask: () => Promise<string | undefined>): Promise<string> {
  const { a, b } = clusters;
  const before = await clusters.bothReady();
  await b.stopServer();
  const without = await keepsAnswering(ask);
  await a.stopServer();
  const withoutBoth = await keepsAnswering(ask);
  await b.rollOutServer();
  await a.rollOutServer();
  await clusters.bothReady(before);
  return `${without} answers in a row without ${b.name}'s, ${withoutBoth} without both; connected anew and ready again after`;
}

/** Asks for fifteen seconds, and misses no answer: how many there were. */
async function keepsAnswering(ask: () => Promise<string | undefined>): Promise<number> {
  const end = Date.now() + 15_000;
  let count = 0;
  while (Date.now() < end) {
    const answer = await ask();
    if (answer !== 'server') {
      throw new Error(`after ${count} answers came ${answer ?? 'none'}`);
    }
    count += 1;
    await sleep(200);
  }
  return count;
}
