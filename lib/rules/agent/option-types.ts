import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { IMPORTS_DIRECTORY } from '../../imports-directory';
import { DURATION, type ValueForm } from '../../values/form';
import type { AgentConfig } from './agent-config';
import type { AgentRule } from './agent-rule';

type Program = 'agent' | 'operator';
type Type = 'bool' | 'duration' | 'int' | 'uint' | 'float';
type OptionTypes = Readonly<Record<Program, Readonly<Record<Type, readonly string[]>>>>;

const KNOWN_MINORS = [18, 19, 20];

const ready = new Map<number, OptionTypes>();

/** The options of 1.`minor` whose text has a form, by program and type, from Cilium's own reference; of a later one: the last known. */
function optionTypes(minor: number): OptionTypes {
  const known = KNOWN_MINORS.findLast((one) => one <= minor) ?? KNOWN_MINORS[0] ?? minor;
  const types =
    ready.get(known) ??
    (JSON.parse(
      readFileSync(join(IMPORTS_DIRECTORY, `cilium-options-1.${known}.json`), 'utf8'),
    ) as OptionTypes);
  ready.set(known, types);
  return types;
}

const INTEGER = String.raw`(?:0x[\da-f_]+|0b[01_]+|0o[0-7_]+|\d[\d_]*)(?:\.\d*)?`;

function matching(is: string, pattern: string): ValueForm {
  const form = new RegExp(`^(?:${pattern})$`, 'i');
  return { is, takes: (text) => form.test(text) };
}

/** As the library reads them that both programs take their ConfigMap with (https://github.com/spf13/cast). */
const FORMS: Readonly<Record<Type, ValueForm>> = {
  bool: {
    is: '"true" or "false"',
    takes: (text) => /^(?:[01tTfF]|true|TRUE|True|false|FALSE|False)$/.test(text),
  },
  duration: DURATION,
  int: matching('a whole number', `[-+]?${INTEGER}|`),
  uint: matching('a whole number from 0 on', `\\+?${INTEGER}|`),
  float: matching('a number', String.raw`[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?|`),
};

/** A text that each type does not take, and an option that has it. */
const EXAMPLES: Readonly<Record<Program, Readonly<Partial<Record<Type, Readonly<Record<string, string>>>>>>> =
  {
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
export const OPTION_TYPE_RULES: readonly AgentRule[] = (['agent', 'operator'] as const).flatMap((by) =>
  Object.entries(EXAMPLES[by]).map(([type, extraConfig]): AgentRule => {
    const wrong = (config: AgentConfig) => wrongOptions(config, by, type as Type);
    return {
      id: `${by}-option-${type}`,
      by,
      words: 'Incorrect config-map flag value',
      file: 'pkg/option/config.go',
      options: wrong,
      refuses: (config) => wrong(config).length > 0,
      remedy: `Write ${FORMS[type as Type].is}`,
      example: { base: 'native', values: { extraConfig } },
    };
  }),
);

/** What only the operator reads is the operator's; what both read ends the agent, and is said once. */
function wrongOptions({ minor, configMap }: AgentConfig, by: Program, type: Type): readonly string[] {
  const types = optionTypes(minor);
  const ofAgent = new Set(by === 'operator' ? Object.values(types.agent).flat() : []);
  return types[by][type].filter((option) => {
    const text = configMap[option]?.trim();
    return text !== undefined && !FORMS[type].takes(text) && !ofAgent.has(option);
  });
}
