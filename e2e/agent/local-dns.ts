import type { JsonObject } from '../../lib/json';
import type { Base } from '../../lib/rules/agent/agent-rule';
import type { CiliumParts } from '../parts/cilium';
import { Cluster, type Pod, renderedOf } from './cluster';
import { clusterFile } from './clusters';
import type { Ground } from './packets';
import { named } from './synth';
import { answers, startIn } from './traffic';

const KUBE_DNS = '172.16.252.10';

/** Addresses that the two servers give for every name: by them one sees who answered. */
const ANSWERS = { cache: '192.0.2.1', kubeDns: '192.0.2.2' } as const;

/** Answers every question, over UDP and TCP, with one address: a stand-in for a DNS server. */
const SERVER = `
const address = process.argv[1].split('.').map(Number);
const answer = (query) => {
  let end = 12;
  while (query[end] !== 0) end += query[end] + 1;
  const head = Buffer.from(query.subarray(0, end + 5));
  head.writeUInt16BE(0x8580, 2);
  head.writeUInt16BE(1, 6);
  head.writeUInt32BE(0, 8);
  return Buffer.concat([head, Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 1, 0, 4, ...address])]);
};
const udp = require('dgram').createSocket('udp4');
udp.on('message', (query, { port, address }) => udp.send(answer(query), port, address)).bind(53, () => {
  require('net').createServer((socket) => socket.on('error', () => {}).once('data', (data) => {
    const text = answer(data.subarray(2));
    socket.end(Buffer.concat([Buffer.from([text.length >> 8, text.length & 255]), text]));
  })).listen(53, () => console.log('listening'));
});
`;

/** Asks a server for an address over UDP or TCP, and prints it. */
const CLIENT = `
const [server, protocol] = process.argv.slice(1);
const query = Buffer.from('123401000001000000000000' + '0377777707657861' + '6d706c6503636f6d' + '0000010001', 'hex');
const show = (answer) => { console.log([...answer.subarray(-4)].join('.')); process.exit(); };
setTimeout(() => process.exit(1), 2000);
if (protocol === 'udp') {
  const socket = require('dgram').createSocket('udp4');
  socket.on('message', show).send(query, 53, server);
} else {
  const socket = require('net').connect(53, server, () => socket.write(Buffer.concat([Buffer.from([0, query.length]), query])));
  socket.on('data', (data) => data.length > 16 && show(data)).on('error', () => process.exit(1));
}
`;

/** Which DNS server pods reach at the address of kube-dns. */
export async function localDns(ground: Ground, parts: CiliumParts, base: Base): Promise<void> {
  const { testbed, charts, plugins, results } = ground;
  const asked = 'localDNS: who answers at the address of kube-dns';
  await results.trial({ version: parts.version, example: base, asked }, async () => {
    const image = `quay.io/example/node-cache@sha256:${'0'.repeat(64)}`;
    const fields = { localDNS: { kubeDnsIP: KUBE_DNS, image } };
    const rendered = renderedOf(clusterFile(base, parts.version, {}, fields), charts);
    const cluster = await Cluster.start(testbed, plugins, { parts, rendered });
    try {
      const [node, other] = [cluster.node(1), cluster.node(2)];
      const kubeDns = await cluster.pod('kube-dns', other, { 'k8s-app': 'kube-dns' }, SYSTEM);
      await answerDns(kubeDns, ANSWERS.kubeDns);
      await testbed.apply(kubeDnsObjects(kubeDns));
      const client = await cluster.pod('client', node, { app: 'client' });
      const distant = await cluster.pod('distant', other, { app: 'client' });
      await bothAnswer(client, ANSWERS.kubeDns);
      await testbed.apply(rendered.after);
      const { template } = named(rendered.after, 'DaemonSet', 'node-local-dns').spec as JsonObject;
      const { metadata, spec } = template as Record<'metadata' | 'spec', JsonObject>;
      const cache = await cluster.pod('node-local-dns', node, metadata.labels as Record<string, string>, {
        ...SYSTEM,
        containers: (spec.containers as JsonObject[]).map(({ name, image, ports }) => ({
          ...{ name: name ?? null, image: image ?? null, ports: ports ?? [] },
        })),
      });
      await answerDns(cache, ANSWERS.cache);
      await bothAnswer(client, ANSWERS.cache);
      await bothAnswer(distant, ANSWERS.kubeDns);
      await testbed.api.delete('/api/v1/namespaces/kube-system/pods/node-local-dns');
      await bothAnswer(client, ANSWERS.kubeDns);
      return 'UDP and TCP: the cache of its node; kube-dns where a node has none, before and after; both servers are stand-ins';
    } finally {
      for (const path of [
        '/apis/cilium.io/v2/namespaces/kube-system/ciliumlocalredirectpolicies',
        '/api/v1/namespaces/kube-system/pods',
        '/api/v1/namespaces/kube-system/services/kube-dns',
        '/api/v1/namespaces/kube-system/services/kube-dns-upstream',
        '/apis/discovery.k8s.io/v1/namespaces/kube-system/endpointslices',
        '/apis/apps/v1/namespaces/kube-system/daemonsets/node-local-dns',
      ]) {
        await testbed.api.delete(path);
      }
      await cluster.stop();
    }
  });
}

const SYSTEM = { namespace: 'kube-system' } as const;

async function answerDns(pod: Pod, address: string): Promise<void> {
  await startIn(pod, SERVER, address);
}

async function bothAnswer(pod: Pod, wanted: string): Promise<void> {
  for (const protocol of ['udp', 'tcp']) {
    const ask = async () => {
      const { machine, namespace } = pod;
      const command = ['ip', 'netns', 'exec', namespace, process.execPath, '-e', CLIENT, KUBE_DNS, protocol];
      const { status, stdout } = await machine.run(command);
      return status === 0 ? stdout.trim() : undefined;
    };
    await answers(`${wanted} over ${protocol}, asked by ${pod.name}`, ask, new RegExp(`^${wanted}$`));
  }
}

/** The Service of the cluster's DNS, as TKE has it, with its endpoint. */
function kubeDnsObjects({ address, machine }: Pod): JsonObject[] {
  const ports = [
    { name: 'dns', port: 53, protocol: 'UDP' },
    { name: 'dns-tcp', port: 53, protocol: 'TCP' },
  ];
  const metadata = { name: 'kube-dns', ...SYSTEM };
  return [
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata,
      spec: { clusterIP: KUBE_DNS, selector: { 'k8s-app': 'kube-dns' }, ports },
    },
    {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: { ...metadata, labels: { 'kubernetes.io/service-name': 'kube-dns' } },
      addressType: 'IPv4',
      ports,
      endpoints: [{ addresses: [address], nodeName: machine.name, conditions: { ready: true } }],
    },
  ];
}
