import type { AgentRule } from './agent-rule';
import { ARGUMENT_RULES } from './arguments';
import { ENCRYPTION_RULES } from './encryption';
import { AGENT_FEATURE_RULES } from './features';
import { LIMIT_RULES } from './limits';
import { AGENT_MASQUERADING_RULES } from './masquerading';
import { OPTION_TYPE_RULES } from './option-types';
import { ROUTING_RULES } from './routing';
import { SERVICE_RULES } from './services';

/** Every configuration that Cilium is known to refuse, the one table of them. */
export const AGENT_RULES: readonly AgentRule[] = [
  ...ROUTING_RULES,
  ...AGENT_MASQUERADING_RULES,
  ...SERVICE_RULES,
  ...ENCRYPTION_RULES,
  ...AGENT_FEATURE_RULES,
  ...LIMIT_RULES,
  ...OPTION_TYPE_RULES,
  ...ARGUMENT_RULES,
];

/** Whether the rule is about that minor version of Cilium 1. */
export function concernsMinor(
  { minors: { from = 0, to = Number.POSITIVE_INFINITY } = {} }: AgentRule,
  minor: number,
): boolean {
  return minor >= from && minor <= to;
}
