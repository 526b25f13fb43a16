import { parse } from '@cdktn/hcl2json';
import { type ClusterTerraformProps, clusterTerraform } from '../../lib/node-init/cluster-terraform';
import { nodePoolTerraform } from '../../lib/node-init/terraform';
import { nodePoolUserData } from '../../lib/node-init/user-data';

/** Terraform's own reading of a file (HashiCorp's HCL, compiled to WebAssembly). Expressions come as templates. */
const read = (source: string): Promise<unknown> => parse('node-pool.tf', source);
const expression = (text: string) => `\${${text}}`;

interface Resources {
  readonly resource: Readonly<Record<string, Readonly<Record<string, readonly unknown[]>>>>;
}

describe('the Terraform snippet of a cluster, as HashiCorp’s parser reads it,', () => {
  const props = { resource: 'gz', name: 'gz-prod', kubernetes: '1.34.1' } as const;
  const cluster = async (more: Omit<ClusterTerraformProps, keyof typeof props>) =>
    ((await read(clusterTerraform({ ...props, ...more }))) as Resources).resource
      .tencentcloud_kubernetes_cluster;

  test('says what the provider has otherwise by default: the network, and kube-proxy without ipvs', async () => {
    expect(await cluster({ network: 'vpc-cni', kubeProxy: 'iptables', level: 'L500' })).toEqual({
      gz: [
        {
          cluster_name: 'gz-prod',
          cluster_deploy_type: 'MANAGED_CLUSTER',
          cluster_version: '1.34.1',
          cluster_level: 'L500',
          container_runtime: 'containerd',
          network_type: 'VPC-CNI',
          cluster_ipvs: false,
          data_plane_v2: false,
        },
      ],
    });
  });

  test('describes a cluster that is otherwise as it is', async () => {
    expect(await cluster({ network: 'global-router', kubeProxy: 'ipvs' })).toMatchObject({
      gz: [{ network_type: 'GR', cluster_ipvs: true }],
    });
  });
});

describe('the Terraform snippet, as HashiCorp’s parser reads it,', () => {
  test('is a node pool of the cluster, on TencentOS 4, with the user data in base64', async () => {
    expect(await read(nodePoolTerraform())).toEqual({
      resource: {
        tencentcloud_kubernetes_node_pool: {
          cilium: [
            {
              name: 'cilium',
              cluster_id: expression('tencentcloud_kubernetes_cluster.tke_cluster.id'),
              node_os: 'img-gqmik24x',
              node_config: [{ user_data: nodePoolUserData().base64 }],
            },
          ],
        },
      },
    });
  });

  test('takes another name, cluster, operating system and mirror', async () => {
    const mirror = { endpoint: 'https://mirror.example.com' };
    const props = { name: 'a-b', clusterId: 'var.cluster_id', nodeOs: 'ubuntu24.04x86_64', mirror };
    expect(await read(nodePoolTerraform(props))).toEqual({
      resource: {
        tencentcloud_kubernetes_node_pool: {
          'a-b': [
            {
              name: 'a-b',
              cluster_id: expression('var.cluster_id'),
              node_os: 'ubuntu24.04x86_64',
              node_config: [{ user_data: nodePoolUserData(mirror).base64 }],
            },
          ],
        },
      },
    });
  });

  test('has labels and taints of a pool, and no script where none is wanted', async () => {
    const more = {
      labels: { 'egress-node': 'true', '${x}': '%{y}' },
      taints: [
        { key: 'egress', value: 'yes', effect: 'NoSchedule' },
        { key: 'slow', effect: 'PreferNoSchedule' },
      ],
      mirror: false,
    } as const;
    const taints = [
      { key: 'egress', value: 'yes', effect: 'NoSchedule' },
      { key: 'slow', value: '', effect: 'PreferNoSchedule' },
    ];
    expect(await read(nodePoolTerraform(more))).toMatchObject({
      resource: {
        tencentcloud_kubernetes_node_pool: {
          cilium: [{ labels: { 'egress-node': 'true', '$${x}': '%%{y}' }, taints }],
        },
      },
    });
    const native = (await read(nodePoolTerraform({ ...more, type: 'native' }))) as Resources;
    expect(native.resource.tencentcloud_kubernetes_native_node_pool).toEqual({
      cilium: [
        {
          name: 'cilium',
          cluster_id: expression('tencentcloud_kubernetes_cluster.tke_cluster.id'),
          type: 'Native',
          labels: [
            { name: 'egress-node', value: 'true' },
            { name: '$${x}', value: '%%{y}' },
          ],
          taints,
          annotations: [{ name: 'node.tke.cloud.tencent.com/image-label', value: 'ts4-public' }],
        },
      ],
    });
  });

  test('has, for Karpenter, a node class with the script as text, and a pool with the image label', async () => {
    const props = {
      name: 'Burst 1',
      type: 'karpenter',
      labels: { team: 'a' },
      taints: [{ key: 'burst', effect: 'NoSchedule' }],
    } as const;
    const { resource } = (await read(nodePoolTerraform(props))) as Resources;
    const [nodeClass] = resource.kubernetes_manifest?.['Burst-1-node-class'] ?? [];
    const [nodePool] = resource.kubernetes_manifest?.['Burst-1-node-pool'] ?? [];
    expect(nodeClass).toEqual({
      manifest: {
        apiVersion: 'karpenter.k8s.tke/v1beta1',
        kind: 'TKEMachineNodeClass',
        metadata: { name: 'burst-1' },
        // The parser leaves the signs of templates doubled.
        spec: { lifecycleScript: { postInitScript: nodePoolUserData().plain.replaceAll('${', '$$${') } },
      },
    });
    expect(nodePool).toMatchObject({
      manifest: {
        apiVersion: 'karpenter.sh/v1',
        kind: 'NodePool',
        metadata: { name: 'burst-1' },
        spec: {
          template: {
            metadata: {
              labels: { team: 'a' },
              annotations: {
                'beta.karpenter.k8s.tke.machine.spec/annotations':
                  'node.tke.cloud.tencent.com/image-label=ts4-public',
              },
            },
            spec: {
              taints: [{ key: 'burst', effect: 'NoSchedule' }],
              nodeClassRef: { group: 'karpenter.k8s.tke', kind: 'TKEMachineNodeClass', name: 'burst-1' },
            },
          },
        },
      },
    });
  });

  test('has, for registered machines, what is to be done instead, and nothing that Terraform would make', async () => {
    const snippet = nodePoolTerraform({ name: 'edge\n}', type: 'registered' });
    expect(snippet).toContain('Run user-data.sh');
    expect(await read(snippet)).toEqual({});
    expect(nodePoolTerraform({ name: 'edge', type: 'registered', mirror: false })).not.toContain('user-data');
  });

  test('lets no name end its string or start a template', async () => {
    const odd = ['a"\n$', '{b}%', '{c}'].join('');
    expect(await read(nodePoolTerraform({ nodeOs: odd }))).toMatchObject({
      // The parser gives templates back as they are written: doubled, so that they are none.
      resource: {
        tencentcloud_kubernetes_node_pool: { cilium: [{ node_os: ['a"\n$$', '{b}%%', '{c}'].join('') }] },
      },
    });
  });

  test('is refused by the parser when a brace is missing', async () => {
    await expect(read(nodePoolTerraform().replace(/}\n$/, ''))).rejects.toThrow(/node-pool\.tf/);
  });
});
