import { ciliumOptions, PROGRAMS } from './agent/cilium-options';
import { optionForm } from './agent/option-types';
import { PREFIX } from './agent/started';
import type { RenderedCilium, RenderedRule } from './rendered-rule';

/** Variables of agent and operator that set an option to a text of another type. */
export const OPTION_VARIABLE_RULE: RenderedRule = {
  id: 'agent-variable-type',
  severity: 'error',
  source: 'docs/values.md',
  check: ({ config: { minor, started } }: RenderedCilium) =>
    PROGRAMS.flatMap((program) =>
      Object.entries(started[program].variables).flatMap(([option, text]) => {
        const type = ciliumOptions(minor).typeOf(program, option);
        const form = type === undefined ? undefined : optionForm(type);
        return form === undefined || form.takes(text)
          ? []
          : [
              {
                problem: `the variable ${PREFIX}${option.toUpperCase().replaceAll('-', '_')} of the ${program} is ${JSON.stringify(text)}, which ${program === 'agent' ? 'an agent' : 'an operator'} takes for false or 0 without a word, or does not start with`,
                remedy: `Write ${form.is}`,
              },
            ];
      }),
    ),
};
