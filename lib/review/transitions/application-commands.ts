import type { JsonObject } from '../../json';
import { shellWord } from '../consequences/shell-word';
import { part } from '../consequences/workloads';
import { code, listText, type Text } from '../text';

/** The commands that delete Applications and leave what they deployed: without a finalizer nothing cascades. */
export function deleteApplications(applications: ReadonlyMap<string, JsonObject>): Text {
  const byNamespace = new Map<string, string[]>();
  for (const [name, { metadata }] of applications) {
    const namespace = String(part(metadata).namespace ?? 'argocd');
    byNamespace.set(namespace, [...(byNamespace.get(namespace) ?? []), name]);
  }
  return listText(
    [...byNamespace].map(([namespace, names]) =>
      code(`kubectl -n ${shellWord(namespace)} delete application ${names.map(shellWord).sort().join(' ')}`),
    ),
  );
}
