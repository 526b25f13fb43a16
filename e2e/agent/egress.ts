import { createServer, type Server } from 'node:http';
import type { JsonObject } from '../../lib/json';
import type { Base } from '../../lib/rules/agent/agent-rule';
import type { CiliumParts } from '../parts/cilium';
import { Cluster, renderedOf } from './cluster';
import { clusterFile } from './clusters';
import { addAddress } from './network';
import type { Ground } from './packets';
import { answers, fetchFrom } from './traffic';

/** An address that no VPC has; the test itself answers there. */
const OUTSIDE = '203.0.113.10';

const LABELS = { 'egress-node': 'true' };

/** The fields of a cluster whose client pods leave by the one node of a pool. */
function egressFields(base: Base): JsonObject {
  const pool = { type: 'regular', os: 'tencentos-4' };
  return {
    nodePools: [
      { name: 'general', ...pool },
      { name: 'egress', ...pool, maxNodes: 1, labels: LABELS },
    ],
    ...(base === 'native' && { masquerade: {} }),
    egressGateway: {
      pool: 'egress',
      policies: [{ name: 'out', from: [{ labels: { app: 'client' } }], to: ['203.0.113.0/24'] }],
    },
  };
}

/** Which node pods leave by, as the one that they ask sees it. */
export async function egress(ground: Ground, parts: CiliumParts, base: Base): Promise<void> {
  const { testbed, charts, plugins, results } = ground;
  const asked = 'egressGateway: the address that the outside sees';
  await results.trial({ version: parts.version, example: base, asked }, async () => {
    const rendered = renderedOf(clusterFile(base, parts.version, {}, egressFields(base)), charts);
    const cluster = await Cluster.start(testbed, plugins, { parts, rendered });
    const outside = await answerWithSource();
    try {
      const [node, gateway] = [cluster.node(1), cluster.node(2)];
      const client = await cluster.pod('client', node, { app: 'client' });
      const friend = await cluster.pod('friend', node, { app: 'friend' });
      const from =
        ({ namespace }: typeof client) =>
        () =>
          fetchFrom(node, namespace, `http://${OUTSIDE}/`);
      await answers('the node of the pod', from(client), exactly(node.address));
      await testbed.api.patch(`/api/v1/nodes/${gateway.name}`, { metadata: { labels: LABELS } });
      await testbed.apply(rendered.after);
      await answers('the gateway', from(client), exactly(gateway.address));
      await answers('the node of a pod without policy', from(friend), exactly(node.address));
      return `${gateway.address} of the gateway; before, and for a pod without policy, ${node.address} of its own node`;
    } finally {
      outside.close();
      await testbed.api.delete('/apis/cilium.io/v2/ciliumegressgatewaypolicies');
      await cluster.stop();
    }
  });
}

function exactly(address: string): RegExp {
  return new RegExp(`^${address.replaceAll('.', '\\.')}$`);
}

/** Answers every request with the address that it came from. */
function answerWithSource(): Promise<Server> {
  addAddress(OUTSIDE);
  const server = createServer(({ socket }, answer) => answer.end(socket.remoteAddress));
  return new Promise((resolve, reject) => {
    server.once('error', reject).listen(80, OUTSIDE, () => resolve(server));
  });
}
