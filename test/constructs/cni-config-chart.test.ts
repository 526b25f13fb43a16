import { Testing } from 'cdk8s';
import { clusterLayers } from '../../lib/constructs/cluster-layers';
import { CniConfigChart } from '../../lib/constructs/cni-config-chart';
import { isObject, type JsonObject } from '../../lib/json';
import { checkObjects } from '../../lib/manifests/check-objects';
import { checkCluster } from '../../lib/rules/check-cluster';
import { LOCKED_ARCHIVES } from '../support/charts';
import { declaredOf } from '../support/declared';
import { describeRequiring } from '../support/requires';

describe('the CNI configuration of our own', () => {
  const [configMap] = Testing.synth(new CniConfigChart(Testing.app(), 'cni'));

  test("calls VPC-CNI's plugin, then Cilium's, as the guide has it", () => {
    expect(JSON.parse(configMap.data['cni-config'])).toEqual({
      cniVersion: '0.3.1',
      name: 'generic-veth',
      plugins: [
        {
          type: 'tke-route-eni',
          routeTable: 1,
          disableIPv6: true,
          mtu: 1500,
          ipam: { type: 'tke-eni-ipamc', backend: '127.0.0.1:61677' },
        },
        { type: 'cilium-cni', 'chaining-mode': 'generic-veth' },
      ],
    });
  });

  test('is an object that the API takes', () => {
    expect(checkObjects([configMap as JsonObject], { kubernetesVersion: '1.32.2' })).toEqual([]);
  });
});

describeRequiring(LOCKED_ARCHIVES, 'a cluster with a CNI configuration of our own', () => {
  const declared = declaredOf({
    name: 'own',
    kubernetes: '1.32.2',
    network: { mode: 'vpc-cni', cniConfig: 'own' },
    nodePools: [{ name: 'general', type: 'regular', os: 'tencentos-4' }],
    kubeProxy: { mode: 'iptables', replace: true },
    apiServer: { host: '169.254.128.27' },
    cilium: { version: '1.18.2' },
    argoCD: { repoURL: 'https://git.example.com/platform/clusters.git' },
  });
  const layers = clusterLayers(declared, 'clusters/own.yaml');
  const objects = layers.flatMap((layer) => layer.objects);
  const find = (kind: string, name: string) =>
    objects.find(({ kind: is, metadata }) => is === kind && isObject(metadata) && metadata.name === name);

  test('has it there before the agents, which mount it', () => {
    expect(checkCluster(declared)).toEqual([]);
    expect(layers.flatMap(({ argo }) => (argo ? [[argo.name, argo.wave]] : []))).toEqual([
      ['node-init', -2],
      ['kube-proxy', -1],
      ['tke-cni-agent', -1],
      ['cni-config', -1],
      ['cilium', 0],
    ]);
    expect(JSON.stringify(find('DaemonSet', 'cilium'))).toContain('"configMap":{"name":"cni-config"}');
  });

  test('makes the agents read it where it is mounted, and names no file of TKE', () => {
    const { data } = find('ConfigMap', 'cilium-config') as { data: JsonObject };
    expect(data).toMatchObject({
      'cni-chaining-mode': 'generic-veth',
      'custom-cni-conf': 'true',
      'read-cni-conf': '/tmp/cni-configuration/cni-config',
      'cni-external-routing': 'true',
    });
    expect(data).not.toHaveProperty('cni-chaining-target');
    expect(data).not.toHaveProperty('cni-exclusive');
  });
});
