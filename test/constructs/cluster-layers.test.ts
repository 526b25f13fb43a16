import { clusterLayers } from '../../lib/constructs/cluster-layers';
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
  const layers = clusterLayers(declared, 'clusters/cd.yaml');
  const objectsOf = (directory: string) =>
    layers.flatMap((layer) => (layer.directory === directory ? layer.objects : []));

  test('come in the order in which they are applied, each with its Application', () => {
    const applied = layers.flatMap(({ argo }) => (argo ? [[argo.name, argo.wave]] : []));
    expect(applied).toEqual([
      ['node-init', -2],
      ['kube-proxy', -1],
      ['tke-cni-agent', -1],
      ['ip-masq-agent', -1],
      ['api-priority', -1],
      ['cilium', 0],
    ]);
    expect(
      objectsOf('_argocd/cd').map(({ metadata }) => (isObject(metadata) ? metadata.name : undefined)),
    ).toEqual(applied.map(([name]) => `cd-${name}`));
  });

  test.each(['kube-proxy', 'tke-cni-agent', 'ip-masq-agent'])(
    'park %s, with a way back that no Application points at',
    (name) => {
      expect(objectsOf(`cd/${name}`)).toEqual([
        expect.objectContaining({
          kind: 'DaemonSet',
          metadata: expect.objectContaining({ name, namespace: 'kube-system' }),
          spec: { template: { spec: { nodeSelector: { 'label-not-exist': 'node-not-exist' } } } },
        }),
      ]);
      const undo = layers.find(
        ({ directory, objects }) =>
          directory === '_undo/cd' && isObject(objects[0]?.metadata) && objects[0].metadata.name === name,
      );
      expect(undo).toMatchObject({ partial: true });
      expect(undo).not.toHaveProperty('argo');
    },
  );

  test('put the nodeSelector on record back', () => {
    expect(objectsOf('_undo/cd')).toContainEqual(
      expect.objectContaining({
        metadata: expect.objectContaining({ name: 'tke-cni-agent' }),
        spec: { template: { spec: { nodeSelector: { role: 'worker' } } } },
      }),
    );
  });
});
