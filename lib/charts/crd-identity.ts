import { isObject } from '../json';
import { readManifests } from '../yaml/read';

const BUNDLE = 'gateway.networking.k8s.io/bundle-version';

/** The version that a file of CRDs says it is; undefined for one that is none, or says several. */
export function crdSetVersion(content: Buffer): string | undefined {
  try {
    const versions = readManifests(content.toString('utf8'))
      .filter(({ kind }) => kind === 'CustomResourceDefinition')
      .map(({ metadata }) =>
        isObject(metadata) && isObject(metadata.annotations) ? metadata.annotations[BUNDLE] : undefined,
      );
    const [version, ...others] = new Set(versions);
    return typeof version === 'string' && others.length === 0 ? version.replace(/^v/, '') : undefined;
  } catch {
    return undefined;
  }
}
