import type { Layer } from '../../lib/constructs/layer';
import { InputError } from '../../lib/diagnostics/diagnostic';
import type { JsonObject } from '../../lib/json';
import { layout, MARKER } from '../../lib/layout/layout';

function object(kind: string, name: string, namespace?: string, apiVersion = 'v1'): JsonObject {
  return { apiVersion, kind, metadata: { name, ...(namespace && { namespace }) } };
}

function layer(...objects: JsonObject[]): Layer {
  return { directory: 'gz/cilium', origin: 'clusters/gz.yaml', objects };
}

function paths(...objects: JsonObject[]): string[] {
  return layout([layer(...objects)]).map(({ path }) => path);
}

describe('the layout of dist/', () => {
  test('an object lies in a folder of its namespace, under its kind and name', () => {
    expect(paths(object('ConfigMap', 'cilium-config', 'kube-system'))).toEqual([
      'gz/cilium/kube-system/ConfigMap.cilium-config.yaml',
    ]);
  });

  test('objects of one kind and name in two namespaces keep a file each', () => {
    expect(paths(object('Role', 'a', 'one'), object('Role', 'a', 'two'))).toHaveLength(2);
  });

  test('cluster-scoped objects sort before those of every namespace, so that a Namespace is applied first', () => {
    expect(paths(object('Role', 'r', 'a'), object('Namespace', 'a'))).toEqual([
      'gz/cilium/_cluster/Namespace.a.yaml',
      'gz/cilium/a/Role.r.yaml',
    ]);
  });

  test('characters that some file system refuses are encoded, so that no two names fall together', () => {
    expect(paths(object('ClusterRole', 'system:foo'), object('ClusterRole', 'systemfoo'))).toEqual([
      'gz/cilium/_cluster/ClusterRole.system%3Afoo.yaml',
      'gz/cilium/_cluster/ClusterRole.systemfoo.yaml',
    ]);
  });

  test('a name cannot lead out of its folder', () => {
    expect(paths(object('X', '../../../x'))).toEqual(['gz/cilium/_cluster/X...%2F..%2F..%2Fx.yaml']);
  });

  test('every file begins with where it comes from', () => {
    const [file] = layout([layer(object('ConfigMap', 'a', 'b'))]);
    expect(file?.content).toBe(
      `${MARKER} from clusters/gz.yaml. Change that, not this file.\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n  namespace: b\n`,
    );
  });

  test('a file that holds no object lies in its layer, and a script keeps its first line', () => {
    const files = [
      { name: 'user-data.sh', content: '#!/bin/sh\necho\n' },
      { name: 'node-pool.tf', content: 'resource {}\n' },
    ];
    const mark = `${MARKER} from clusters/gz.yaml. Change that, not this file.\n`;
    expect(layout([{ directory: 'gz/node-pool', origin: 'clusters/gz.yaml', objects: [], files }])).toEqual([
      { path: 'gz/node-pool/node-pool.tf', content: `${mark}resource {}\n` },
      { path: 'gz/node-pool/user-data.sh', content: `#!/bin/sh\n${mark}echo\n` },
    ]);
  });

  test.each([
    [
      'the same object twice',
      [object('Role', 'a', 'b'), object('Role', 'a', 'b')],
      /would be written to one file/,
    ],
    [
      'one kind and name of two API groups',
      [object('Gateway', 'a', 'b', 'x/v1'), object('Gateway', 'a', 'b', 'y/v1')],
      /x\/Gateway\/b\/a and y\/Gateway\/b\/a/,
    ],
    ['names that differ in case only', [object('X', 'a'), object('x', 'a')], /would be written to one file/],
    [
      'an object without a name',
      [{ apiVersion: 'v1', kind: 'Pod', metadata: { generateName: 'x-' } }],
      /kind Pod has no metadata.name/,
    ],
  ])('%s is refused', (_name, objects, message) => {
    expect(() => layout([layer(...objects)])).toThrow(InputError);
    expect(() => layout([layer(...objects)])).toThrow(message);
  });
});
