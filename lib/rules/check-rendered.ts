import type { Declared } from '../cluster/declared';
import { type Finding, fieldOf } from '../diagnostics/finding';
import type { JsonObject } from '../json';
import { AgentConfig } from './agent/agent-config';
import { checkAgent } from './agent/check-agent';
import { AGENT_RULES } from './agent/table';
import type { Causes, Outcome } from './causes';
import { KERNEL_RULES, kernelFindings } from './kernel-needs';
import { OVERRIDE_RULE, overriddenByArguments, overriddenByExtraConfig } from './overridden-options';
import type { RenderedCilium, RenderedFinding } from './rendered-rule';
import { RENDERED_RULES } from './rendered-rules';
import { UNKNOWN_OPTION_RULE, unknownOptions } from './unknown-options';

/**
 * Checks what the agents and the operator will read, however it came about: by our values, the user's, the chart's
 * defaults, `extraConfig` or arguments. Each finding is at the line of the value that caused it.
 */
export function checkRendered(
  declared: Declared,
  objects: readonly JsonObject[],
  causes: Causes,
): readonly Finding[] {
  const rendered = renderedCilium(declared, objects);
  if (!rendered) {
    return [];
  }
  return [...findingsOf(rendered), ...overriddenByExtraConfig(rendered, causes)].map(
    ({ path, ...finding }): Finding => ({
      ...finding,
      path: path ?? ['cilium', 'values', ...(causes.causeOf(sameIn(finding, declared)) ?? [])],
    }),
  );
}

/** Leaves out what could be acknowledged where the same value breaks the agents: there it would not help. */
export function mostTelling<T extends Pick<Finding, 'acknowledgeable' | 'path'>>(found: readonly T[]): T[] {
  const broken = new Set(
    found.filter(({ acknowledgeable }) => !acknowledgeable).map(({ path }) => fieldOf(path)),
  );
  return found.filter(({ acknowledgeable, path }) => !acknowledgeable || !broken.has(fieldOf(path)));
}

/** Whether a rule is one about what is rendered. */
export function isRenderedRule(id: string): boolean {
  return (
    new Set<string>([OVERRIDE_RULE, UNKNOWN_OPTION_RULE, ...Object.values(KERNEL_RULES)]).has(id) ||
    [...AGENT_RULES, ...RENDERED_RULES].some((rule) => rule.id === id)
  );
}

function renderedCilium(declared: Declared, objects: readonly JsonObject[]): RenderedCilium | undefined {
  const config = AgentConfig.of(objects, declared.cluster.cilium.version);
  return config && { declared, config, objects };
}

function findingsOf(rendered: RenderedCilium): RenderedFinding[] {
  return [
    ...checkAgent(rendered.config).map((finding) => ({ ...finding, severity: 'error' as const })),
    ...RENDERED_RULES.flatMap(({ id, severity, acknowledgeable = false, source, check }) =>
      check(rendered).map((breach) => ({
        ...breach,
        rule: id,
        severity,
        source,
        ...(acknowledgeable && { acknowledgeable }),
      })),
    ),
    ...kernelFindings(rendered),
    ...overriddenByArguments(rendered),
    ...unknownOptions(rendered),
  ];
}

/**
 * Whether a finding is there in another outcome. Values that the chart refuses say nothing of it. A rule of the agent has
 * one finding, whose text names all that is set; other rules have several.
 */
function sameIn(
  { rule, problem }: Pick<RenderedFinding, 'rule' | 'problem'>,
  declared: Declared,
): (outcome: Outcome) => boolean {
  const alone = AGENT_RULES.some(({ id }) => id === rule);
  return ({ objects }) => {
    const rendered = objects && renderedCilium(declared, objects);
    return (
      !rendered ||
      findingsOf(rendered).some((other) => other.rule === rule && (alone || other.problem === problem))
    );
  };
}
