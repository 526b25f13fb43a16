import { nodePoolTerraform } from '../../lib/node-init/terraform';
import { nodePoolUserData } from '../../lib/node-init/user-data';

type Body = { [key: string]: string | { readonly reference: string } | Body };

/** Reads the part of HCL that a resource like ours is made of; anything else is an error. */
function parseHcl(source: string): Body {
  const token = /\s+|#[^\n]*|("(?:[^"\\\n]|\\.)*")|([A-Za-z_][\w.-]*)|([{}=])/y;
  const tokens: string[] = [];
  while (token.lastIndex < source.length) {
    const at = token.lastIndex;
    const match = token.exec(source);
    if (match === null) {
      throw new Error(`no HCL at ${at}: ${source.slice(at, at + 20)}`);
    }
    const word = match[1] ?? match[2] ?? match[3];
    if (word !== undefined) {
      tokens.push(word);
    }
  }
  const text = (quoted: string) => String(JSON.parse(quoted)).replaceAll('$${', '${').replaceAll('%%{', '%{');
  const take = () => {
    const next = tokens.shift();
    if (next === undefined) {
      throw new Error('HCL ends too early');
    }
    return next;
  };
  const body = (end: string | undefined): Body => {
    const found: Body = {};
    while (tokens[0] !== end) {
      let key = take();
      if (tokens[0] === '=') {
        take();
        const value = take();
        found[key] = value.startsWith('"') ? text(value) : { reference: value };
        continue;
      }
      while (tokens[0]?.startsWith('"')) {
        key += ` ${text(take())}`;
      }
      if (take() !== '{') {
        throw new Error(`${key} is neither an attribute nor a block`);
      }
      found[key] = body('}');
      take();
    }
    return found;
  };
  return body(undefined);
}

describe('the Terraform snippet', () => {
  test('is a node pool of the cluster, on TencentOS 4, with the user data in base64', () => {
    expect(parseHcl(nodePoolTerraform())).toEqual({
      'resource tencentcloud_kubernetes_node_pool cilium': {
        name: 'cilium',
        cluster_id: { reference: 'tencentcloud_kubernetes_cluster.tke_cluster.id' },
        node_os: 'img-gqmik24x',
        node_config: { user_data: nodePoolUserData().base64 },
      },
    });
  });

  test('takes another name, cluster, operating system and mirror', () => {
    const mirror = { endpoint: 'https://mirror.example.com' };
    const name = ['a"$', '{b}'].join('');
    const props = { name, clusterId: 'var.cluster_id', nodeOs: 'ubuntu24.04x86_64', mirror };
    expect(parseHcl(nodePoolTerraform(props))).toEqual({
      [`resource tencentcloud_kubernetes_node_pool ${name}`]: {
        name,
        cluster_id: { reference: 'var.cluster_id' },
        node_os: 'ubuntu24.04x86_64',
        node_config: { user_data: nodePoolUserData(mirror).base64 },
      },
    });
  });
});
