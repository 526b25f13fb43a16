import { Argument, type Command, type Option } from 'commander';
import type { Frame } from './frame';

/** For each shell, the script that asks the hidden command `complete` for the candidates of the word at the cursor. */
const SCRIPTS = {
  bash: `_tke_cilium() {
  local IFS=$'\\n'
  COMPREPLY=($(tke-cilium complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
}
complete -o default -F _tke_cilium tke-cilium
`,
  zsh: `#compdef tke-cilium
_tke_cilium() {
  local -a candidates
  candidates=("\${(@f)$(tke-cilium complete -- "\${words[@]:1:$((CURRENT - 1))}" 2>/dev/null)}")
  if [[ -n "$candidates" ]]; then compadd -- $candidates; else _files; fi
}
compdef _tke_cilium tke-cilium
`,
  fish: `complete -c tke-cilium -a '(tke-cilium complete -- (commandline -opc)[2..] (commandline -ct) 2>/dev/null)'
`,
} as const;

type Shell = keyof typeof SCRIPTS;

/** `tke-cilium completion`: tab completion for a shell. */
export function addCompletion(program: Command, { action, surroundings }: Frame): void {
  program
    .command('completion')
    .summary('print the completion script of a shell')
    .description(
      'Prints the completion script of a shell. For bash: source <(tke-cilium completion bash); for zsh the same; for fish: tke-cilium completion fish | source',
    )
    .addArgument(new Argument('<shell>').choices(Object.keys(SCRIPTS)))
    .action(
      action((shell: Shell) => {
        surroundings.print(SCRIPTS[shell]);
        return 0;
      }),
    );
  program
    .command('complete', { hidden: true })
    .argument('[words...]', 'what is typed so far, the word at the cursor last')
    .action(
      action((words: string[]) => {
        surroundings.print(
          candidates(program, words)
            .map((word) => `${word}\n`)
            .join(''),
        );
        return 0;
      }),
    );
}

/** What may be the last of these words. None where it is the value of an option or an argument without choices: a file, mostly. */
function candidates(program: Command, words: readonly string[]): string[] {
  const typed = words.at(-1) ?? '';
  const { command, given } = followed(program, words.slice(0, -1));
  const previous = command.options.find((option) => isCalled(option, words.at(-2)));
  return offered(command, given, previous)
    .filter((word) => word.startsWith(typed) && (typed.startsWith('-') || !word.startsWith('-')))
    .sort();
}

/** The subcommand that the words lead to, and how many arguments it has got. */
function followed(program: Command, words: readonly string[]): { command: Command; given: number } {
  let command = program;
  let given = 0;
  for (const [index, word] of words.entries()) {
    const next = command.commands.find((one) => one.name() === word);
    const option = command.options.find((one) => isCalled(one, words[index - 1]));
    if (next) {
      command = next;
      given = 0;
    } else if (!word.startsWith('-') && !takesValue(option)) {
      given += 1;
    }
  }
  return { command, given };
}

function offered(command: Command, given: number, previous: Option | undefined): readonly string[] {
  if (takesValue(previous)) {
    return previous?.argChoices ?? [];
  }
  const visible = command.createHelp().visibleCommands(command);
  return [
    ...visible.map((one) => one.name()),
    ...(command.registeredArguments[given]?.argChoices ?? []),
    ...command
      .createHelp()
      .visibleOptions(command)
      .flatMap(({ long }) => long ?? []),
  ];
}

function takesValue(option: Option | undefined): boolean {
  return option !== undefined && (option.required || option.optional);
}

function isCalled({ short, long }: Option, word: string | undefined): boolean {
  return word !== undefined && (word === short || word === long);
}
