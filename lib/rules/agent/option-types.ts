import { DURATION, type ValueForm } from '../../values/form';
import type { AgentConfig } from './agent-config';
import type { AgentRule } from './agent-rule';
import { ciliumOptions, type OptionType, PROGRAMS, type Program } from './cilium-options';

const INTEGER = String.raw`(?:0x[\da-f_]+|0b[01_]+|0o[0-7_]+|\d[\d_]*)(?:\.\d*)?`;

function matching(is: string, pattern: string): ValueForm {
  const form = new RegExp(`^(?:${pattern})$`, 'i');
  return { is, takes: (text) => form.test(text) };
}

/** As the library reads them that both programs take their ConfigMap with (https://github.com/spf13/cast). */
const FORMS: Readonly<Record<OptionType, ValueForm>> = {
  bool: {
    is: '"true" or "false"',
    takes: (text) => /^(?:[01tTfF]|true|TRUE|True|false|FALSE|False)$/.test(text),
  },
  duration: DURATION,
  int: matching('a whole number', `[-+]?${INTEGER}|`),
  uint: matching('a whole number from 0 on', `\\+?${INTEGER}|`),
  float: matching('a number', String.raw`[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?|`),
};

/** How the text of an option must be written; undefined where any text is one. */
export function optionForm(type: OptionType | 'other'): ValueForm | undefined {
  return type === 'other' ? undefined : FORMS[type];
}

/** A text that each type does not take, and an option that has it. */
const EXAMPLES: Readonly<
  Record<Program, Readonly<Partial<Record<OptionType, Readonly<Record<string, string>>>>>>
> = {
  agent: {
    bool: { 'enable-tracing': 'yes' },
    duration: { 'crd-wait-timeout': '5 minutes' },
    int: { 'bpf-fragments-map-max': 'many' },
    uint: { 'envoy-base-id': '-1' },
    float: { 'connectivity-probe-frequency-ratio': '50%' },
  },
  operator: {
    bool: { 'enable-metrics': 'on' },
    duration: { 'cilium-endpoint-gc-interval': 'never' },
    int: { 'identity-gc-rate-limit': 'fast' },
  },
};

/** Every option with the text of another type, in whatever way it got into cilium-config. */
export const OPTION_TYPE_RULES: readonly AgentRule[] = PROGRAMS.flatMap((by) =>
  Object.entries(EXAMPLES[by]).map(([type, extraConfig]): AgentRule => {
    const wrong = (config: AgentConfig) => wrongOptions(config, by, type as OptionType);
    return {
      id: `${by}-option-${type}`,
      by,
      words: 'Incorrect config-map flag value',
      file: 'pkg/option/config.go',
      options: wrong,
      refuses: (config) => wrong(config).length > 0,
      remedy: `Write ${FORMS[type as OptionType].is}`,
      example: { base: 'native', values: { extraConfig } },
    };
  }),
);

/** What only the operator reads is the operator's; what both read ends the agent, and is said once. */
function wrongOptions({ minor, configMap }: AgentConfig, by: Program, type: OptionType): readonly string[] {
  const options = ciliumOptions(minor);
  return options.ofType(by, type).filter((option) => {
    const text = configMap[option]?.trim();
    const ofBoth = by === 'operator' && options.typeOf('agent', option) !== undefined;
    return text !== undefined && !FORMS[type].takes(text) && !ofBoth;
  });
}
