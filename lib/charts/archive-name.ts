import { isCrdSet } from './crd-sets';

/** The file name that `helm package` gives an archive; a set of CRDs is a YAML file. */
export function archiveName({ name, version }: { readonly name: string; readonly version: string }): string {
  return `${name}-${version}.${archiveExtension(name)}`;
}

export function archiveExtension(name: string): string {
  return isCrdSet(name) ? 'yaml' : 'tgz';
}
