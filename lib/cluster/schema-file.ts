import type { TSchema } from '@sinclair/typebox';
import { ClusterFileDefinition, deletable, GroupDefinition } from './layer-definition';

/** The files in `schemas/` and their texts: the definitions, as editors read them. */
export function schemaFiles(): Readonly<Record<string, string>> {
  return {
    'cluster.schema.json': textOf(ClusterFileDefinition),
    'layer.schema.json': textOf(GroupDefinition),
  };
}

function textOf(definition: TSchema): string {
  const schema = { $schema: 'http://json-schema.org/draft-07/schema#', ...deletable(definition) };
  return `${JSON.stringify(schema, null, 2)}\n`;
}
