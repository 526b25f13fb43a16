import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { ChartStore } from '../../../lib/charts/chart-store';
import { knowledgeOfChart } from '../../../lib/charts/knowledge/chart-knowledge';
import { knownVersions, valueFacts, valueTree } from '../../../lib/charts/knowledge/chart-values';
import { factsAsText, factsFileName } from '../../../lib/charts/knowledge/facts-file';
import { readsOfTemplates } from '../../../lib/charts/knowledge/template-reads';
import { valuesAsTypeScript } from '../../../lib/charts/knowledge/typescript';
import type { ValueFacts, ValueKey } from '../../../lib/charts/knowledge/value-key';
import { readChartFiles } from '../../../lib/engine';
import { IMPORTS_DIRECTORY } from '../../../lib/imports-directory';
import type { JsonObject, JsonValue } from '../../../lib/json';
import { checkValues } from '../../../lib/values/check-values';
import { mergeValues } from '../../../lib/values/tke-values';
import { LOCKED_ARCHIVES } from '../../support/charts';
import { describeRequiring } from '../../support/requires';
import { another } from '../../values/other-values';

const imported = (name: string) => readFileSync(join(IMPORTS_DIRECTORY, name), 'utf8');
const chart = (version: string) =>
  readChartFiles(readFileSync(new ChartStore().locate('cilium', version).path));

describeRequiring(LOCKED_ARCHIVES, 'what is known of the values of the locked charts', () => {
  test.each(knownVersions())('the facts of %s are those of its chart', (version) => {
    expect(imported(factsFileName(version))).toBe(factsAsText(knowledgeOfChart(chart(version))));
  });

  test('the types are those of the charts', () => {
    const versions = knownVersions().map((version) => ({ version, facts: valueFacts(version) }));
    expect(imported('cilium.ts')).toBe(valuesAsTypeScript(versions));
  });

  test.each(knownVersions())('the own defaults of %s raise nothing', (version) => {
    const values = parse(chart(version).get('values.yaml') ?? '') as JsonObject;
    expect(Object.keys(values).length).toBeGreaterThan(100);
    expect(checkValues({ version, values })).toEqual([]);
  });

  test.each(knownVersions())(
    'no key that a template of %s reads raises anything, deleted or set',
    (version) => {
      const reads = [...readsOfTemplates(chart(version))].filter(([, { refusal }]) => refusal === undefined);
      expect(reads.length).toBeGreaterThan(1000);
      const alarms = reads.flatMap(([path]) => {
        const names = path.split('.');
        const above = names.map((_, index) => keyAt(names.slice(0, index + 1), valueTree(version)));
        const needs = above.reduce<JsonObject>((sum, key) => mergeValues(sum, needsOf(key, version)), {});
        return [null, another(above.at(-1))].flatMap((value) => {
          const values = nested(names, valueTree(version), value) as JsonObject;
          return checkValues({ version, values, beneath: needs });
        });
      });
      expect(alarms.filter(({ rule }) => rule !== 'value-deprecated' && rule !== 'image-tag-alone')).toEqual(
        [],
      );
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
    const key = keyAt(names, valueTree(version));
    const value = nested(names, valueTree(version), equals ?? true) as JsonObject;
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

test.each(knownVersions())(
  '%s: the keys on which values.yaml and the templates disagree are these',
  (version) => {
    const having = (fact: keyof ValueFacts) =>
      Object.entries(valueFacts(version)).flatMap(([path, facts]) => (facts[fact] ? [path] : []));
    const found = { readNotDeclared: having('undeclared'), declaredNotRead: having('unread') };
    const golden = join(__dirname, 'golden', 'disagreements.json');
    expect(found).toEqual(JSON.parse(readFileSync(golden, 'utf8'))[version]);
  },
);
