import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from '@cdktn/hcl2json';
import { nodePoolFiles } from '../../lib/node-init/node-pool-files';
import { USER_DATA_LIMIT } from '../../lib/node-init/user-data';
import { acceptClusters } from '../../lib/rules/accept-clusters';

const path = join(__dirname, '../../clusters/gz-replace.yaml');

/** The files of an example, with more lines in its cluster file. */
function filesOf(more = ''): Map<string, string> {
  const content = Buffer.concat([readFileSync(path), Buffer.from(more)]);
  const [read] = acceptClusters([{ path: 'clusters/gz-replace.yaml', content }]).clusters;
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
    const [pool] = resource.tencentcloud_kubernetes_node_pool.cilium;
    expect(Buffer.from(pool.node_config[0].user_data, 'base64').toString()).toBe(script);
  });

  test('are none where the mirror is taken out', () => {
    expect(filesOf('containerdMirror: { mode: remove }\n').size).toBe(0);
  });
});
