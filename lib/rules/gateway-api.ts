import type { Declared } from '../cluster/declared';
import type { Finding } from '../diagnostics/finding';
import { isObject, type JsonObject } from '../json';
import { crdTypes } from '../manifests/crd-types';
import { minorNumber } from '../version/version';
import { atValue, type Breach, GUIDE, type Rule } from './rule';

const SOURCE = `${GUIDE}/gateway-api.md`;

/** The Gateway API as a field of the cluster file. */
export const GATEWAY_API_RULES: readonly Rule[] = [
  {
    id: 'gateway-api-routing',
    severity: 'error',
    source: SOURCE,
    check: ({ overlay, names, cluster: { gatewayAPI } }) =>
      gatewayAPI && !overlay
        ? [
            {
              path: ['gatewayAPI'],
              problem:
                'with native routing VPC-CNI hands out the addresses of pods, and there the agents take no configuration for Envoy, which is what a Gateway becomes',
              remedy: `${names.useOverlay}, or leave gatewayAPI out`,
            },
          ]
        : [],
  },
  {
    id: 'gateway-api-crds-elsewhere',
    severity: 'warning',
    source: 'https://docs.cilium.io/en/stable/network/servicemesh/gateway-api/gateway-api/#prerequisites',
    check: (declared) =>
      declared.overlay && declared.on('gatewayAPI.enabled') && !declared.cluster.gatewayAPI
        ? [
            atValue(
              'gatewayAPI.enabled',
              `a Gateway needs CRDs of the Gateway API that are no part of dist/ (Cilium 1.18: 1.3, 1.19: 1.4, 1.20: 1.6.1 or later); an operator that starts without them logs "Required GatewayAPI resources are not found" and leaves Gateways alone`,
              'Use the field gatewayAPI, which applies them before Cilium; or acknowledge this once they come from elsewhere, before the operator',
            ),
          ]
        : [],
  },
  {
    id: 'gateway-load-balancer',
    severity: 'error',
    source: SOURCE,
    check: ({ cluster: { gatewayAPI } }) => {
      const { existing, internalSubnet, ports } = gatewayAPI?.loadBalancer ?? { ports: [] };
      return [
        ...(existing !== undefined && internalSubnet !== undefined
          ? [
              {
                path: ['gatewayAPI', 'loadBalancer', 'internalSubnet'],
                problem: 'a load balancer that is there already has its subnet',
                remedy: 'Leave out existing or internalSubnet',
              },
            ]
          : []),
        ...ports.flatMap(({ port }, index): Breach[] =>
          ports.findIndex((other) => other.port === port) === index
            ? []
            : [
                {
                  path: ['gatewayAPI', 'loadBalancer', 'ports', index, 'port'],
                  problem: `port ${port} of the load balancer is there twice`,
                  remedy: 'Remove one of the two entries',
                },
              ],
        ),
      ];
    },
  },
  {
    id: 'gateway-privileged-port',
    severity: 'error',
    source: 'https://docs.cilium.io/en/stable/network/servicemesh/gateway-api/host-network-mode/',
    check: (declared) =>
      mayBindPrivilegedPorts(declared)
        ? []
        : (declared.cluster.gatewayAPI?.loadBalancer?.ports ?? []).flatMap(({ listener }, index) =>
            listener < FIRST_UNPRIVILEGED
              ? [
                  {
                    path: ['gatewayAPI', 'loadBalancer', 'ports', index, 'listener'],
                    problem: `Envoy may not listen on port ${listener} of a node: ports below ${FIRST_UNPRIVILEGED} need a capability`,
                    remedy: `Use a listener on a higher port, for the load balancer can have any; or set ${KEEP} to true and add NET_BIND_SERVICE to ${CAPABILITIES}`,
                  },
                ]
              : [],
          ),
  },
];

const FIRST_UNPRIVILEGED = 1024;
const CAPABILITIES = 'envoy.securityContext.capabilities.envoy';
const KEEP = 'envoy.securityContext.capabilities.keepCapNetBindService';

function mayBindPrivilegedPorts(declared: Declared): boolean {
  return declared.on(KEEP) && declared.list(CAPABILITIES).includes('NET_BIND_SERVICE');
}

const GROUP = 'gateway.networking.k8s.io';

/**
 * The kinds without which Cilium's operator leaves the Gateway API off (requiredGVKs in operator/pkg/gateway-api of each
 * minor version).
 */
const REQUIRED_SINCE: readonly { readonly minor: number; readonly kinds: readonly string[] }[] = [
  {
    minor: 20,
    kinds: [
      ...['v1/GatewayClass', 'v1/Gateway', 'v1/HTTPRoute', 'v1/GRPCRoute'],
      ...['v1/TLSRoute', 'v1/ReferenceGrant', 'v1/BackendTLSPolicy'],
    ],
  },
  {
    minor: 0,
    kinds: ['v1/GatewayClass', 'v1/Gateway', 'v1/HTTPRoute', 'v1/GRPCRoute', 'v1beta1/ReferenceGrant'],
  },
];

/** What is wrong with the locked CRDs for this version of Cilium. */
export function gatewayCrdFindings(declared: Declared, crds: readonly JsonObject[]): Finding[] {
  return [...missingKinds(declared, crds), ...unservedKinds(declared, crds)].map((finding) => ({
    ...finding,
    path: ['gatewayAPI', 'crds'],
  }));
}

/** Finds the kinds that Cilium demands and the locked CRDs do not serve. */
function missingKinds({ cluster }: Declared, crds: readonly JsonObject[]): Omit<Finding, 'path'>[] {
  const { version } = cluster.cilium;
  const served = crdTypes(crds).kinds;
  const required = REQUIRED_SINCE.find(({ minor }) => minorNumber(version) >= minor)?.kinds ?? [];
  const missing = required.filter((kind) => !Object.hasOwn(served, `${GROUP}/${kind}`));
  return cluster.gatewayAPI && missing.length > 0
    ? [
        {
          rule: 'gateway-api-crds',
          problem: `the CRDs of Gateway API ${cluster.gatewayAPI.crds} do not serve ${missing.join(', ')}, and without them the operator of Cilium ${version} leaves the Gateway API off`,
          remedy: 'Lock a later version and name that, or the file of the experimental channel (lock --from)',
          source: 'https://docs.cilium.io/en/stable/network/servicemesh/gateway-api/installation/',
        },
      ]
    : [];
}

/** Before 1.20 the operator reads these wherever their CRD names the version, served or not. */
const READ_WHERE_NAMED = { before: 20, group: GROUP, version: 'v1alpha2', kind: 'TLSRoute' };

/** Finds the kinds that the operator reads because a CRD names their version, and that no API server gives it. */
function unservedKinds({ cluster }: Declared, crds: readonly JsonObject[]): Omit<Finding, 'path'>[] {
  const { before, group, version, kind } = READ_WHERE_NAMED;
  const names = crds.some(
    ({ spec }) =>
      isObject(spec) &&
      isObject(spec.names) &&
      spec.names.kind === kind &&
      spec.group === group &&
      Array.isArray(spec.versions) &&
      spec.versions.some((one) => isObject(one) && one.name === version && one.served === false),
  );
  return cluster.gatewayAPI && names && minorNumber(cluster.cilium.version) < before
    ? [
        {
          rule: 'gateway-api-crds-unserved',
          problem: `the CRDs of Gateway API ${cluster.gatewayAPI.crds} name ${version} of ${kind} without serving it, and the operator of Cilium ${cluster.cilium.version} reads that version wherever it is named: it ends with "no matches for kind "${kind}" in version "${group}/${version}""`,
          remedy: 'Lock Gateway API 1.4.1 or earlier and name that, or use Cilium 1.20',
          source: 'https://github.com/cilium/cilium/issues/44920',
        },
      ]
    : [];
}
