import { readFileSync } from 'node:fs';
import Ajv from 'ajv';
import { parse } from 'yaml';
import { ClusterDefinition } from '../../lib/cluster/definition';
import { clusterSchemaFile } from '../../lib/cluster/schema-file';

const COMMITTED = 'schemas/cluster.schema.json';

test('the definition of a cluster is a JSON Schema, in which no keyword is misspelt', () => {
  const ajv = new Ajv({ strict: true, strictRequired: false, allErrors: true });
  expect(ajv.validateSchema(ClusterDefinition)).toBe(true);
  expect(() => ajv.compile(ClusterDefinition)).not.toThrow();
});

describe('the JSON Schema that editors complete from', () => {
  test('is what the definition generates (npm run schema writes it)', () => {
    expect(readFileSync(COMMITTED, 'utf8')).toBe(clusterSchemaFile());
  });

  test.each(['gz-replace', 'sh-coexist', 'cd-overlay'])(
    'takes the example %s, and every field it knows is described',
    (name) => {
      const schema = JSON.parse(readFileSync(COMMITTED, 'utf8'));
      const fits = new Ajv({ strict: false }).compile(schema);
      expect(fits(parse(readFileSync(`clusters/${name}.yaml`, 'utf8')))).toBe(true);
      expect(undescribed(schema)).toEqual([]);
    },
  );
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
