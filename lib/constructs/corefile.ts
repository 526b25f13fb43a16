/**
 * The configuration of node-cache, which fills in `__PILLAR__CLUSTER__DNS__` (the Service that `-upstreamsvc` names) and
 * `__PILLAR__UPSTREAM__SERVERS__` (what the ConfigMap kube-dns or the node's resolv.conf says) when it starts. It fills in no
 * `__PILLAR__DNS__DOMAIN__`: the zone of the cluster is spelt out.
 *
 * @param clusterDomain for example `cluster.local`
 */
export function corefile(clusterDomain: string): string {
  return [
    zone(clusterDomain, [
      ...['cache {', '    success 9984 30', '    denial 9984 5', '}'],
      ...TO_KUBE_DNS,
      // The only one of its port 8080, which the probes ask.
      'health',
    ]),
    zone('in-addr.arpa', ['cache 30', ...TO_KUBE_DNS]),
    zone('ip6.arpa', ['cache 30', ...TO_KUBE_DNS]),
    zone('.', [
      'cache 30',
      // The DNS of a VPC does not know the type, and Go's and glibc's resolvers would wait for an answer.
      ...['template ANY HINFO . {', '    rcode NXDOMAIN', '}'],
      'forward . __PILLAR__UPSTREAM__SERVERS__',
    ]),
  ].join('');
}

/** By TCP, so that a lost packet costs no five seconds. */
const TO_KUBE_DNS = ['forward . __PILLAR__CLUSTER__DNS__ {', '    force_tcp', '}'];

function zone(name: string, plugins: readonly string[]): string {
  const lines = ['errors', 'reload', 'loop', 'bind 0.0.0.0', 'prometheus :9253', ...plugins];
  return `${name}:53 {\n${lines.map((line) => `    ${line}\n`).join('')}}\n`;
}
