import { type Static, Type } from '@sinclair/typebox';
import { closedObject, oneOf } from './schema-parts';

const Member = closedObject({
  id: Type.Integer({
    minimum: 1,
    maximum: 511,
    description:
      'Number of the cluster in the mesh. Above 255 only with clustermesh.maxConnectedClusters 511.',
  }),
  subnet: Type.Optional(
    Type.String({
      pattern: '^subnet-[a-z0-9]+$',
      description:
        'Subnet of the internal load balancer through which the other clusters reach this one. Needed for each cluster that this tool writes.',
      examples: ['subnet-k57djpow'],
    }),
  ),
  address: Type.Optional(
    Type.String({
      pattern: '^([0-9]{1,3}\\.){3}[0-9]{1,3}$',
      description:
        'Address of that load balancer (kubectl -n kube-system get svc clustermesh-apiserver). TKE hands it out: without it the others do not connect to this cluster yet.',
      examples: ['10.0.7.12'],
    }),
  ),
  podCidrs: Type.Array(Type.String({ description: 'A CIDR.', examples: ['10.244.0.0/16'] }), {
    default: [],
    description:
      'CIDRs of the pods of the cluster: network.podCidrs with overlay routing, else its subnets of VPC-CNI. The other clusters exempt them from masquerading.',
  }),
});

/** A cluster mesh, said once for all its clusters: usually in a group. */
export const Mesh = closedObject(
  {
    members: Type.Record(Type.String({ pattern: '^[a-z0-9]([-a-z0-9]{0,30}[a-z0-9])?$' }), Member, {
      description:
        'The clusters of the mesh by name, this one among them: each file finds its own entry by the name of the cluster, and connects to the others. Names have at most 32 characters.',
    }),
    ca: oneOf(['secret', 'cert-manager'], {
      description:
        'Where the one CA of the mesh comes from, which never is in dist/. secret: the Secret cilium-ca of the first cluster was copied to this one before Cilium is installed (docs/cluster-mesh.md). cert-manager: an issuer, which all clusters share.',
    }),
    issuer: Type.Optional(
      closedObject(
        {
          name: Type.String({ minLength: 1, description: 'Name of the issuer of cert-manager.' }),
          kind: oneOf(['ClusterIssuer', 'Issuer'], {
            default: 'ClusterIssuer',
            description: 'Kind of the issuer; an Issuer must be in kube-system.',
          }),
        },
        { description: 'With ca: cert-manager.' },
      ),
    ),
    policyDefault: oneOf(['local-cluster', 'any-cluster'], {
      default: 'local-cluster',
      description:
        'Which pods a selector in a policy means that names no cluster. local-cluster is the default of Cilium from 1.19 on, any-cluster was it before. policy-default-local-cluster in cilium-config.',
    }),
  },
  { description: 'A cluster mesh with the clusters of other files. Say it once, in a group.' },
);

/** What a cluster file or its group says of a mesh. */
export type ClusterMesh = Static<typeof Mesh>;
