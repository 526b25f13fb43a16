import { parse } from 'yaml';
import { fieldOf } from '../../lib/diagnostics/finding';
import type { JsonObject, JsonValue } from '../../lib/json';
import { isObject } from '../../lib/json';
import { unacknowledged } from '../../lib/rules/acknowledged';
import { checkCluster } from '../../lib/rules/check-cluster';
import { RULES } from '../../lib/rules/table';
import { LOCKED_ARCHIVES } from '../support/charts';
import { declaredOf } from '../support/declared';
import { fileRequires } from '../support/requires';
import { CASES, GOOD, values } from './cases';
import { OVERLAY, OVERLAY_ON_GLOBAL_ROUTER } from './overlay-cases';

fileRequires(LOCKED_ARCHIVES);

function overlaid(base: JsonValue, over: JsonValue): JsonValue {
  if (!isObject(base) || !isObject(over)) {
    return over;
  }
  const merged: JsonObject = { ...base };
  for (const [key, value] of Object.entries(over)) {
    merged[key] = key in base ? overlaid(base[key] ?? null, value) : value;
  }
  return merged;
}

/** Findings for the good cluster with that laid over it. */
function findings(...overs: string[]) {
  const value = overs.reduce<JsonValue>((sum, over) => overlaid(sum, parse(over)), parse(GOOD));
  return judged(value);
}

/** What is left of the findings when those that the cluster acknowledges are gone. */
function judged(value: JsonValue) {
  const declared = declaredOf(value);
  const reported = checkCluster(declared).map((finding) => ({ ...finding, field: fieldOf(finding.path) }));
  const { left, idle } = unacknowledged(reported, declared.cluster, () => true);
  return [...left.map(({ field: _, ...finding }) => finding), ...idle];
}

const rulesOf = (...overs: string[]) => findings(...overs).map(({ rule }) => rule);
const each = (which: 'breaks' | 'holds') =>
  Object.entries(CASES).flatMap(([rule, cases]) =>
    cases[which].map((over): [string, string, string] => [rule, over, cases.on ?? '{}']),
  );

test('every rule of the table is tried, both ways', () => {
  expect(Object.keys(CASES).sort()).toEqual(RULES.map(({ id }) => id).sort());
  expect(Object.values(CASES).every(({ breaks, holds }) => breaks.length > 0 && holds.length > 0)).toBe(true);
});

test('a cluster in which no rule is broken raises nothing', () => {
  expect(findings()).toEqual([]);
});

test.each([
  ['VPC-CNI', OVERLAY, ['eni-ip-webhook']],
  ['GlobalRouter', OVERLAY_ON_GLOBAL_ROUTER, []],
])('overlay routing on %s raises only what a person has to do by hand', (_, over, expected) => {
  expect(rulesOf(over)).toEqual(expected);
});

test.each(each('breaks'))('%s is broken by %s', (rule, over, on) => {
  const without = over === 'apiServer: null';
  const findings = judged(
    removed(overlaid(overlaid(parse(GOOD), parse(on)), parse(over)), without ? 'apiServer' : undefined),
  );
  const [severity] = RULES.flatMap(({ id, severity }) => (id === rule ? [severity] : []));
  expect(findings).toContainEqual(
    expect.objectContaining({ rule, severity, source: expect.stringMatching(/./) }),
  );
});

test.each(each('holds'))('%s holds with %s', (rule, over, on) => {
  expect(rulesOf(on, over)).not.toContain(rule);
});

function removed(value: JsonValue, key: string | undefined): JsonValue {
  return isObject(value) && key !== undefined
    ? Object.fromEntries(Object.entries(value).filter(([name]) => name !== key))
    : value;
}

describe('a warning', () => {
  const PORT = 'apiServer: {port: 443}';
  const acknowledged = (entry: string) => `acknowledged: [{${entry}, reason: a proxy of our own}]`;

  test('is gone once it is acknowledged', () => {
    expect(rulesOf(PORT)).toEqual(['api-server-port']);
    expect(rulesOf(PORT, acknowledged('rule: api-server-port'))).toEqual([]);
    expect(rulesOf(PORT, acknowledged('rule: api-server-port, field: apiServer.port'))).toEqual([]);
  });

  test('is acknowledged by its field as it is printed, brackets and all', () => {
    const webhooks = '{network: {routing: overlay}, facts: {webhooks: [{name: a, hostNetwork: false}]}}';
    const rules = (field: string) =>
      rulesOf(webhooks, acknowledged(`rule: overlay-webhooks, field: "${field}"`));
    expect(rules('facts.webhooks[0]')).not.toContain('overlay-webhooks');
    expect(rules('facts.webhooks[1]')).toContain('overlay-webhooks');
  });

  test('stays when what is acknowledged is at another field', () => {
    const rules = rulesOf(PORT, acknowledged('rule: api-server-port, field: apiServer.host'));
    expect(rules).toEqual(['api-server-port', 'nothing-to-acknowledge']);
  });
});

test('an error cannot be acknowledged away', () => {
  const reported = findings(
    'kubeProxy: {mode: ipvs, replace: false}',
    'acknowledged: [{rule: kube-proxy-ipvs, reason: I know better}]',
  );
  expect(reported.map(({ rule }) => rule)).toEqual(['kube-proxy-ipvs', 'nothing-to-acknowledge']);
  expect(reported[1]?.problem).toBe('"kube-proxy-ipvs" is an error here, and it cannot be acknowledged');
});

test('a chart value that is misspelt is found at its place in the cluster file', () => {
  expect(findings(values('ipamd: {mode: delegated-plugin}'))).toEqual([
    expect.objectContaining({
      rule: 'unknown-value',
      path: ['cilium', 'values', 'ipamd'],
      remedy: expect.stringContaining('"ipam"'),
    }),
  ]);
});

test('what the file vouches for without need is reported at its place', () => {
  const vouched =
    'cilium: {undeclaredValues: [{key: ipam.mode, reason: patched chart}, {key: agnt, reason: patched chart}]}';
  expect(findings(vouched)).toEqual([
    expect.objectContaining({
      rule: 'undeclared-value-known',
      path: ['cilium', 'undeclaredValues', 0, 'key'],
    }),
    expect.objectContaining({
      rule: 'undeclared-value-unset',
      path: ['cilium', 'undeclaredValues', 1, 'key'],
    }),
  ]);
});

test('a value that the file vouches for is accepted', () => {
  const vouched = 'cilium: {undeclaredValues: [{key: ipamd, reason: patched chart}]}';
  expect(rulesOf(values('ipamd: {mode: delegated-plugin}'), vouched)).toEqual([]);
});
