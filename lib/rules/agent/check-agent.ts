import type { AgentConfig } from './agent-config';
import type { AgentRule } from './agent-rule';
import { AGENT_RULES, concernsMinor } from './table';

/** A configuration with which Cilium does not start. */
export interface AgentFinding {
  readonly rule: string;
  readonly acknowledgeable?: boolean;
  readonly problem: string;
  readonly remedy: string;
  readonly source: string;
}

/** Checks a rendered configuration against everything that Cilium of its version is known to refuse. */
export function checkAgent(config: AgentConfig): readonly AgentFinding[] {
  return AGENT_RULES.filter((rule) => concernsMinor(rule, config.minor) && rule.refuses(config)).map(
    (rule) => ({
      rule: rule.id,
      ...(rule.acknowledgeable && { acknowledgeable: true }),
      problem: problemOf(rule, config),
      remedy: rule.remedy,
      source: sourceOf(rule),
    }),
  );
}

/** Releases whose source has been read, by minor; the first of these that a rule is about has its file. */
const READ = [
  [19, 'v1.19.6'],
  [18, 'v1.18.11'],
  [20, 'v1.20.0'],
] as const;

function sourceOf(rule: AgentRule): string {
  const [, release] = READ.find(([minor]) => concernsMinor(rule, minor)) ?? READ[0];
  return `https://github.com/cilium/cilium/blob/${release}/${rule.file}`;
}

function problemOf(rule: AgentRule, config: AgentConfig): string {
  const { words, ends = 'refuses', by = 'agent' } = rule;
  const what = {
    refuses: `the ${by} does not start`,
    panics: `the ${by} crashes`,
    waits: `the ${by} waits for ever`,
  }[ends];
  return `with ${rule.blames?.(config) ?? optionsAsSet(rule, config)} ${what}, and logs: ${words}`;
}

function optionsAsSet({ options }: AgentRule, config: AgentConfig): string {
  const [first = '', ...others] = typeof options === 'function' ? options(config) : options;
  return [first, ...others.filter((option) => config.sets(option) && config.text(option) !== 'false')]
    .map((option) => `${option}: ${JSON.stringify(config.text(option))}`)
    .join(' and ');
}
