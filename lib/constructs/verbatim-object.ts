import { ApiObject, type ApiObjectProps, JsonPatch } from 'cdk8s';
import type { Construct } from 'constructs';
import { isObject, type JsonObject } from '../json';

/**
 * An API object that is synthesized exactly as it was given. cdk8s's own ApiObject drops nulls, sorts keys and
 * turns big integers into floats; a rendered chart must come through untouched.
 * Labels and annotations added through `metadata`, and JSON patches, are laid over it.
 */
export class VerbatimObject extends ApiObject {
  private readonly laterPatches: JsonPatch[] = [];

  /** @param manifest a complete object; it is not copied and must not change afterwards */
  constructor(
    scope: Construct,
    id: string,
    private readonly manifest: JsonObject,
  ) {
    super(scope, id, headOf(manifest));
  }

  override addJsonPatch(...patches: JsonPatch[]): void {
    this.laterPatches.push(...patches);
  }

  /** The manifest itself where nothing is laid over it: other clusters may have the same one. */
  override toJson(): JsonObject {
    const metadata = isObject(this.manifest.metadata) ? this.manifest.metadata : {};
    const synthesized: unknown = this.metadata.toJson();
    const added = isObject(synthesized) ? synthesized : {};
    const over = { ...overlay('labels', metadata, added), ...overlay('annotations', metadata, added) };
    const manifest =
      Object.keys(over).length === 0
        ? this.manifest
        : { ...this.manifest, metadata: { ...metadata, ...over } };
    return this.laterPatches.length === 0
      ? manifest
      : JsonPatch.apply(structuredClone(manifest), ...this.laterPatches);
  }
}

/** Only what cdk8s needs to know the object by; labels and annotations so that they can be looked at and added to. */
function headOf(manifest: JsonObject): ApiObjectProps {
  const { name, namespace, labels, annotations } = isObject(manifest.metadata) ? manifest.metadata : {};
  return {
    apiVersion: String(manifest.apiVersion),
    kind: String(manifest.kind),
    metadata: {
      ...(typeof name === 'string' && { name }),
      ...(typeof namespace === 'string' && { namespace }),
      ...(isObject(labels) && { labels: stringsOf(labels) }),
      ...(isObject(annotations) && { annotations: stringsOf(annotations) }),
    },
  };
}

function stringsOf(map: JsonObject): Record<string, string> {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, String(value)]));
}

/** The map of that name with what was added to it; nothing when nothing was, so that a null stays a null. */
function overlay(name: string, before: JsonObject, after: JsonObject): JsonObject {
  const old = isObject(before[name]) ? before[name] : {};
  const now = isObject(after[name]) ? after[name] : {};
  const added = Object.entries(now).filter(([key]) => !Object.hasOwn(old, key));
  return added.length === 0 ? {} : { [name]: { ...old, ...Object.fromEntries(added) } };
}
