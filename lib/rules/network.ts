import { isObject, type JsonValue } from '../json';
import { LINK_LOCAL_PREFIX, LOCAL_ROUTER_IP } from '../tke/addresses';
import { atLeast } from '../version/version';
import { parseAddress } from './ipv4';
import { atValue, GUIDE, type Rule } from './rule';

const INSTALL = `${GUIDE}/install.md`;

/** What VPC-CNI with native routing needs: take one away and pods lose traffic, or the agent does not start. */
const NATIVE_BUNDLE: readonly { path: string; is: JsonValue; without: string }[] = [
  {
    path: 'routingMode',
    is: 'native',
    without: 'the VPC routes pod addresses, and this tool sets up nothing else',
  },
  {
    path: 'ipam.mode',
    is: 'delegated-plugin',
    without: 'TKE hands out the pod addresses, and any other mode gives pods addresses the VPC does not know',
  },
  {
    path: 'endpointRoutes.enabled',
    is: true,
    without: 'each pod of VPC-CNI has a route of its own on the node, which Cilium must use',
  },
  { path: 'cni.chainingMode', is: 'generic-veth', without: 'Cilium must come after the CNI plugin of TKE' },
  {
    path: 'cni.externalRouting',
    is: true,
    without: 'Cilium and VPC-CNI would both set up the routes of pods',
  },
  {
    path: 'sysctlfix.enabled',
    is: false,
    without: 'it puts rp_filter of eth0 back to 1, and pods lose their return traffic',
  },
];

/** How Cilium sits in the network of TKE. */
export const NETWORK_RULES: readonly Rule[] = [
  {
    id: 'global-router-native-routing',
    severity: 'error',
    source: `${GUIDE}/appendix/gr-native-not-recommended.md`,
    check: ({ names, cluster: { network } }) =>
      network.mode === 'global-router' && network.routing === 'native'
        ? [
            {
              path: ['network', 'mode'],
              problem:
                'native routing does not work on "global-router": its bridge drops pod traffic between nodes',
              remedy: `${names.useOverlay}, or use a cluster whose network is vpc-cni`,
            },
          ]
        : [],
  },
  {
    id: 'data-plane-v2',
    severity: 'error',
    source: INSTALL,
    check: ({ cluster: { facts } }) =>
      facts.dataPlaneV2
        ? [
            {
              path: ['facts', 'dataPlaneV2'],
              problem:
                "a cluster with DataPlaneV2 runs a Cilium of TKE's own, and two do not fit on one node",
              remedy: 'Install on a cluster that was created without DataPlaneV2',
            },
          ]
        : [],
  },
  {
    id: 'tke-cilium-overlay',
    severity: 'error',
    source: INSTALL,
    check: ({ cluster: { facts } }) =>
      facts.ciliumOverlay
        ? [
            {
              path: ['facts', 'ciliumOverlay'],
              problem:
                "a cluster whose network is CiliumOverlay runs a Cilium of TKE's own, and two do not fit on one node",
              remedy: 'Install on a cluster that was created with VPC-CNI or GlobalRouter',
            },
          ]
        : [],
  },
  {
    id: 'native-routing-bundle',
    severity: 'error',
    source: INSTALL,
    check: (declared) =>
      declared.overlay
        ? []
        : [
            ...NATIVE_BUNDLE.filter(({ path, is }) => String(declared.value(path)) !== String(is)).map(
              ({ path, is, without }) =>
                atValue(
                  path,
                  `${path} must be ${is} on VPC-CNI with native routing: ${without}`,
                  'Remove the key: this tool sets it',
                ),
            ),
            ...(declared.cluster.apiServer &&
            declared.cluster.kubeProxy.replace &&
            !namesSecondInterface(declared.list('devices'))
              ? [
                  atValue(
                    'devices',
                    'pods leave by eth1 and on as well, and without these in devices a HostPort on another node cannot be reached',
                    'Remove the key: this tool sets it to eth+',
                  ),
                ]
              : []),
          ],
  },
  {
    id: 'local-router-address',
    severity: 'error',
    source: `${GUIDE}/appendix/local-router-ipv4.md`,
    check: (declared) => {
      const config = declared.value('extraConfig');
      if (declared.overlay) {
        return isObject(config) && config['local-router-ipv4'] !== undefined
          ? [
              atValue(
                'extraConfig.local-router-ipv4',
                'local-router-ipv4 is for delegated IPAM only: the agent refuses it without routes to endpoints',
                'Remove the key',
              ),
            ]
          : [];
      }
      const address = isObject(config) ? String(config['local-router-ipv4'] ?? '') : '';
      const problem =
        parseAddress(address) === undefined || !address.startsWith(LINK_LOCAL_PREFIX)
          ? `local-router-ipv4 is "${address}", and the agent needs a link-local address there under delegated IPAM`
          : address !== LOCAL_ROUTER_IP && address === declared.cluster.apiServer?.host
            ? `local-router-ipv4 is the address of the API server, ${address}`
            : undefined;
      return problem
        ? [
            atValue(
              'extraConfig.local-router-ipv4',
              problem,
              `Remove the key: this tool sets ${LOCAL_ROUTER_IP}`,
            ),
          ]
        : [];
    },
  },
  {
    id: 'eni-addon-version',
    severity: 'error',
    source: INSTALL,
    check: ({ overlay, cluster: { facts } }) =>
      !overlay && facts.eniAddon !== undefined && !atLeast(facts.eniAddon, '3.8.0')
        ? [
            {
              path: ['facts', 'eniAddon'],
              problem: `the eni addon ${facts.eniAddon} uses route tables from 2000, where Cilium has its own: nodes with two secondary interfaces lose traffic`,
              remedy: 'Upgrade the addon to 3.8.0 or later',
            },
          ]
        : [],
  },
  {
    id: 'eni-addon-advised',
    severity: 'warning',
    source: INSTALL,
    check: ({ overlay, cluster: { facts } }) =>
      !overlay &&
      facts.eniAddon !== undefined &&
      atLeast(facts.eniAddon, '3.8.0') &&
      !atLeast(facts.eniAddon, '3.8.3')
        ? [
            {
              path: ['facts', 'eniAddon'],
              problem: `the eni addon ${facts.eniAddon} is older than the guide advises`,
              remedy: 'Upgrade the addon to 3.8.3 or later',
            },
          ]
        : [],
  },
];

/** A name that ends in + matches all that begin with the rest of it. */
function namesSecondInterface(devices: readonly string[]): boolean {
  return devices.length > 1 || devices.some((device) => device.endsWith('+'));
}
