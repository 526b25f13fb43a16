import { isMap, isSeq, parseDocument } from 'yaml';
import { compareVersions } from '../version/version';
import { isCrdSet } from './crd-sets';
import type { LockedChart } from './lock';

const NEW_FILE = `# The chart archives that may be rendered. An entry is added by: npx tke-cilium lock VERSION
charts: []
`;

/**
 * The text of a lock file with one entry more. Comments and the order of the other entries stay as they are; the new one
 * comes behind the newest older version of its chart.
 *
 * @param text the lock file as it is, a valid one; empty where there is none yet
 */
export function withLockedChart(text: string, chart: LockedChart): string {
  const document = parseDocument(text.trim() === '' ? NEW_FILE : text, { version: '1.1' });
  const { name, version, digest, source } = chart;
  const [list, field] = isCrdSet(name) ? ['crds', 'crds'] : ['charts', 'chart'];
  const entry = document.createNode({ [field]: name, version, sha256: digest, source });
  const existing = document.get(list, true);
  if (isSeq(existing)) {
    existing.flow = false;
    existing.items.splice(placeFor(chart, field, existing.items), 0, entry);
  } else {
    document.set(list, [entry]);
  }
  return document.toString({ lineWidth: 0 });
}

function placeFor({ name, version }: LockedChart, field: string, entries: readonly unknown[]): number {
  const older = entries.findLastIndex(
    (entry) =>
      isMap(entry) && entry.get(field) === name && compareVersions(String(entry.get('version')), version) < 0,
  );
  const newer = entries.findIndex((entry) => isMap(entry) && entry.get(field) === name);
  return older >= 0 ? older + 1 : newer >= 0 ? newer : entries.length;
}
