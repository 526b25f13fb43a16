import { clusterLayers } from '../../lib/constructs/cluster-layers';
import { corefile } from '../../lib/constructs/corefile';
import { fieldOf } from '../../lib/diagnostics/finding';
import { isObject, type JsonObject } from '../../lib/json';
import { checkCluster } from '../../lib/rules/check-cluster';
import { LOCKED_ARCHIVES, testCharts } from '../support/charts';
import { declaredOf } from '../support/declared';
import { fileRequires } from '../support/requires';

fileRequires(LOCKED_ARCHIVES);

const IMAGE = `registry.example.com/node-cache:1.26.4@sha256:${'0'.repeat(64)}`;

const CLUSTER = {
  name: 'gz',
  kubernetes: '1.34.1',
  network: { mode: 'vpc-cni' },
  nodePools: [{ name: 'general', type: 'regular', os: 'tencentos-4' }],
  kubeProxy: { mode: 'iptables', replace: true },
  apiServer: { host: '169.254.128.27' },
  cilium: { version: '1.19.6' },
  localDNS: { kubeDnsIP: '192.168.0.10', image: IMAGE, clusterDomain: 'gz.example' },
};

function objects(): Readonly<Record<string, JsonObject>> {
  const layers = clusterLayers(declaredOf(CLUSTER), 'clusters/gz.yaml', { charts: testCharts });
  const layer = layers.find(({ argo }) => argo?.name === 'local-dns');
  expect(layer?.argo).toMatchObject({ wave: 1, needsCrds: true });
  return Object.fromEntries(
    (layer?.objects ?? []).map((object) => [
      `${object.kind} ${isObject(object.metadata) ? object.metadata.name : ''}`,
      object,
    ]),
  );
}

describe('the layer of the node-local DNS', () => {
  test("has the guide's six objects and the policy", () => {
    expect(Object.keys(objects()).sort()).toEqual([
      'CiliumLocalRedirectPolicy nodelocaldns',
      'ConfigMap node-local-dns',
      'DaemonSet node-local-dns',
      'Service kube-dns-upstream',
      'Service node-local-dns',
      'ServiceAccount node-local-dns',
    ]);
  });

  test('asks kube-dns by another Service than the one that is redirected, on the pod network', () => {
    const { 'DaemonSet node-local-dns': daemonSet, 'CiliumLocalRedirectPolicy nodelocaldns': policy } =
      objects();
    const spec = JSON.stringify(daemonSet);
    expect(spec).toContain('"-localip","192.168.0.10"');
    expect(spec).toContain('"-upstreamsvc","kube-dns-upstream"');
    expect(spec).toContain(IMAGE);
    expect(spec).not.toContain('hostNetwork');
    expect(JSON.stringify(policy)).toContain('"serviceName":"kube-dns","namespace":"kube-system"');
  });

  test('spells the zone of the cluster out, and leaves to node-cache only what it fills in', () => {
    const text = corefile('gz.example');
    expect(text.match(/^\S+(?= \{$)/gm)).toEqual(['gz.example:53', 'in-addr.arpa:53', 'ip6.arpa:53', '.:53']);
    expect(new Set(text.match(/__[A-Z_]+__/g))).toEqual(
      new Set(['__PILLAR__CLUSTER__DNS__', '__PILLAR__UPSTREAM__SERVERS__']),
    );
    expect(text).not.toMatch(/forward \. \d/);
  });

  test('is refused, at its field, beside the addon of TKE and outside of the Services', () => {
    const declared = declaredOf({
      ...CLUSTER,
      facts: { nodeLocalDNSCache: true, serviceCidr: '172.16.0.0/17' },
    });
    expect(checkCluster(declared).map(({ rule, path }) => `${rule} ${fieldOf(path)}`)).toEqual(
      expect.arrayContaining([
        'node-local-dns-addon facts.nodeLocalDNSCache',
        'local-dns-needs facts.nodeLocalDNSCache',
        'local-dns-needs localDNS.kubeDnsIP',
      ]),
    );
  });
});
