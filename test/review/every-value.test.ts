import { synthesizer } from '../../lib/cli/diff-inputs';
import type { JsonObject, JsonValue } from '../../lib/json';
import { attributeBySynthesis } from '../../lib/review/causes/attribution';
import { fieldChanges } from '../../lib/review/causes/field-changes';
import { clusterTexts } from '../../lib/review/clusters-between';
import { asMarkdown } from '../../lib/review/forms/markdown';
import { review } from '../../lib/review/review';
import { treeOfFiles } from '../../lib/review/trees/tree';
import { LOCKED_ARCHIVES, testCharts } from '../support/charts';
import { describeRequiring } from '../support/requires';
import { another } from '../values/other-values';
import { clusterWith, filesOf } from './support';

const VERSION = '1.19.6';

/** Every value takes a minute or two: EVERY_VALUE=1 goes through all, otherwise every twentieth is tried. */
const STEP = process.env.EVERY_VALUE ? 1 : 20;

function nested(path: readonly string[], value: JsonValue): JsonObject {
  const [name = '', ...rest] = path;
  return { [name]: rest.length === 0 ? value : nested(rest, value) };
}

describeRequiring(LOCKED_ARCHIVES, `a chart value of ${VERSION} that changes the output`, () => {
  const synthesize = synthesizer(testCharts);

  test('is named first in the report, with each changed path once, and the same text twice', () => {
    const base = clusterWith('native', {}, VERSION);
    const before = filesOf(base);
    const { facts } = testCharts.values(VERSION);
    const paths = Object.keys(facts).filter(
      (path) => !path.includes('*') && facts[path]?.removed === undefined,
    );
    let changing = 0;
    const wrong: string[] = [];
    for (const path of paths.filter((_, index) => index % STEP === 0)) {
      const cluster = clusterWith(
        'native',
        { cilium: { values: nested(path.split('.'), another(facts[path])) } },
        VERSION,
      );
      const after = synthesize(cluster, 'clusters/gz.yaml');
      if (!after || fieldChanges(base, cluster).length === 0) {
        continue;
      }
      const trees = { before: treeOfFiles('before', before), after: treeOfFiles('after', after) };
      const input = (one: JsonObject) =>
        new Map([
          [
            'gz',
            {
              file: 'clusters/gz.yaml',
              cluster: one,
              acknowledged: [],
              place: () => 'clusters/gz.yaml:1',
              manifests: () => [],
            },
          ],
        ]);
      const report = () =>
        review({
          ...trees,
          configKeys: () => undefined,
          causesOf: attributeBySynthesis({
            before: input(base),
            after: input(cluster),
            synthesize,
            texts: clusterTexts(trees.before, trees.after),
          }),
        });
      const first = report();
      if (first.counts.paths === 0) {
        continue;
      }
      changing++;
      const reported = first.lines.flatMap(({ paths: some }) =>
        some.map(({ object, path: at }) => `${object} ${at}`),
      );
      const text = asMarkdown(first);
      const named = text.split('\n').find((line) => line.startsWith('- ')) ?? '';
      if (!named.startsWith(`- \`${path}`) || first.causes.length !== 1) {
        wrong.push(`${path}: the report begins with ${named.slice(0, 120)}`);
      }
      if (reported.length !== first.counts.paths || new Set(reported).size !== reported.length) {
        wrong.push(
          `${path}: ${first.counts.paths} paths, reported ${reported.length}, of them ${new Set(reported).size} different`,
        );
      }
      if (asMarkdown(report()) !== text) {
        wrong.push(`${path}: another text the second time`);
      }
    }
    expect(wrong).toEqual([]);
    expect(changing).toBeGreaterThan(200 / STEP);
    if (STEP === 1) {
      process.stderr.write(`${changing} values change the output\n`);
    }
  }, 600_000);
});
