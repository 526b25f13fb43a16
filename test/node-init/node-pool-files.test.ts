import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from '@cdktn/hcl2json';
import { parse as load } from 'yaml';
import { nodePoolFiles } from '../../lib/node-init/node-pool-files';
import { USER_DATA_LIMIT } from '../../lib/node-init/user-data';
import { acceptClusters } from '../../lib/rules/accept-clusters';
import { clusterOn } from '../support/bases';
import { LOCKED_ARCHIVES, testCharts } from '../support/charts';
import { declaredOf } from '../support/declared';
import { exampleText } from '../support/field-examples';
import { fileRequires } from '../support/requires';

fileRequires(LOCKED_ARCHIVES);

const path = join(__dirname, '../fixtures/clusters/gz-replace.yaml');

/** The files of an example, with more lines in its cluster file. */
function filesOf(more = ''): Map<string, string> {
  const content = Buffer.concat([readFileSync(path), Buffer.from(more)]);
  const [read] = acceptClusters([{ path: 'clusters/gz-replace.yaml', content }], testCharts).clusters;
  if (read === undefined) {
    throw new Error('no cluster');
  }
  return new Map(nodePoolFiles(read.cluster).map(({ name, content }) => [name, content]));
}

describe('the files of a node pool in dist/', () => {
  const files = filesOf();
  const script = files.get('user-data.sh') ?? '';
  const terraform = files.get('node-pool.tf') ?? '';

  test('are a script that starts as one, and still fits', () => {
    expect(script.startsWith('#!/bin/sh\n')).toBe(true);
    expect(Buffer.from(script).toString('base64').length).toBeLessThanOrEqual(USER_DATA_LIMIT);
  });

  test('carry the same script in both forms', async () => {
    const { resource } = await parse('node-pool.tf', terraform);
    const [pool] = resource.tencentcloud_kubernetes_node_pool.general;
    expect(Buffer.from(pool.node_config[0].user_data, 'base64').toString()).toBe(script);
  });

  test('of egress gateways have the labels and taints of their pool, and say what else is needed', async () => {
    const [, snippet] = nodePoolFiles(declaredOf(load(exampleText('egress-gateway'))).cluster);
    const text = snippet?.content ?? '';
    const { resource } = await parse('node-pool.tf', text);
    expect(resource.tencentcloud_kubernetes_node_pool.egress[0]).toMatchObject({
      labels: { 'egress-node': 'true' },
      taints: [{ key: 'egress-node', value: 'true', effect: 'NoSchedule' }],
    });
    expect(text.match(/UDP \d+/g)).toEqual(['UDP 8472']);
    expect(text.indexOf('# Egress gateways')).toBeGreaterThan(text.indexOf('"general"'));
  });

  test('hold one resource for each pool that Terraform makes, of its kind and image', async () => {
    const pools = [
      { name: 'general', type: 'regular', os: 'ubuntu-24.04' },
      { name: '9 lives', type: 'regular', kernel: '5.15' },
      { name: 'burst', type: 'native', os: 'tencentos-4', imageLabel: 'ts4-public' },
      { name: 'virtual', type: 'super' },
    ];
    const { cluster } = declaredOf({ ...clusterOn('coexist', '1.18.2'), nodePools: pools });
    const [, terraform] = nodePoolFiles(cluster);
    const { resource } = await parse('node-pool.tf', terraform?.content ?? '');
    expect(Object.keys(resource.tencentcloud_kubernetes_node_pool)).toEqual(['_9-lives', 'general']);
    expect(resource.tencentcloud_kubernetes_node_pool.general[0]).toMatchObject({
      node_os: 'ubuntu24.04x86_64',
    });
    expect(resource.tencentcloud_kubernetes_node_pool['_9-lives'][0]).toMatchObject({ name: '9 lives' });
    expect(resource.tencentcloud_kubernetes_node_pool['_9-lives'][0]).not.toHaveProperty('node_os');
    const [burst] = resource.tencentcloud_kubernetes_native_node_pool.burst;
    expect(burst).toMatchObject({
      type: 'Native',
      annotations: [{ name: 'node.tke.cloud.tencent.com/image-label', value: 'ts4-public' }],
    });
    expect(Buffer.from(burst.native[0].lifecycle[0].post_init, 'base64').toString()).toBe(script);
  });

  test('hold a snippet for each kind of pool, and the cluster, where Terraform makes it, with or without a mirror', async () => {
    const nodePools = [
      { name: 'general', type: 'regular', os: 'ubuntu24.04x86_64' },
      { name: 'burst', type: 'native', os: 'tencentos-4', imageLabel: 'ts4-public' },
      { name: 'spiky', type: 'karpenter', os: 'tencentos-4', imageLabel: 'ts4-public' },
      { name: 'edge', type: 'registered', kernel: '6.1' },
      { name: 'virtual', type: 'super' },
    ];
    for (const mode of ['add', 'none']) {
      const { cluster } = declaredOf({
        ...clusterOn('native', '1.19.6'),
        nodePools,
        terraform: { cluster: 'gz' },
        containerdMirror: { mode },
      });
      const made = new Map(nodePoolFiles(cluster).map(({ name, content }) => [name, content]));
      expect([...made.keys()]).toEqual([
        ...(mode === 'add' ? ['user-data.sh'] : []),
        'node-pool.tf',
        'cluster.tf',
      ]);
      const pools = made.get('node-pool.tf') ?? '';
      expect(pools).toContain('"edge": machines outside Tencent Cloud');
      expect(pools).not.toContain('virtual');
      const { resource } = await parse('node-pool.tf', pools);
      expect(Object.keys(resource).sort()).toEqual([
        'kubernetes_manifest',
        'tencentcloud_kubernetes_native_node_pool',
        'tencentcloud_kubernetes_node_pool',
      ]);
      const [general] = resource.tencentcloud_kubernetes_node_pool.general;
      expect(general.cluster_id).toBe(['$', '{tencentcloud_kubernetes_cluster.gz.id}'].join(''));
      expect('node_config' in general).toBe(mode === 'add');
      const cluster_tf = await parse('cluster.tf', made.get('cluster.tf') ?? '');
      expect(cluster_tf.resource.tencentcloud_kubernetes_cluster.gz[0]).toMatchObject({
        cluster_ipvs: false,
      });
    }
  });

  test('are none where the mirror is taken out', () => {
    expect(filesOf('containerdMirror: { mode: remove }\n').size).toBe(0);
  });
});
