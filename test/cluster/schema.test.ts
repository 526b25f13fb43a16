import { readFileSync } from 'node:fs';
import Ajv from 'ajv';
import { parse } from 'yaml';
import { ClusterDefinition } from '../../lib/cluster/definition';
import { schemaFiles } from '../../lib/cluster/schema-file';

test('the definition of a cluster is a JSON Schema, in which no keyword is misspelt', () => {
  const ajv = new Ajv({ strict: true, strictRequired: false, allErrors: true });
  expect(ajv.validateSchema(ClusterDefinition)).toBe(true);
  expect(() => ajv.compile(ClusterDefinition)).not.toThrow();
});

const WHOLE = `name: gz
kubernetes: 1.32.2
network: {mode: vpc-cni}
nodePools: [{name: general, type: regular, os: tencentos-4}]
kubeProxy: {mode: iptables, replace: false}
cilium: {version: 1.18.2, values: {hubble: null}}
`;

function committed(name: string): SchemaNode {
  return JSON.parse(readFileSync(`schemas/${name}`, 'utf8'));
}

function accepts(name: string, text: string): boolean {
  const ajv = new Ajv({ strict: true, strictRequired: false, allowUnionTypes: true });
  return ajv.compile(committed(name))(parse(text));
}

describe('the JSON Schemas that editors complete from', () => {
  test.each(Object.entries(schemaFiles()))(
    '%s is what the definition generates (npm run schema)',
    (name, text) => {
      expect(readFileSync(`schemas/${name}`, 'utf8')).toBe(text);
    },
  );

  test.each(Object.keys(schemaFiles()))('every field that %s knows is described', (name) => {
    expect(undescribed(committed(name))).toEqual([]);
  });

  test.each([
    ['a whole cluster', 'cluster.schema.json', WHOLE, true],
    ['a cluster of three lines', 'cluster.schema.json', 'name: gz\ngroups: [production]\n', true],
    ['a cluster without a name', 'cluster.schema.json', 'kubernetes: 1.32.2\n', false],
    ['a field that a layer below sets, deleted', 'cluster.schema.json', 'name: gz\napiServer: null\n', true],
    [
      'a word that is none of those, in a cluster',
      'cluster.schema.json',
      'name: gz\nkubeProxy: {mode: x}\n',
      false,
    ],
    ['an empty layer', 'layer.schema.json', '{}', true],
    ['a layer with one field of a map', 'layer.schema.json', 'kubeProxy: {replace: true}\n', true],
    ['a layer that deletes a field', 'layer.schema.json', 'kubeProxy: {mode: null}\n', true],
    ['a ring', 'layer.schema.json', 'ring: 1\n', true],
    ['a name in a layer', 'layer.schema.json', 'name: gz\n', false],
    [
      'a node pool that lacks its type, for lists are replaced whole',
      'layer.schema.json',
      'nodePools: [{name: a}]\n',
      false,
    ],
  ])('%s', (_, schema, text, accepted) => {
    expect(accepts(schema, text)).toBe(accepted);
  });
});

interface SchemaNode {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly items?: SchemaNode;
}

/** Leaf fields without a description. */
function undescribed(node: SchemaNode, path = ''): string[] {
  if (node.items) {
    return undescribed(node.items, `${path}[]`);
  }
  if (node.properties) {
    return Object.entries(node.properties).flatMap(([name, field]) => undescribed(field, `${path}.${name}`));
  }
  return node.description ? [] : [path];
}
