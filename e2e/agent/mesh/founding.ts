import { X509Certificate } from 'node:crypto';
import type { JsonObject } from '../../../lib/json';
import { runDocumented } from './documented';
import type { Member } from './member';
import type { TwoClusters } from './two-clusters';

/** The Secrets that the certificate Jobs of a cluster write. */
const CERTIFICATES = [
  'clustermesh-apiserver-server-cert',
  'clustermesh-apiserver-admin-cert',
  'clustermesh-apiserver-remote-cert',
  'clustermesh-apiserver-local-cert',
  'hubble-server-certs',
];

/** Both clusters with all that does not need the other: Cilium at work, and an API server of the mesh. */
export async function install(clusters: TwoClusters): Promise<string> {
  const mesh = withoutAddresses(clusters.mesh);
  for (const member of clusters.members) {
    await member.apply(clusters.rendered(member, mesh));
    await member.startNode();
    await member.rollOutServer();
  }
  await clusters.joinNetworks();
  return "agents well, the mesh's API servers ready, each with a CA of its own; openssl plays the program of the Jobs";
}

/** The commands of the page that give the second cluster the CA of the first, though Cilium runs there already. */
export async function shareCa({ a, b }: TwoClusters): Promise<string> {
  const before = await b.certificates.ca();
  const jobs: string[] = [];
  await runDocumented('One CA', planesOf(a, b), async () => {
    jobs.push(...(await b.certificates.run()));
  });
  const [shared, copy] = [await a.certificates.ca(), await b.certificates.ca()];
  if (shared.certificate !== copy.certificate || copy.certificate === before.certificate) {
    throw new Error(`the CA of ${b.name} is not that of ${a.name}`);
  }
  const { publicKey } = new X509Certificate(shared.certificate);
  for (const name of CERTIFICATES) {
    const { ca, certificate } = await b.certificates.certificate(name);
    if (ca !== shared.certificate || !new X509Certificate(certificate).verify(publicKey)) {
      throw new Error(`${name} of ${b.name} is not of the CA of ${a.name}`);
    }
  }
  await b.rollOutServer();
  await b.refreshAgent();
  return `the real kubectl ran its commands; ${jobs.length} Jobs again, ${CERTIFICATES.length} certificates of the one CA`;
}

/** The steps of the page that follow once TKE has made the load balancers. */
export async function connect(clusters: TwoClusters): Promise<string> {
  const { a, b, mesh } = clusters;
  const members = mesh.members as Record<string, JsonObject>;
  const addresses = clusters.members.map(({ name }) => String(members[name]?.address));
  for (const [index, member] of clusters.members.entries()) {
    await member.startLoadBalancer(addresses[index] ?? '');
  }
  const printed = await runDocumented('In which order', planesOf(a, b));
  if (printed.join('\n') !== addresses.join('\n')) {
    throw new Error(`the documented command prints ${printed.join()}, not ${addresses.join()}`);
  }
  for (const member of clusters.members) {
    const before = await member.agentTemplate();
    await member.apply(clusters.rendered(member, mesh));
    if ((await member.agentTemplate()) !== before) {
      throw new Error(`the agents of ${member.name} would restart`);
    }
    await member.rollOutServer();
    await member.refreshAgent();
  }
  return `kubectl reads ${addresses.join(' and ')}, which the test plays; the mesh's API servers restart, no agent does`;
}

function withoutAddresses(mesh: JsonObject): JsonObject {
  const members = Object.entries(mesh.members as Record<string, JsonObject>).map(([name, member]) => {
    const { address: _, ...rest } = member;
    return [name, rest] as const;
  });
  return { ...mesh, members: Object.fromEntries(members) };
}

function planesOf(...members: readonly Member[]) {
  return Object.fromEntries(members.map(({ name, testbed }) => [name, testbed.plane]));
}
