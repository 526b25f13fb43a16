import type { Chart } from '../chart/chart';
import { parseConstraints, satisfies } from '../functions/semver-constraint';
import { parseVersion } from '../functions/semver-version';
import { GoError } from '../go/errors';
import { quoteGo } from '../go/quote';
import type { KubeVersion } from './capabilities';

/** Names of releases are names of DNS, with room for what charts hang on to them. */
const RELEASE_NAME = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/;
const LONGEST_RELEASE_NAME = 53;

/** @throws {GoError} for a name that Helm gives no release */
export function requireReleaseName(name: string): void {
  if (name === '') {
    throw new GoError('release name "": no name provided');
  }
  if (name.length > LONGEST_RELEASE_NAME || !RELEASE_NAME.test(name)) {
    throw new GoError(
      `release name ${quoteGo(name)}: invalid release name, must match regex ^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$ and the length must not be longer than ${LONGEST_RELEASE_NAME}`,
    );
  }
}

/**
 * Holds a version of Kubernetes against the one that a chart asks for. A constraint or version that cannot be read counts
 * as one that does not hold, as in Helm.
 *
 * @throws {GoError} with Helm's words
 */
export function requireKubeVersion({ metadata }: Chart, { version, normalized }: KubeVersion): void {
  const wanted = metadata.KubeVersion;
  if (wanted !== '' && !holds(wanted, normalized)) {
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
