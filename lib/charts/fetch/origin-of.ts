import { statSync } from 'node:fs';
import { HelmRepository } from './helm-repository';
import { LocalDirectory } from './local-directory';
import { OciRepository } from './oci-repository';
import type { Origin } from './origin';
import { SingleArchive } from './single-archive';

/**
 * The place that `--from`, or the source of a locked chart, names: `oci://...`, the URL of an archive or of a Helm repository, a
 * directory or a file.
 *
 * @throws {Error} for anything else
 */
export function originOf(name: string): Origin {
  if (/^oci:\/\/[^/]+\/.+/.test(name)) {
    return new OciRepository(name);
  }
  if (/^https?:\/\//.test(name)) {
    return /\.(?:tgz|tar\.gz|yaml)$/.test(new URL(name).pathname)
      ? new SingleArchive(name)
      : new HelmRepository(name);
  }
  if (/^[a-z][-+.a-z0-9]*:\/\//i.test(name)) {
    throw new Error(`${name} is neither https://..., nor oci://REGISTRY/CHART, nor a path`);
  }
  const found = statSync(name, { throwIfNoEntry: false });
  if (!found) {
    throw new Error(`there is no file or directory ${name}`);
  }
  return found.isDirectory() ? new LocalDirectory(name) : new SingleArchive(name);
}
