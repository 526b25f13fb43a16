import { type TSchema, Type } from '@sinclair/typebox';
import { ClusterDefinition } from './definition';
import { closedObject } from './schema-parts';

/** A JSON Schema as plain data, as far as it is looked into here. */
type Schema = TSchema & {
  readonly properties?: Record<string, Schema>;
  readonly patternProperties?: Record<string, Schema>;
};

/** Place of a group in the order in which changes reach the clusters. */
const Ring = Type.Integer({
  minimum: 0,
  description:
    'Groups only: the place of its clusters in the order in which a change reaches them, 0 first. tke-cilium promote moves settings from one ring to the next.',
});

const { name, groups, ...shared } = ClusterDefinition.properties;

/** What `_defaults.yaml` may hold: any field of a cluster file but its name and its groups, and none of them must be there. */
export const DefaultsDefinition = open(closedObject(shared, { title: 'Settings of every cluster' }));

/** What a file in `_groups/` may hold. */
export const GroupDefinition = open(
  closedObject({ ring: Type.Optional(Ring), ...shared }, { title: 'Settings of the clusters of a group' }),
);

/** A cluster file as an editor may see it: what is missing may be in a layer below. */
export const ClusterFileDefinition: TSchema = {
  ...open(closedObject({ name, groups, ...shared }, { title: 'TKE cluster with Cilium' })),
  required: ['name'],
};

/** The same maps with nothing required: other layers may say the rest. Items of lists stay as they are, because a list is replaced as a whole. */
function open(schema: Schema): TSchema {
  const { required: _, properties, patternProperties, ...rest } = schema;
  return {
    ...rest,
    ...(properties && { properties: eachOpen(properties) }),
    ...(patternProperties && { patternProperties: eachOpen(patternProperties) }),
  } as TSchema;
}

function eachOpen(schemas: Record<string, Schema>): Record<string, TSchema> {
  return Object.fromEntries(Object.entries(schemas).map(([key, schema]) => [key, open(schema)]));
}

/** The same for editors, who should take `null` for any field: it deletes what a layer below sets. */
export function deletable(schema: Schema): TSchema {
  const { properties, patternProperties, ...rest } = schema;
  const each = (schemas: Record<string, Schema>) =>
    Object.fromEntries(
      Object.entries(schemas).map(([key, field]) => [key, key === 'name' ? field : orNull(deletable(field))]),
    );
  return {
    ...rest,
    ...(properties && { properties: each(properties) }),
    ...(patternProperties && { patternProperties: each(patternProperties) }),
  } as TSchema;
}

function orNull(schema: Schema): TSchema {
  return {
    ...schema,
    ...(typeof schema.type === 'string' && { type: [schema.type, 'null'] }),
    ...(Array.isArray(schema.enum) && { enum: [...schema.enum, null] }),
  } as TSchema;
}
