import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { LocatedChart } from '../../lib/charts/located-chart';
import { releaseRequest } from './compare-charts';
import { NAMED_VALUES } from './named-values';
import { DIALECTS, helmTemplate } from './real-helm';

/** Helm's answers as digests: by chart version, then `<values> <dialect>`. A refusal is recorded by its words. */
export type RecordedDigests = Readonly<Record<string, Readonly<Record<string, string>>>>;

const DIGESTS = resolve(__dirname, '../../test/engine/helm-digests.json');

export function digestOf(outcome: { readonly text: string } | { readonly refusal: string }): string {
  const said = 'text' in outcome ? outcome.text : `refused: ${outcome.refusal.split('\n').sort().join('\n')}`;
  return createHash('sha256').update(said).digest('base64url');
}

/** Asks both Helms about every chart with every named set of values, and writes down the digests. */
export async function recordDigests(charts: readonly LocatedChart[]): Promise<number> {
  const recorded: Record<string, Record<string, string>> = {};
  let count = 0;
  for (const chart of charts) {
    const digests: Record<string, string> = {};
    for (const [name, values] of Object.entries(NAMED_VALUES)) {
      const outcomes = await Promise.all(
        DIALECTS.map((dialect) => helmTemplate(releaseRequest(chart, values), dialect)),
      );
      for (const [index, dialect] of DIALECTS.entries()) {
        const outcome = outcomes[index];
        if (outcome) {
          digests[`${name} ${dialect}`] = digestOf(outcome);
          count++;
        }
      }
    }
    recorded[chart.version] = digests;
  }
  writeFileSync(DIGESTS, `${JSON.stringify(recorded, undefined, 2)}\n`);
  return count;
}
