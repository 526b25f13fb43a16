import type { AgentConfig } from './agent-config';
import type { AgentRule } from './agent-rule';
import { AGENT_RULES, concernsMinor } from './table';

/** A configuration with which Cilium does not start. */
export interface AgentFinding {
  readonly rule: string;
  readonly problem: string;
  readonly remedy: string;
  readonly source: string;
}

/** Checks a rendered configuration against everything that Cilium of its version is known to refuse. */
export function checkAgent(config: AgentConfig): readonly AgentFinding[] {
  return AGENT_RULES.filter((rule) => concernsMinor(rule, config.minor) && rule.refuses(config)).map(
    (rule) => ({
      rule: rule.id,
      problem: problemOf(rule, config),
      remedy: rule.remedy,
      source: `https://github.com/cilium/cilium/blob/v1.${config.minor}.0/${rule.file}`,
    }),
  );
}

function problemOf(
  { options, words, ends = 'refuses', by = 'agent' }: AgentRule,
  config: AgentConfig,
): string {
  const [first = '', ...others] = options;
  const shown = [
    first,
    ...others.filter((option) => config.sets(option) && config.text(option) !== 'false'),
  ].map((option) => `${option}: ${JSON.stringify(config.text(option))}`);
  const what = {
    refuses: `the ${by} does not start`,
    panics: `the ${by} crashes`,
    waits: `the ${by} waits for ever`,
  }[ends];
  return `with ${shown.join(' and ')} ${what}, and logs: ${words}`;
}
