import type { Declared } from '../cluster/declared';
import { isObject } from '../json';
import { INTERNAL_SUBNET } from '../tke/load-balancers';
import { atValue, type Breach, GUIDE, type Rule } from './rule';

/** What a cluster of a cluster mesh needs. */
export const MESH_RULES: readonly Rule[] = [
  {
    id: 'cluster-mesh-identity',
    severity: 'error',
    source: 'https://docs.cilium.io/en/stable/network/clustermesh/clustermesh/',
    check: (declared) =>
      (declared.inMesh || declared.on('cluster.id')) && isMemberOfItsMesh(declared)
        ? identityBreaches(declared)
        : [],
  },
  {
    id: 'cluster-mesh-load-balancer',
    severity: 'error',
    source: `${GUIDE}/clustermesh.md`,
    check: (declared) => {
      const annotations = declared.value('clustermesh.apiserver.service.annotations');
      // The field mesh has a rule of its own for its subnet.
      return hasLoadBalancer(declared) &&
        !declared.cluster.mesh &&
        !(isObject(annotations) && annotations[INTERNAL_SUBNET])
        ? [
            atValue(
              'clustermesh.apiserver.service.annotations',
              `the mesh's API server needs the annotation ${INTERNAL_SUBNET}, or TKE gives it a load balancer on the Internet`,
              `Add ${INTERNAL_SUBNET} with the id of a subnet`,
            ),
          ]
        : [];
    },
  },
  {
    id: 'cluster-mesh-node-port',
    severity: 'warning',
    source: `${GUIDE}/clustermesh.md`,
    check: (declared) =>
      declared.on('clustermesh.useAPIServer') && !hasLoadBalancer(declared)
        ? [
            atValue(
              'clustermesh.apiserver.service.type',
              `the mesh's API server is a Service of type ${declared.value('clustermesh.apiserver.service.type')}, which the other clusters reach by the address of a node, as long as there is that node`,
              'Set clustermesh.apiserver.service.type to LoadBalancer',
            ),
          ]
        : [],
  },
  {
    id: 'cluster-mesh-shared-ca',
    severity: 'warning',
    source: 'https://docs.cilium.io/en/stable/network/clustermesh/clustermesh/#shared-certificate-authority',
    check: (declared) =>
      declared.on('clustermesh.useAPIServer') &&
      // The field mesh says where the CA comes from.
      declared.cluster.mesh === undefined &&
      declared.value('clustermesh.apiserver.tls.auto.method') !== 'certmanager'
        ? [
            atValue(
              'clustermesh.apiserver.tls.auto.method',
              'every cluster of a mesh must trust one CA, and each makes its own unless the Secret cilium-ca is there before',
              'Copy the Secret cilium-ca of the first cluster to this one before the first sync, or use certmanager',
            ),
          ]
        : [],
  },
];

/** A cluster that its mesh does not name has no id, and is reported for that. */
function isMemberOfItsMesh({ cluster: { name, mesh } }: Declared): boolean {
  return mesh === undefined || mesh.members[name] !== undefined;
}

function hasLoadBalancer(declared: Declared): boolean {
  return (
    declared.on('clustermesh.useAPIServer') &&
    declared.value('clustermesh.apiserver.service.type') === 'LoadBalancer'
  );
}

function identityBreaches(declared: Declared): Breach[] {
  const id = Number(declared.value('cluster.id'));
  const name = String(declared.value('cluster.name'));
  const highest = Number(declared.value('clustermesh.maxConnectedClusters') ?? 255);
  const badId = !Number.isInteger(id) || id < 1 || id > highest;
  const badName = !/^[a-z0-9]([-a-z0-9]{0,30}[a-z0-9])?$/.test(name) || name === 'default';
  return [
    ...(badId
      ? [
          atValue(
            'cluster.id',
            `a cluster of a mesh needs an id of its own from 1 to ${highest}, and this is ${id}`,
            'Set cluster.id',
          ),
        ]
      : []),
    ...(badName
      ? [
          atValue(
            'cluster.name',
            `"${name}" cannot be the name of a cluster in a mesh`,
            'Set cluster.name: at most 32 of a-z, 0-9 and dashes between them, not "default"',
          ),
        ]
      : []),
  ];
}
