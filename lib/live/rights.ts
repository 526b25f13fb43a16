import type { Layer } from '../constructs/layer';
import { isObject, type JsonObject } from '../json';
import type { Access, ClusterReader, Permission } from './cluster-reader';

/** A right that applying takes, and whether it is there. */
export interface AskedRight extends Access {
  readonly permission: Permission;
}

/** The rights that somebody needs who applies layers, and who was asked about. */
export interface RightsToApply {
  /** @default - the user who asks */
  readonly applier?: string | undefined;
  readonly asked: readonly AskedRight[];
}

/** Asks the API server for every right that applying these layers takes. Changes nothing. */
export function askRights(layers: readonly Layer[], reader: ClusterReader, applier?: string): RightsToApply {
  const asked = accessesToApply(layers).map((access) => ({
    ...access,
    permission: reader.may(access, applier),
  }));
  return { applier, asked };
}

/** What applying does: server-side apply is a patch, and creates what is not there. */
export function accessesToApply(layers: readonly Layer[]): readonly Access[] {
  const accesses = layers
    .filter(({ argo }) => argo !== undefined)
    .flatMap(({ objects, partial = false }) =>
      objects.flatMap((object) => verbsFor(object, partial).map((verb) => accessTo(object, verb))),
    );
  return [...new Map(accesses.map((access) => [rightText(access), access])).values()];
}

/** `patch daemonsets.apps in kube-system`. */
export function rightText({ verb, resource, namespace }: Access): string {
  return `${verb} ${resource}${namespace === undefined ? '' : ` in ${namespace}`}`;
}

/** TKE has made what a partial manifest is laid over. A Job cannot be changed, so that of an earlier version goes first. */
function verbsFor({ kind }: JsonObject, partial: boolean): readonly Access['verb'][] {
  return partial ? ['patch'] : ['create', 'patch', ...(kind === 'Job' ? (['delete'] as const) : [])];
}

function accessTo({ apiVersion, kind, metadata }: JsonObject, verb: Access['verb']): Access {
  const [group, version] = String(apiVersion).split('/');
  const plural = pluralOf(String(kind).toLowerCase());
  const { namespace } = isObject(metadata) ? metadata : {};
  return {
    verb,
    resource: version === undefined ? plural : `${plural}.${group}`,
    ...(typeof namespace === 'string' && { namespace }),
  };
}

/** The resource of a kind. The API server knows it for sure, but not yet for the kinds that a layer defines. */
function pluralOf(kind: string): string {
  if (/[^aeiou]y$/.test(kind)) {
    return kind.replace(/y$/, 'ies');
  }
  return /s$/.test(kind) ? `${kind}es` : `${kind}s`;
}
