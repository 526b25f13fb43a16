/** The file name that `helm package` gives an archive. */
export function archiveName({ name, version }: { readonly name: string; readonly version: string }): string {
  return `${name}-${version}.tgz`;
}
