import type { Chart } from '../chart/chart';
import { parseConstraints, satisfies } from '../functions/semver-constraint';
import { parseVersion } from '../functions/semver-version';
import { GoError } from '../go/errors';
import type { KubeVersion } from './capabilities';

/**
 * Holds a version of Kubernetes against the one that a chart asks for. A constraint or version that cannot be read counts
 * as one that does not hold, as in Helm.
 *
 * @throws {GoError} with Helm's words
 */
export function requireKubeVersion({ metadata }: Chart, { version, normalized }: KubeVersion): void {
  const wanted = metadata.get('kubeVersion');
  if (typeof wanted === 'string' && wanted !== '' && !holds(wanted, normalized)) {
    throw new GoError(
      `chart requires kubeVersion: ${wanted} which is incompatible with Kubernetes ${version}`,
    );
  }
}

function holds(constraint: string, version: string): boolean {
  try {
    return satisfies(parseVersion(version), parseConstraints(constraint));
  } catch (error) {
    if (error instanceof GoError) {
      return false;
    }
    throw error;
  }
}
