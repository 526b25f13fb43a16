import type { Declared } from '../cluster/declared';
import { fieldOf } from '../diagnostics/finding';
import { covers, parseAddress, parseCidr } from './ipv4';
import { atValue, type Breach, GUIDE, type Rule } from './rule';

const SOURCE = `${GUIDE}/appendix/with-node-local-dns.md`;

/** DNS caches on the nodes: the addon of TKE, and one behind a CiliumLocalRedirectPolicy, this tool's or one of your own. */
export const LOCAL_DNS_RULES: readonly Rule[] = [
  {
    id: 'node-local-dns-addon',
    severity: 'error',
    source: SOURCE,
    check: ({ cluster: { facts, kubeProxy } }) =>
      facts.nodeLocalDNSCache && kubeProxy.replace
        ? [
            {
              path: ['facts', 'nodeLocalDNSCache'],
              problem:
                "TKE's NodeLocalDNSCache addon relies on kube-proxy's iptables, and does not work once Cilium replaces kube-proxy",
              remedy:
                'Remove the addon; a node-local DNS behind a CiliumLocalRedirectPolicy can take its place',
            },
          ]
        : [],
  },
  {
    id: 'local-dns-needs',
    severity: 'error',
    source: SOURCE,
    check: (declared) => {
      const { facts, kubeProxy } = declared.cluster;
      const { localDNS } = declared;
      if (!localDNS) {
        return [];
      }
      return [
        ...(declared.on('localRedirectPolicies.enabled') || declared.on('localRedirectPolicy')
          ? []
          : [
              atValue(
                'localRedirectPolicies.enabled',
                `the node-local DNS of ${fieldOf(localDNS.field)} needs a CiliumLocalRedirectPolicy, and those are off`,
                'Set localRedirectPolicies.enabled to true',
              ),
            ]),
        ...(facts.nodeLocalDNSCache
          ? [
              {
                path: ['facts', 'nodeLocalDNSCache'],
                problem: `TKE's NodeLocalDNSCache addon and the node-local DNS of ${fieldOf(localDNS.field)} would both answer`,
                remedy: 'Remove the addon',
              },
            ]
          : []),
        ...(kubeProxy.replace
          ? []
          : [
              {
                path: ['kubeProxy', 'replace'],
                problem: 'a CiliumLocalRedirectPolicy has no effect beside kube-proxy',
                remedy: `Set kubeProxy.replace to true, or leave ${fieldOf(localDNS.field)} out`,
              },
            ]),
        ...addressBreaches(declared, localDNS),
      ];
    },
  },
  {
    id: 'local-dns-twice',
    severity: 'error',
    source: SOURCE,
    check: ({ cluster: { localDNS, facts } }) =>
      localDNS && facts.localDNS
        ? [
            {
              path: ['facts', 'localDNS'],
              problem:
                'the cluster has a node-local DNS of its own, and localDNS has this tool write another one',
              remedy: 'Remove one of the two fields',
            },
          ]
        : [],
  },
];

function addressBreaches(
  { cluster: { facts } }: Declared,
  { kubeDnsIP: address, field }: NonNullable<Declared['localDNS']>,
): Breach[] {
  const block = parseCidr(`${address}/32`);
  const services = parseCidr(facts.serviceCidr ?? '');
  const problem =
    parseAddress(address) === undefined || !block
      ? `"${address}" is not an IPv4 address`
      : services && !covers(services, block)
        ? `"${address}" is not in the Services' ${facts.serviceCidr}`
        : undefined;
  const remedy =
    "Use the address from kubectl -n kube-system get svc kube-dns -o jsonpath='{.spec.clusterIP}'";
  return problem ? [{ path: [...field, 'kubeDnsIP'], problem, remedy }] : [];
}
