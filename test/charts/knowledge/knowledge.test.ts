import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { knowledgeOfChart } from '../../../lib/charts/knowledge/chart-knowledge';
import { readsOfTemplates } from '../../../lib/charts/knowledge/template-reads';
import type { ValueFacts, ValueKey } from '../../../lib/charts/knowledge/value-key';
import { readChartFiles } from '../../../lib/engine';
import type { JsonObject, JsonValue } from '../../../lib/json';
import { checkValues } from '../../../lib/values/check-values';
import { mergeValues } from '../../../lib/values/merge-values';
import { LOCKED_ARCHIVES, TEST_VERSIONS, testCharts } from '../../support/charts';
import { describeRequiring } from '../../support/requires';
import { another } from '../../values/other-values';

const chart = (version: string) => readChartFiles(readFileSync(testCharts.locate('cilium', version).path));

/** Rules that are right about the values that are tried here, and say nothing of the keys. */
const OF_THE_VALUE = ['value-deprecated', 'image-tag-alone', 'value-format', 'value-not-allowed'];

describeRequiring(LOCKED_ARCHIVES, 'what is known of the values of the locked charts', () => {
  test.each(TEST_VERSIONS)('what is kept of %s is what its chart says', (version) => {
    expect(testCharts.values(version).facts).toEqual(knowledgeOfChart(chart(version)));
  });

  test.each(TEST_VERSIONS)('the own defaults of %s raise nothing', (version) => {
    const values = parse(chart(version).get('values.yaml') ?? '') as JsonObject;
    expect(Object.keys(values).length).toBeGreaterThan(100);
    expect(checkValues({ known: testCharts.values(version), values })).toEqual([]);
  });

  test.each(TEST_VERSIONS)(
    'no key that a template of %s reads raises anything, deleted or set',
    (version) => {
      const reads = [...readsOfTemplates(chart(version))].filter(([, { refusal }]) => refusal === undefined);
      expect(reads.length).toBeGreaterThan(1000);
      const alarms = reads.flatMap(([path]) => {
        const names = path.split('.');
        const above = names.map((_, index) =>
          keyAt(names.slice(0, index + 1), testCharts.values(version).tree),
        );
        const needs = above.reduce<JsonObject>((sum, key) => mergeValues(sum, needsOf(key, version)), {});
        return [null, another(above.at(-1))].flatMap((value) => {
          const values = nested(names, testCharts.values(version).tree, value) as JsonObject;
          return checkValues({ known: testCharts.values(version), values, beneath: needs });
        });
      });
      expect(alarms.filter(({ rule }) => !OF_THE_VALUE.includes(rule))).toEqual([]);
    },
  );
});

/** Nothing, for what lies in an open map. */
function keyAt(names: readonly string[], known: ValueKey): ValueKey | undefined {
  return names.reduce<ValueKey | undefined>((key, name) => key?.keys.get(name), known);
}

/** All that the key needs before it has an effect, what that needs included. */
function needsOf(known: ValueKey | undefined, version: string): JsonObject {
  return (known?.needs ?? []).reduce<JsonObject>((sum, { path, equals }) => {
    const names = path.split('.');
    const key = keyAt(names, testCharts.values(version).tree);
    const value = nested(names, testCharts.values(version).tree, equals ?? true) as JsonObject;
    return mergeValues(mergeValues(needsOf(key, version), sum), value);
  }, {});
}

/** A value whose only key is at the path, shaped as the chart shapes it. */
function nested([name, ...rest]: readonly string[], known: ValueKey | undefined, leaf: JsonValue): JsonValue {
  if (name === undefined) {
    return leaf;
  }
  const below = nested(rest, known?.keys.get(name), leaf);
  return name === '*' && known?.types?.includes('array') ? [below] : { [name]: below };
}

describeRequiring(LOCKED_ARCHIVES, 'values.yaml beside the templates', () => {
  test.each(TEST_VERSIONS)(
    '%s: the keys on which values.yaml and the templates disagree are these',
    (version) => {
      const having = (fact: keyof ValueFacts) =>
        Object.entries(testCharts.values(version).facts).flatMap(([path, facts]) =>
          facts[fact] ? [path] : [],
        );
      const found = { readNotDeclared: having('undeclared'), declaredNotRead: having('unread') };
      const golden = join(__dirname, 'golden', 'disagreements.json');
      expect(found).toEqual(JSON.parse(readFileSync(golden, 'utf8'))[version]);
    },
  );
});
