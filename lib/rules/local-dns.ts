import type { Declared } from '../cluster/declared';
import { covers, parseAddress, parseCidr } from './ipv4';
import { atValue, type Breach, GUIDE, type Rule } from './rule';

const SOURCE = `${GUIDE}/appendix/with-node-local-dns.md`;

/** DNS caches on the nodes: the addon of TKE, and one of your own behind a CiliumLocalRedirectPolicy. */
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
      if (!facts.localDNS) {
        return [];
      }
      return [
        ...(declared.on('localRedirectPolicies.enabled') || declared.on('localRedirectPolicy')
          ? []
          : [
              atValue(
                'localRedirectPolicies.enabled',
                'the node-local DNS of facts.localDNS needs a CiliumLocalRedirectPolicy, and those are off',
                'Set localRedirectPolicies.enabled to true',
              ),
            ]),
        ...(facts.nodeLocalDNSCache
          ? [
              {
                path: ['facts', 'nodeLocalDNSCache'],
                problem: "TKE's NodeLocalDNSCache addon and a node-local DNS of your own would both answer",
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
                remedy: 'Set kubeProxy.replace to true, or leave facts.localDNS out',
              },
            ]),
        ...addressBreaches(declared, facts.localDNS.kubeDnsIP),
      ];
    },
  },
];

function addressBreaches({ cluster: { facts } }: Declared, address: string): Breach[] {
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
  return problem ? [{ path: ['facts', 'localDNS', 'kubeDnsIP'], problem, remedy }] : [];
}
