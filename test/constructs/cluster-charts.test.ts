import { App } from 'cdk8s';
import { clusterCharts } from '../../lib/constructs/cluster-charts';
import { isObject } from '../../lib/json';
import { LOCKED_ARCHIVES } from '../support/charts';
import { declaredOf } from '../support/declared';
import { describeRequiring } from '../support/requires';

describeRequiring(LOCKED_ARCHIVES, 'the layers of a cluster with overlay routing', () => {
  const declared = declaredOf({
    name: 'cd',
    kubernetes: '1.32.2',
    network: { mode: 'vpc-cni', routing: 'overlay', podCidrs: ['10.244.0.0/16'] },
    nodePools: [{ name: 'general', type: 'regular', os: 'tencentos-4' }],
    kubeProxy: { mode: 'iptables', replace: true },
    tkeAgents: { cniAgent: { nodeSelector: { role: 'worker' } } },
    apiServer: { host: '169.254.128.27' },
    apiPriority: { level: 'L500' },
    cilium: { version: '1.18.2' },
    argoCD: { repoURL: 'https://git.example.com/platform/clusters.git' },
  });
  const layers = clusterCharts(new App(), declared);
  const objectsOf = (name: string) =>
    layers.flatMap((layer) => (layer.name === name ? layer.chart.toJson().filter(isObject) : []));

  test('come in the order in which they are applied, each with its Application', () => {
    const applied = layers.flatMap(({ name, argo }) => (argo ? [[name, argo.wave]] : []));
    expect(applied).toEqual([
      ['node-init', -2],
      ['kube-proxy', -1],
      ['tke-cni-agent', -1],
      ['ip-masq-agent', -1],
      ['api-priority', -1],
      ['cilium', 0],
    ]);
    expect(
      objectsOf('argocd').map(({ metadata }) => (isObject(metadata) ? metadata.name : undefined)),
    ).toEqual(applied.map(([name]) => `cd-${name}`));
  });

  test.each(['kube-proxy', 'tke-cni-agent', 'ip-masq-agent'])(
    'park %s, with a way back that no Application points at',
    (name) => {
      expect(objectsOf(name)).toEqual([
        expect.objectContaining({
          kind: 'DaemonSet',
          metadata: expect.objectContaining({ name, namespace: 'kube-system' }),
          spec: { template: { spec: { nodeSelector: { 'label-not-exist': 'node-not-exist' } } } },
        }),
      ]);
      expect(layers.find((layer) => layer.name === `${name}-undo`)).toMatchObject({
        apart: '_undo',
        partial: true,
      });
    },
  );

  test('put the nodeSelector on record back', () => {
    expect(objectsOf('tke-cni-agent-undo')[0]?.spec).toEqual({
      template: { spec: { nodeSelector: { role: 'worker' } } },
    });
  });
});
