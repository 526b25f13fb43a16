import { ClusterDefinition } from './definition';

/** The text of `schemas/cluster.schema.json`: the definition, as editors read it. */
export function clusterSchemaFile(): string {
  const schema = { $schema: 'http://json-schema.org/draft-07/schema#', ...ClusterDefinition };
  return `${JSON.stringify(schema, null, 2)}\n`;
}
