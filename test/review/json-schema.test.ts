import { readFileSync } from 'node:fs';
import Ajv from 'ajv';
import type { JsonObject } from '../../lib/json';
import { asJson } from '../../lib/review/forms/json';
import { LOCKED_ARCHIVES } from '../support/charts';
import { describeRequiring } from '../support/requires';
import { clusterWith, filesOf, reportOn } from './support';

const validate = new Ajv({ strictTypes: false }).compile(
  JSON.parse(readFileSync('schemas/review.schema.json', 'utf8')),
);

function problemsOf(text: string) {
  validate(JSON.parse(text));
  return validate.errors ?? [];
}

describeRequiring(LOCKED_ARCHIVES, 'the JSON of the report', () => {
  const native = clusterWith('native', { kubernetes: '1.32.2' });
  const overlay = clusterWith('overlay', { kubernetes: '1.32.2' });
  const acknowledged = () => [
    { rule: 'routing-changed', change: 'native -> tunnel/vxlan' },
    { rule: 'mirror-removed', change: 'add -> none' },
  ];

  test.each<[string, JsonObject, JsonObject]>([
    ['nothing', native, native],
    ['the version of Cilium', { ...native, cilium: { version: '1.18.2' } }, native],
    ['the routing', native, overlay],
    ['the name of the cluster', native, { ...native, name: 'sh' }],
  ])('is what its schema describes where %s changes', (_, before, after) => {
    const report = reportOn(filesOf(before), filesOf(after), { acknowledged });
    expect(problemsOf(asJson(report))).toEqual([]);
  });

  test('has no field that its schema does not describe', () => {
    const report = JSON.parse(asJson(reportOn(filesOf(native), filesOf(overlay))));
    expect(problemsOf(JSON.stringify({ ...report, more: 1 }))).toHaveLength(1);
  });
});
