import type { JsonObject } from '../../json';
import { DURATION } from '../../values/form';
import type { AgentConfig } from './agent-config';
import type { AgentRule } from './agent-rule';
import { ciliumOptions, type OptionType, PROGRAMS, type Program } from './cilium-options';
import { BOOLEAN } from './option-types';

const INTEGER = String.raw`(?:0x[\da-f_]+|0b[01_]+|0o?[0-7_]*|[1-9][\d_]*)`;

function written(pattern: string): (text: string) => boolean {
  const form = new RegExp(`^(?:${pattern})$`, 'i');
  return (text) => form.test(text);
}

/** As flags are parsed (https://pkg.go.dev/github.com/spf13/pflag): stricter than what is read from cilium-config. */
const TAKES: Readonly<Record<OptionType, (text: string) => boolean>> = {
  bool: BOOLEAN.takes,
  duration: DURATION.takes,
  int: written(`[-+]?${INTEGER}`),
  uint: written(INTEGER),
  float: written(String.raw`[-+]?(?:(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?|inf|infinity)|nan`),
  pairs: (text) => text === '' || text.split(',').every((pair) => pair.includes('=')),
};

/** What is wrong with an argument, as the library for command lines words it that both programs use. */
interface Fault {
  readonly kind: 'unknown flag' | 'invalid argument' | 'needs an argument' | 'unknown command';
  /** The argument, as it stands in the list. */
  readonly argument: string;
}

/** Shorthands, which take no value (`-D`, `-h`). */
const SHORTHAND = /^-[A-Za-z]$/;

function faultsOf({ minor, started }: AgentConfig, program: Program): Fault[] {
  const options = ciliumOptions(minor);
  const faults: Fault[] = [];
  const rest = [...started[program].args];
  for (let argument = rest.shift(); argument !== undefined; argument = rest.shift()) {
    const [, name = '', given] = /^--([^=]+)(?:=([\s\S]*))?$/.exec(argument) ?? [];
    const type = options.typeOf(program, name);
    if (SHORTHAND.test(argument)) {
      continue;
    }
    if (name === '') {
      faults.push({ kind: 'unknown command', argument });
    } else if (type === undefined) {
      if (options.areOf(minor)) {
        faults.push({ kind: 'unknown flag', argument });
      }
    } else {
      const text = given ?? (type === 'bool' ? 'true' : rest.shift());
      if (text === undefined) {
        faults.push({ kind: 'needs an argument', argument });
      } else if (type !== 'other' && !text.includes('$(') && !TAKES[type](text)) {
        faults.push({
          kind: 'invalid argument',
          argument: given === undefined ? `${argument} ${text}` : argument,
        });
      }
    }
  }
  return faults;
}

const REMEDIES: Readonly<Record<Fault['kind'], string>> = {
  'unknown flag': 'Remove it, or write the name of an option of this version of Cilium',
  'invalid argument': 'Write a text of the type that the option has',
  'needs an argument': 'Write --option=value',
  'unknown command': 'Write --option=value, also for a boolean; remove what is no option',
};

/** An example of each fault, as the list of further arguments that the chart takes. */
const EXAMPLES: Readonly<Record<Fault['kind'], readonly string[]>> = {
  'unknown flag': ['--no-such-option=1'],
  'invalid argument': ['--gops-port=many'],
  'needs an argument': ['--gops-port'],
  'unknown command': ['--enable-gops', 'false'],
};

/** Where a cluster file has arguments of each program. */
const VALUES: Readonly<Record<Program, (extraArgs: readonly string[]) => JsonObject>> = {
  agent: (extraArgs) => ({ extraArgs: [...extraArgs] }),
  operator: (extraArgs) => ({ operator: { extraArgs: [...extraArgs] } }),
};

/** Arguments that the command line of agent or operator does not take. */
export const ARGUMENT_RULES: readonly AgentRule[] = PROGRAMS.flatMap((by) =>
  (Object.keys(REMEDIES) as Fault['kind'][]).map((kind): AgentRule => {
    const found = (config: AgentConfig) => faultsOf(config, by).filter((fault) => fault.kind === kind);
    return {
      id: `${by}-argument-${kind.replaceAll(' ', '-')}`,
      by,
      words: kind,
      file: by === 'agent' ? 'daemon/main.go' : 'operator/main.go',
      options: ['extraArgs'],
      blames: (config) =>
        `${found(config)
          .map(({ argument }) => JSON.stringify(argument))
          .join(' and ')} among the arguments`,
      refuses: (config) => found(config).length > 0,
      remedy: REMEDIES[kind],
      example: { base: 'native', values: VALUES[by](EXAMPLES[kind]) },
    };
  }),
);
