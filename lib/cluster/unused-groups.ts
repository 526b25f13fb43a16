import type { Diagnostic } from '../diagnostics/diagnostic';
import { isObject } from '../json';
import type { ClusterFile } from './cluster-files';
import { readSettings } from './settings-file';

/** Groups that no cluster names. Such a group says itself that it is meant to be, by acknowledging it. */
export function reportUnusedGroups(unused: ReadonlyMap<string, ClusterFile>): Diagnostic[] {
  return [...unused].flatMap(([name, file]): Diagnostic[] =>
    acknowledges(file)
      ? []
      : [
          {
            severity: 'warning',
            rule: UNUSED_GROUP,
            place: { file: file.path },
            problem: `no cluster names the group "${name}"`,
            remedy: 'Name it under groups in the file of a cluster, or remove it',
          },
        ],
  );
}

const UNUSED_GROUP = 'unused-group';

function acknowledges(file: ClusterFile): boolean {
  const read = readSettings(file);
  const entries = 'value' in read && isObject(read.value) ? read.value.acknowledged : [];
  return Array.isArray(entries) && entries.some((entry) => isObject(entry) && entry.rule === UNUSED_GROUP);
}
