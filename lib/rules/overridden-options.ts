import { isObject } from '../json';
import { AgentConfig } from './agent/agent-config';
import type { Causes } from './causes';
import type { RenderedCilium, RenderedFinding } from './rendered-rule';

const OVERRIDDEN = {
  rule: 'agent-option-overridden',
  severity: 'error',
  acknowledgeable: true,
  source: 'docs/values.md',
} as const;

/** The rule on options that are set a second time, past the chart value that makes them. */
export const OVERRIDE_RULE = OVERRIDDEN.rule;

/**
 * Options that the chart or this tool writes to cilium-config and that `extraConfig` writes once more. The last one
 * counts, so what the agent reads would not be what the rest of the cluster file says.
 */
export function overriddenByExtraConfig(
  { declared, config }: RenderedCilium,
  causes: Causes,
): readonly RenderedFinding[] {
  const { extraConfig } = declared.cluster.cilium.values;
  const set = isObject(extraConfig) ? Object.keys(extraConfig) : [];
  const beneath = set.length === 0 ? undefined : causes.without(['extraConfig']).objects;
  const before = beneath && AgentConfig.of(beneath, declared.cluster.cilium.version)?.configMap;
  return set.flatMap((option): RenderedFinding[] => {
    const [was, is] = [before?.[option], config.configMap[option]];
    return was === undefined || is === undefined || was === is
      ? []
      : [
          {
            ...OVERRIDDEN,
            path: ['cilium', 'values', 'extraConfig', option],
            problem: `the chart or this tool writes ${option}: ${JSON.stringify(was)} to cilium-config, and extraConfig overrides it with ${JSON.stringify(is)}`,
            remedy: `Set the chart value that makes it, or acknowledge ${OVERRIDE_RULE} with a reason`,
          },
        ];
  });
}

/** Options of cilium-config that an argument or a variable of the agent's container overrides. */
export function overriddenByArguments({ config }: RenderedCilium): readonly RenderedFinding[] {
  return config.overrides.map(([option, is, was]) => ({
    ...OVERRIDDEN,
    problem: `cilium-config has ${option}: ${JSON.stringify(was)}, and an argument or variable of the agent's container overrides it with ${JSON.stringify(is)}`,
    remedy: `Set the chart value that makes it, or acknowledge ${OVERRIDE_RULE} with a reason`,
  }));
}
