import { renderCilium } from '../../../lib/constructs/cilium-release';
import { ciliumRelease } from '../../../lib/constructs/cluster-layers';
import type { JsonObject } from '../../../lib/json';
import { AgentConfig } from '../../../lib/rules/agent/agent-config';
import type { AgentRule, Base } from '../../../lib/rules/agent/agent-rule';
import { checkAgent } from '../../../lib/rules/agent/check-agent';
import { AGENT_RULES, concernsMinor } from '../../../lib/rules/agent/table';
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
      for (const minor of [18, 19, 20]) {
        expect(rulesOf(configOf(base, chart, minor, {}))).toEqual([]);
      }
    },
  );

  test('is reported with the options that decide and the words of the agent', () => {
    const [finding] = checkAgent(configOf('overlay', '1.19.6', 19, { loadBalancer: { mode: 'dsr' } }));
    expect(finding?.problem).toBe(
      'with bpf-lb-mode: "dsr" and routing-mode: "tunnel" and tunnel-protocol: "vxlan" the agent does not start, and logs: mode cannot be used with vxlan tunneling.',
    );
  });
});
