import {
  type ObjectOptions,
  OptionalKind,
  type SchemaOptions,
  type TObject,
  type TProperties,
  type TSchema,
  Type,
} from '@sinclair/typebox';

/**
 * An object that is closed (a misspelt field is an error, never ignored) and in which fields that have
 * a default may be left out of the file, while the program always finds them filled in.
 */
export function closedObject<T extends TProperties>(properties: T, options: ObjectOptions = {}): TObject<T> {
  const required = Object.entries<TSchema>(properties)
    .filter(([, schema]) => schema.default === undefined && !(OptionalKind in schema))
    .map(([name]) => name);
  return Object.assign(Type.Object(properties, { ...options, additionalProperties: false }), { required });
}

/** One of some words. */
export function oneOf<const T extends string>(words: readonly T[], options: SchemaOptions) {
  return Type.Unsafe<T>({ type: 'string', enum: [...words], ...options });
}

/** A nodeSelector that a DaemonSet of TKE had before it was parked. */
export function recordedNodeSelector(daemonSet: string) {
  return Type.Record(Type.String(), Type.String(), {
    default: {},
    description: `The nodeSelector that ${daemonSet} had before it was parked (kubectl -n kube-system get ds ${daemonSet} -o jsonpath={.spec.template.spec.nodeSelector}). The undo manifest puts it back.`,
  });
}
