import { suggest } from '../diagnostics/suggest';
import { isObject } from '../json';
import { ciliumOptions, minorWith } from './agent/cilium-options';
import type { RenderedCilium, RenderedFinding } from './rendered-rule';

/** The rule on options that nothing in Cilium reads. */
export const UNKNOWN_OPTION_RULE = 'agent-option-unknown';

/** Options of `extraConfig` that Cilium of that version does not have: it reads past them without a word. */
export function unknownOptions({ declared, config: { minor } }: RenderedCilium): readonly RenderedFinding[] {
  const { extraConfig } = declared.cluster.cilium.values;
  const options = ciliumOptions(minor);
  if (!isObject(extraConfig) || !options.areOf(minor)) {
    return [];
  }
  const { names } = options;
  return Object.entries(extraConfig)
    .filter(([option, value]) => value !== null && !names.has(option))
    .map(([option]) => ({
      rule: UNKNOWN_OPTION_RULE,
      severity: 'error',
      acknowledgeable: true,
      source: 'docs/values.md',
      path: ['cilium', 'values', 'extraConfig', option],
      problem: `Cilium 1.${minor} has no option ${option}, and ignores it`,
      remedy: `${meant(option, names)}; acknowledge ${UNKNOWN_OPTION_RULE} with a reason where your build of Cilium has it`,
    }));
}

function meant(option: string, names: ReadonlySet<string>): string {
  const near = suggest(option, names);
  const other = minorWith(option);
  if (other !== undefined) {
    return `Remove it: Cilium 1.${other} has it`;
  }
  return near === undefined ? 'Remove it' : `Write ${near} if that is meant`;
}
