import { type OwnManifests, ownManifests } from '../cluster/own-manifests';
import type { ReadCluster } from '../cluster/read-clusters';
import { InputError } from '../diagnostics/diagnostic';

/**
 * The objects that `manifests:` of a cluster names.
 *
 * @throws {InputError} when one of them cannot be read
 */
export function manifestsOf(read: ReadCluster): OwnManifests {
  const { manifests, diagnostics } = ownManifests(read);
  if (diagnostics.some(({ severity }) => severity === 'error')) {
    throw new InputError(diagnostics);
  }
  return manifests;
}
