import type { Finding } from '../diagnostics/finding';
import { isObject, type JsonObject, type JsonValue } from '../json';
import { IMAGE_REGISTRY } from '../tke/registries';
import type { Cluster } from './definition';
import { formCheck } from './form-checks';
import { findingsFrom } from './schema-errors';

/** A cluster with its defaults filled in, or everything that is wrong with its form. */
export type Validated =
  | { readonly cluster: Cluster; readonly findings?: never }
  | { readonly cluster?: never; readonly findings: readonly Finding[] };

/**
 * Checks the form of a cluster: its fields, their types and words. What is well-formed and breaks a cluster is for the
 * rules to say. Pure: the value is not changed.
 */
export function validateCluster(value: JsonValue): Validated {
  if (!isObject(value)) {
    return { findings: [notAMap(value)] };
  }
  const fits = formCheck('cluster');
  const cluster: unknown = withDependentDefaults(structuredClone(value));
  return fits(cluster)
    ? { cluster: cluster as Cluster }
    : { findings: findingsFrom(fits.errors ?? [], 'cluster') };
}

/** Fills in the defaults that depend on another field; the definition has all others. */
function withDependentDefaults(cluster: JsonObject): JsonObject {
  const { images, containerdMirror = {} } = cluster;
  const registry = isObject(images) ? images.registry : undefined;
  if (!isObject(images) || !isRegistry(registry) || !isObject(containerdMirror)) {
    return cluster;
  }
  return {
    ...cluster,
    // Nodes pull nothing from quay.io then.
    containerdMirror: { mode: 'none', ...containerdMirror },
    // So that an image from anywhere else is found.
    images: { allowedRegistries: [registry], ...images },
  };
}

/** Of one that is malformed the definition says so; nothing follows from it. */
function isRegistry(value: JsonValue | undefined): value is string {
  return typeof value === 'string' && new RegExp(IMAGE_REGISTRY).test(value);
}

function notAMap(value: JsonValue): Finding {
  return {
    rule: 'not-a-cluster-file',
    path: [],
    problem:
      value === null
        ? 'the file is empty'
        : `the file holds ${JSON.stringify(value)?.slice(0, 60)}, not a cluster`,
    remedy: 'Describe the cluster in it; the README shows how',
  };
}
