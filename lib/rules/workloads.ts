import { isObject, type JsonObject } from '../json';

/** An object that makes pods. */
export interface Workload {
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
  readonly spec: JsonObject;
  /** The specification of its pods. */
  readonly pod: JsonObject;
}

export function workloadsOf(objects: readonly JsonObject[]): readonly Workload[] {
  return objects.flatMap(({ kind, metadata, spec }) => {
    const template = isObject(spec) ? spec.template : undefined;
    return isObject(metadata) && isObject(spec) && isObject(template) && isObject(template.spec)
      ? [
          {
            kind: String(kind),
            name: String(metadata.name),
            namespace: String(metadata.namespace),
            spec,
            pod: template.spec,
          },
        ]
      : [];
  });
}

/** The specification of the pods of a workload; undefined where it is not among the objects. */
export function podSpecOf(
  objects: readonly JsonObject[],
  kind: string,
  name: string,
): JsonObject | undefined {
  return workloadsOf(objects).find((workload) => workload.kind === kind && workload.name === name)?.pod;
}
