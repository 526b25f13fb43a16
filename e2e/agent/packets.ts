import type { ChartStore } from '../../lib/charts/chart-store';
import type { Base } from '../../lib/rules/agent/agent-rule';
import type { CiliumParts, CniPlugins } from '../parts/cilium';
import { Cluster, type Install, type Pod, renderedOf } from './cluster';
import { clusterFile } from './clusters';
import { on } from './cni';
import type { Results } from './results';
import type { Testbed } from './testbed';
import { answers, Conversation, fetchFrom, SERVER_PORT, serve, silence } from './traffic';

const NODE_PORT = 30080;

/** What the trials of packets need. */
export interface Ground {
  readonly testbed: Testbed;
  readonly charts: ChartStore;
  readonly plugins: CniPlugins;
  readonly results: Results;
}

/** Packets between pods on two nodes, by the real CNI plugin, with no kube-proxy anywhere. */
export async function packets(ground: Ground, parts: CiliumParts, base: Base): Promise<void> {
  const { testbed, charts, plugins, results } = ground;
  const trial = { version: parts.version, example: base };
  let cluster: Cluster | undefined;
  const ready = await results.trial({ ...trial, asked: 'agents of two nodes start' }, async () => {
    cluster = await Cluster.start(testbed, plugins, installOf(base, parts, charts));
    return `both up and well${base === 'overlay' ? '' : '; reference plugins stand in for those of TKE'}`;
  });
  if (ready && cluster) {
    await talk(cluster, trial, results);
  }
  await cluster?.stop();
}

async function talk(
  cluster: Cluster,
  trial: { readonly version: string; readonly example: Base },
  results: Results,
): Promise<void> {
  const [one, other] = [cluster.node(1), cluster.node(2)];
  const pods: Pod[] = [];
  const made = await results.trial({ ...trial, asked: 'pods by the CNI plugins' }, async () => {
    pods.push(await cluster.pod('server', one, { app: 'server' }));
    pods.push(await cluster.pod('client', other, { app: 'client' }));
    pods.push(await cluster.pod('friend', other, { app: 'friend' }));
    return pods.map(({ name, address }) => `${name} ${address}`).join(', ');
  });
  const [server, client, friend] = pods;
  if (!made || !server || !client || !friend) {
    return;
  }
  const from = (pod: Pod, url: string) => () => fetchFrom(pod.machine, pod.namespace, url);
  const direct = `http://${server.address}:${SERVER_PORT}/`;
  await results.trial({ ...trial, asked: 'pod to pod on another node' }, async () => {
    await serve(server);
    const before = await received(cluster);
    await answers('the server', from(client, direct), /^server$/);
    const after = await received(cluster);
    return trial.example === 'overlay' ? `answered; ${after - before} packets came out of VXLAN` : 'answered';
  });
  await results.trial({ ...trial, asked: 'ClusterIP, NodePort' }, async () => {
    const address = await cluster.service('server', server, SERVER_PORT, NODE_PORT);
    await answers('the ClusterIP, from a pod', from(client, `http://${address}/`), /^server$/);
    const host = () => fetchFrom(other, undefined, `http://${address}/`);
    await answers('the ClusterIP, from a node', host, /^server$/);
    const outside = () => fetchOutside(`http://${other.address}:${NODE_PORT}/`);
    await answers('the NodePort, from outside', outside, /^server$/);
    return 'answered to a pod, to the node, and from outside on the node without the pod';
  });
  await results.trial({ ...trial, asked: 'Service of the API server' }, async () => {
    const address = await cluster.apiServerService();
    await answers('the API server', from(client, `https://${address}/version`), /"gitVersion": "v1/);
    return `a pod reads /version at ${address}, with no kube-proxy`;
  });
  await results.trial({ ...trial, asked: 'a CiliumNetworkPolicy drops' }, async () => {
    await cluster.allowOnly('server', { app: 'friend' });
    await silence('the server to be silent', from(client, direct));
    await answers('the friend', from(friend, direct), /^server$/);
    await cluster.allowAll('server');
    await answers('the server', from(client, direct), /^server$/);
    return 'client dropped, friend answered; both answered once it is gone';
  });
}

/** An agent of the next minor takes over from one that runs, under a connection that is open all the time. */
export async function upgrade(ground: Ground, from: CiliumParts, to: CiliumParts): Promise<void> {
  const { testbed, charts, plugins, results } = ground;
  const version = `${from.version} to ${to.version}`;
  await results.trial({ version, example: 'overlay', asked: 'a connection is open meanwhile' }, async () => {
    const cluster = await Cluster.start(testbed, plugins, installOf('overlay', from, charts));
    try {
      const [one, other] = [cluster.node(1), cluster.node(2)];
      const server = await cluster.pod('server', one, { app: 'server' });
      const client = await cluster.pod('client', other, { app: 'client' });
      await serve(server);
      const direct = () => fetchFrom(other, client.namespace, `http://${server.address}:${SERVER_PORT}/`);
      await answers('the server', direct, /^server$/);
      const conversation = await Conversation.start(client, server);
      const before = await conversation.goesOn();
      await cluster.run(installOf('overlay', to, charts));
      const after = await conversation.goesOn();
      await answers('the server, anew', direct, /^server$/);
      return `${before} answers before, ${after} after, over the same connection; new ones work`;
    } finally {
      await cluster.stop();
    }
  });
}

function installOf(base: Base, parts: CiliumParts, charts: ChartStore): Install {
  return { parts, rendered: renderedOf(clusterFile(base, parts.version), charts) };
}

/** Packets that came out of the tunnels of both nodes. */
async function received(cluster: Cluster): Promise<number> {
  const counts = await Promise.all(
    cluster.machines.map((machine) =>
      on(machine, [
        'sh',
        '-c',
        'cat /sys/class/net/cilium_vxlan/statistics/rx_packets 2>/dev/null || echo 0',
      ]),
    ),
  );
  return counts.reduce((sum, text) => sum + Number(text), 0);
}

async function fetchOutside(url: string): Promise<string | undefined> {
  try {
    const response = await fetch(url, {
      signal: AbortSignal.timeout(2000),
      headers: { connection: 'close' },
    });
    return await response.text();
  } catch {
    return undefined;
  }
}
