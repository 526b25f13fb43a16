import { renderCilium } from '../../../lib/constructs/cilium-release';
import { ciliumRelease } from '../../../lib/constructs/cluster-layers';
import type { JsonObject } from '../../../lib/json';
import { AgentConfig } from '../../../lib/rules/agent/agent-config';
import type { AgentRule, Base } from '../../../lib/rules/agent/agent-rule';
import { checkAgent } from '../../../lib/rules/agent/check-agent';
import { AGENT_RULES, concernsMinor } from '../../../lib/rules/agent/table';
import { minorNumber } from '../../../lib/version/version';
import { BASES, clusterOn } from '../../support/bases';
import { LOCKED_ARCHIVES, testCharts } from '../../support/charts';
import { declaredOf } from '../../support/declared';
import { describeRequiring } from '../../support/requires';

const LOCKED = ['1.18.2', '1.18.12', '1.19.6', '1.20.0'];

/** A minor that the rule is about, and a locked chart that renders its example. */
function versionsOf(rule: AgentRule): [minor: number, chart: string][] {
  return [18, 19, 20].flatMap((minor): [number, string][] => {
    const chart = LOCKED.findLast((version) => Number(version.split('.')[1]) <= minor);
    return chart !== undefined && concernsMinor(rule, minor) ? [[minor, chart]] : [];
  });
}

function configOf(base: Base, chart: string, minor: number, values: JsonObject): AgentConfig {
  const objects = renderCilium(
    ciliumRelease(declaredOf(clusterOn(base, chart, values)), { charts: testCharts }),
  );
  const config = AgentConfig.of(objects, `1.${minor}.0`);
  if (!config) {
    throw new Error('no cilium-config was rendered');
  }
  return config;
}

const rulesOf = (config: AgentConfig) => checkAgent(config).map(({ rule }) => rule);

test('every rule has an id of its own, and words to recognize it by', () => {
  const ids = AGENT_RULES.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(AGENT_RULES.filter(({ words, options }) => words.length < 10 || options.length === 0)).toEqual([]);
});

describeRequiring(LOCKED_ARCHIVES, 'a configuration that Cilium refuses', () => {
  test.each(
    AGENT_RULES.flatMap((rule) =>
      versionsOf(rule).map(([minor, chart]) => [rule.id, minor, chart, rule] as const),
    ),
  )('%s is recognized on 1.%i', (id, minor, chart, { example: { base, values } }) => {
    expect(rulesOf(configOf(base, chart, minor, values))).toContain(id);
  });

  test.each(Object.keys(BASES).flatMap((base) => LOCKED.map((chart) => [base as Base, chart] as const)))(
    'is not seen in %s of %s as this tool writes it',
    (base, chart) => {
      expect(rulesOf(configOf(base, chart, minorNumber(chart), {}))).toEqual([]);
    },
  );

  test.each<[option: string, wrong: string, right: string]>([
    ['enable-tracing', 'yes', 'T'],
    ['enable-tracing', '', '0'],
    ['crd-wait-timeout', '5 minutes', '1h30m'],
    ['crd-wait-timeout', '300', '0'],
    ['bpf-fragments-map-max', '8k', '8_192'],
    ['envoy-base-id', '-1', '0x10'],
    ['connectivity-probe-frequency-ratio', '50%', '5e-1'],
    ['cilium-endpoint-gc-interval', 'never', '0s'],
    ['kvstore-opt', 'nonsense', 'etcd.address=127.0.0.1:4001,etcd.config=/x'],
    ['ipam-static-ip-tags', '{"a":', '{"a":"b"}'],
  ])('%s: %p is no text of its type, %p is', (option, wrong, right) => {
    const typesOf = (text: string) =>
      rulesOf(configOf('native', '1.19.6', 19, { extraConfig: { [option]: text } })).filter((rule) =>
        rule.includes('-option-'),
      );
    expect(typesOf(wrong)).toHaveLength(1);
    expect(typesOf(right)).toEqual([]);
  });

  test('names every option whose text is of another type', () => {
    const extraConfig = { 'enable-tracing': 'yes', 'enable-gops': 'no' };
    const [finding] = checkAgent(configOf('native', '1.19.6', 19, { extraConfig }));
    expect(finding?.problem).toBe(
      'with enable-gops: "no" and enable-tracing: "yes" the agent does not start, and logs: Incorrect config-map flag value',
    );
  });

  test('is reported with the options that decide and the words of the agent', () => {
    const [finding] = checkAgent(configOf('overlay', '1.19.6', 19, { loadBalancer: { mode: 'dsr' } }));
    expect(finding?.problem).toBe(
      'with bpf-lb-mode: "dsr" and routing-mode: "tunnel" and tunnel-protocol: "vxlan" the agent does not start, and logs: mode cannot be used with vxlan tunneling.',
    );
  });
});
