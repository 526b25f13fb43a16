import { basename, dirname, extname, join } from 'node:path';
import type { Diagnostic } from '../diagnostics/diagnostic';
import type { LayeredSettings } from './layered-settings';

/** A layer serves many clusters: a diagnostic at a line of it says which of them it is about. */
export function affecting(file: string, diagnostic: Diagnostic): Diagnostic {
  return diagnostic.place?.file === file ? diagnostic : { ...diagnostic, clusters: [nameOf(file)] };
}

/** A cluster file is named after its cluster. */
export function nameOf(file: string): string {
  return basename(file, extname(file));
}

/** What a layer has wrong is reported of the layer, not again of every cluster above it. */
export function withoutRepeated(
  ofLayers: readonly Diagnostic[],
  ofClusters: readonly Diagnostic[],
): Diagnostic[] {
  const known = new Set(ofLayers.map(placeKey));
  return [...ofLayers, ...ofClusters.filter((diagnostic) => !known.has(placeKey(diagnostic)))];
}

function placeKey({ place }: Diagnostic): string {
  return [place?.file, place?.line, place?.column].join(':');
}

/** A file that is not named as its cluster. */
export function misnamed({
  file,
  cluster: { name },
  position,
}: {
  readonly file: string;
  readonly cluster: { readonly name: string };
  readonly position: LayeredSettings['position'];
}): Diagnostic[] {
  return nameOf(file) === name
    ? []
    : [
        {
          severity: 'error',
          rule: 'file-name',
          place: position(['name']),
          field: 'name',
          problem: `the file of the cluster "${name}" is named ${basename(file)}`,
          remedy: `Rename it to ${join(dirname(file), `${name}${extname(file)}`)}, or set name: ${nameOf(file)}`,
        },
      ];
}

/** Clusters of one name, which would be written to one directory. */
export function sharedNames(
  clusters: readonly { readonly file: string; readonly name: string }[],
): Diagnostic[] {
  const firstFile = new Map<string, string>();
  return clusters.flatMap(({ file, name }): Diagnostic[] => {
    const first = firstFile.get(name);
    if (first === undefined) {
      firstFile.set(name, file);
      return [];
    }
    return [
      {
        severity: 'error',
        rule: 'shared-name',
        place: { file },
        field: 'name',
        problem: `"${name}" is already the name of the cluster in ${first}`,
        remedy: 'Give each cluster a name of its own: it is the directory of its manifests in dist/',
      },
    ];
  });
}
