import type { JsonObject } from '../json';
import { INTERNAL_SUBNET } from '../tke/load-balancers';
import { guidePage, type TkeReason } from './tke-reason';

/** A cluster of a mesh, as the others know it. */
export interface MeshPeer {
  readonly name: string;
  /** Address of its load balancer. */
  readonly address: string;
}

/** What the chart has to know of the mesh that a cluster is in. */
export interface MeshMembership {
  readonly name: string;
  /** 1 to 255, or to 511 with clustermesh.maxConnectedClusters. */
  readonly id: number;
  /**
   * Subnet of the load balancer of the mesh's API server.
   * @default - none is named, and TKE makes one on the Internet
   */
  readonly subnet?: string;
  /** The other clusters whose address is known. */
  readonly peers: readonly MeshPeer[];
  /**
   * The issuer of cert-manager that signs the certificates.
   * @default - a Job signs them with the CA in the Secret cilium-ca
   */
  readonly issuer?: { readonly name: string; readonly kind: string };
  /** Whether a selector in a policy that names no cluster means pods of this one only. */
  readonly policyDefaultLocalCluster: boolean;
}

/** Port of the mesh's API server (clustermesh-apiserver/service.yaml of the chart). */
const PORT = 2379;

/** The first day of every fourth month, as Hubble's certificates: the chart makes those of the mesh once, for three years. */
const RENEWAL = '0 0 1 */4 *';

/** What the guide does with the cilium command (enable, connect), as chart values. */
export function meshValues(mesh: MeshMembership): JsonObject {
  const { name, id, subnet, peers, issuer, policyDefaultLocalCluster } = mesh;
  // The chart's default makes a CA and private keys at every render; a Job in the cluster or cert-manager makes them there.
  const auto: JsonObject = issuer
    ? { method: 'certmanager', certManagerIssuerRef: { group: 'cert-manager.io', ...issuer } }
    : { method: 'cronJob', schedule: RENEWAL };
  return {
    cluster: { name, id },
    clustermesh: {
      useAPIServer: true,
      policyDefaultLocalCluster,
      // Also where no address is known yet: its API server mounts a ConfigMap that comes with it.
      config: {
        enabled: true,
        // Each under a name of the domain mesh.cilium.io, which the certificates are made out to.
        clusters: peers.map(({ name, address }) => ({ name, port: PORT, ips: [address] })),
      },
      apiserver: {
        service: {
          type: 'LoadBalancer',
          ...(subnet !== undefined && { annotations: { [INTERNAL_SUBNET]: subnet } }),
        },
        tls: { auto },
      },
    },
    // Relay talks to the agents of all clusters, so their certificates must be of the same CA.
    ...(issuer && { hubble: { tls: { auto } } }),
  };
}

const PAGE = guidePage('clustermesh');
const CILIUM = 'https://docs.cilium.io/en/stable/network/clustermesh/clustermesh/';

/** Why each of them is set. */
export const MESH_REASONS: readonly TkeReason[] = [
  {
    key: 'cluster.name',
    field: 'name',
    why: 'the other clusters of the mesh know this one by the name of its file',
    source: PAGE,
  },
  {
    key: 'cluster.id',
    field: 'mesh.members',
    why: 'identities of pods carry the id of their cluster',
    source: PAGE,
  },
  {
    key: 'clustermesh.useAPIServer',
    field: 'mesh',
    why: "the other clusters read this one's pods and Services from it",
    source: CILIUM,
  },
  {
    key: 'clustermesh.policyDefaultLocalCluster',
    field: 'mesh.policyDefault',
    why: 'the chart of 1.18 and that of 1.19 have different defaults, and policies mean other pods with each',
    source: 'https://docs.cilium.io/en/stable/operations/upgrade/',
  },
  {
    key: 'clustermesh.config',
    field: 'mesh.members',
    why: 'the clusters that it connects to are the other members whose address is known',
    source: CILIUM,
  },
  {
    key: 'clustermesh.apiserver.service',
    field: 'mesh.members',
    why: 'an internal load balancer in that subnet; without the annotation TKE makes one on the Internet',
    source: PAGE,
  },
  {
    key: 'clustermesh.apiserver.tls.auto',
    field: 'mesh.ca',
    why: 'certificates are made in the cluster, so that no private key is in dist/, and renewed every four months',
    source: CILIUM,
  },
  {
    key: 'hubble.tls.auto',
    field: 'mesh.ca',
    why: 'all certificates of Cilium are of one CA, which its own cron job or cert-manager makes them with',
    source: CILIUM,
  },
];
