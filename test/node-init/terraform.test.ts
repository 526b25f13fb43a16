import { parse } from '@cdktn/hcl2json';
import { nodePoolTerraform } from '../../lib/node-init/terraform';
import { nodePoolUserData } from '../../lib/node-init/user-data';

/** Terraform's own reading of a file (HashiCorp's HCL, compiled to WebAssembly). Expressions come as templates. */
const read = (source: string): Promise<unknown> => parse('node-pool.tf', source);
const expression = (text: string) => `\${${text}}`;

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
