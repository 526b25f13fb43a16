import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readChartFiles } from '../../engine';
import { IMPORTS_DIRECTORY } from '../../imports-directory';
import { ChartStore } from '../chart-store';
import { LOCKED_CHARTS } from '../lock';
import { knowledgeOfChart } from './chart-knowledge';
import { factsAsText, factsFileName } from './facts-file';
import { type VersionKnowledge, valuesAsTypeScript } from './typescript';

/** Writes `imports/cilium.ts` and one facts file a version, from the locked charts. Run by `npm run import:cilium`. */
export function importCilium(store = new ChartStore()): readonly VersionKnowledge[] {
  const versions = LOCKED_CHARTS.filter(({ name }) => name === 'cilium').map(({ name, version }) => ({
    version,
    facts: knowledgeOfChart(readChartFiles(readFileSync(store.locate(name, version).path))),
  }));
  for (const { version, facts } of versions) {
    writeFileSync(join(IMPORTS_DIRECTORY, factsFileName(version)), factsAsText(facts));
  }
  writeFileSync(join(IMPORTS_DIRECTORY, 'cilium.ts'), valuesAsTypeScript(versions));
  return versions;
}

if (require.main === module) {
  for (const { version, facts } of importCilium()) {
    process.stderr.write(`cilium ${version}: ${Object.keys(facts).length} keys\n`);
  }
}
