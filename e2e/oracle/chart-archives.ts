import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { localSource } from '../../lib/charts/chart-source';
import type { LocatedChart } from '../../lib/charts/located-chart';

/** Every chart archive in the chart directories, locked or not, oldest version first. */
export function chartArchives(): LocatedChart[] {
  const found = new Map<string, LocatedChart>();
  for (const directory of localSource().directories) {
    for (const file of namesIn(directory)) {
      const [, name = '', version = ''] = /^(.+)-(\d+\.\d+\.\d+)\.tgz$/.exec(file) ?? [];
      if (version !== '' && !found.has(file)) {
        const path = resolve(directory, file);
        const digest = createHash('sha256').update(readFileSync(path)).digest('hex');
        found.set(file, { name, version, digest, path });
      }
    }
  }
  return [...found.values()].sort((a, b) => a.version.localeCompare(b.version, 'en', { numeric: true }));
}

function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}
