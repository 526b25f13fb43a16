import { isObject } from '../../json';
import { DURATION, type ValueForm } from '../../values/form';
import type { AgentConfig } from './agent-config';
import type { AgentRule } from './agent-rule';
import { ciliumOptions, OPTION_TYPES, type OptionType, PROGRAMS, type Program } from './cilium-options';

const INTEGER = String.raw`(?:0x[\da-f_]+|0b[01_]+|0o[0-7_]+|\d[\d_]*)(?:\.\d*)?`;

function matching(is: string, pattern: string): ValueForm {
  const form = new RegExp(`^(?:${pattern})$`, 'i');
  return { is, takes: (text) => form.test(text) };
}

/** As Go reads a boolean (https://pkg.go.dev/strconv#ParseBool). */
export const BOOLEAN: ValueForm = {
  is: '"true" or "false"',
  takes: (text) => /^(?:[01tTfF]|true|TRUE|True|false|FALSE|False)$/.test(text),
};

/** As the library reads them that both programs take their ConfigMap with (https://github.com/spf13/cast). */
const FORMS: Readonly<Record<OptionType, ValueForm>> = {
  bool: BOOLEAN,
  duration: DURATION,
  int: matching('a whole number', `[-+]?${INTEGER}|`),
  uint: matching('a whole number from 0 on', `\\+?${INTEGER}|`),
  float: matching('a number', String.raw`[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?|`),
  pairs: { is: 'pairs such as key=value,other=value, or JSON such as {"key":"value"}', takes: isPairs },
};

/** As Cilium reads them (pkg/command/map_string.go). */
function isPairs(text: string): boolean {
  if (!/^\s*[{[]/.test(text)) {
    return /^$|^[\w\-:;./@]+=[\w\-:;,./@ ]+(?:,[\w\-:;./@]+=[\w\-:;,./@ ]+)*$/.test(text);
  }
  try {
    const pairs: unknown = JSON.parse(text);
    return isObject(pairs) && Object.values(pairs).every((value) => !isObject(value));
  } catch {
    return false;
  }
}

/** How the text of an option must be written; undefined where any text is one. */
export function optionForm(type: OptionType | 'other'): ValueForm | undefined {
  return type === 'other' ? undefined : FORMS[type];
}

/** An option with a text that its type does not take. */
interface Example {
  readonly option: string;
  readonly text: string;
  /** The first minor version in which the program has an option of this type, where that is not 18. */
  readonly from?: number;
}

const EXAMPLES: Readonly<Record<Program, Readonly<Record<OptionType, Example>>>> = {
  agent: {
    bool: { option: 'enable-tracing', text: 'yes' },
    duration: { option: 'crd-wait-timeout', text: '5 minutes' },
    int: { option: 'bpf-fragments-map-max', text: 'many' },
    uint: { option: 'envoy-base-id', text: '-1' },
    float: { option: 'connectivity-probe-frequency-ratio', text: '50%' },
    pairs: { option: 'kvstore-opt', text: 'etcd.address' },
  },
  operator: {
    bool: { option: 'enable-metrics', text: 'on' },
    duration: { option: 'cilium-endpoint-gc-interval', text: 'never' },
    int: { option: 'identity-gc-rate-limit', text: 'fast' },
    uint: { option: 'operator-pprof-port', text: 'any' },
    float: { option: 'operator-k8s-client-qps', text: 'many' },
    pairs: { option: 'auto-create-cilium-pod-ip-pools', text: 'default', from: 20 },
  },
};

/** Every option with the text of another type, in whatever way it got into cilium-config. */
export const OPTION_TYPE_RULES: readonly AgentRule[] = PROGRAMS.flatMap((by) =>
  OPTION_TYPES.map((type): AgentRule => {
    const { option, text, from } = EXAMPLES[by][type];
    const wrong = (config: AgentConfig) => wrongOptions(config, by, type);
    return {
      id: `${by}-option-${type}`,
      ...(from !== undefined && { minors: { from } }),
      by,
      words: 'Incorrect config-map flag value',
      file: 'pkg/option/config.go',
      options: wrong,
      refuses: (config) => wrong(config).length > 0,
      remedy: `Write ${FORMS[type].is}`,
      example: { base: 'native', values: { extraConfig: { [option]: text } } },
    };
  }),
);

/** What only the operator reads is the operator's; what both read ends the agent, and is said once. */
function wrongOptions({ minor, configMap }: AgentConfig, by: Program, type: OptionType): readonly string[] {
  const options = ciliumOptions(minor);
  return options.ofType(by, type).filter((option) => {
    const text = configMap[option]?.trim();
    return (
      text !== undefined &&
      !FORMS[type].takes(text) &&
      (by === 'agent' || options.typeOf('agent', option) === undefined)
    );
  });
}
