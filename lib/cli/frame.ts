import { Command, CommanderError } from 'commander';
import { type Diagnostic, formatDiagnostic } from '../diagnostics/diagnostic';
import { describeFailure } from './failure';
import type { Surroundings } from './surroundings';

/** 0: done. 1: the input or the cluster was refused, or something could not be done. 2: the command line was not understood. */
export type ExitStatus = 0 | 1 | 2;

/** What a subcommand is built with. */
export interface Frame {
  readonly surroundings: Surroundings;
  /**
   * Makes the action of a subcommand from a function that answers with an exit status. Whatever it throws becomes one
   * sentence per problem on standard error; with `--json`, `{"diagnostics": [...]}` on standard output as well.
   */
  readonly action: <Args extends unknown[]>(
    perform: (...args: Args) => ExitStatus | Promise<ExitStatus>,
    after?: AfterFailure<Args>,
  ) => (...args: Args) => Promise<void>;
  /** Prints diagnostics on standard error, one a line. */
  readonly complain: (diagnostics: readonly Diagnostic[]) => void;
}

/** What a subcommand adds to its errors. */
export interface AfterFailure<Args extends unknown[]> {
  /** What the failure means for the user's files: the last line. */
  readonly consequence: (diagnostics: readonly Diagnostic[], ...args: Args) => string;
}

/** Adds itself to the program: its name, arguments, options, help and action. */
export type Subcommand = (program: Command, frame: Frame) => void;

/** Runs a command line against a program made of these subcommands. */
export async function runProgram(
  subcommands: readonly Subcommand[],
  version: string,
  args: readonly string[],
  surroundings: Surroundings,
): Promise<ExitStatus> {
  let status: ExitStatus = 0;
  const fail = (error: unknown, json: boolean, consequence?: Consequence) => {
    status = reportFailure(error, surroundings, json, consequence);
  };
  const frame: Frame = {
    surroundings,
    complain: (diagnostics) => complain(diagnostics.map(formatDiagnostic), surroundings),
    action:
      (perform, after) =>
      async (...args) => {
        try {
          status = await perform(...args);
        } catch (error) {
          fail(error, wantsJson(args), (diagnostics) => after?.consequence(diagnostics, ...args));
        }
      },
  };
  try {
    await program(subcommands, version, frame).parseAsync([...args], { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) {
      return 0;
    }
    fail(error, false);
  }
  return status;
}

/** The program with its subcommands, not run yet. */
export function program(subcommands: readonly Subcommand[], version: string, frame: Frame): Command {
  const { print, complain, columns, colour } = frame.surroundings;
  const made = new Command('tke-cilium')
    .description('Cilium on TKE clusters, as reviewed files: cluster files in, Kubernetes manifests out.')
    .version(version, '-V, --version', 'print the version of this tool')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'print the help of a command')
    // Otherwise `values show --version 1.18.2` would print the version of this tool.
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({
      writeOut: print,
      writeErr: complain,
      getOutHelpWidth: () => columns ?? 100,
      getErrHelpWidth: () => columns ?? 100,
      getOutHasColors: () => colour.output,
      getErrHasColors: () => colour.errors,
      // Errors of the command line go the way of all other errors, through `describeFailure`.
      outputError: () => undefined,
    });
  if (colour.output) {
    made.configureHelp({ styleTitle: (text) => `\u001b[1m${text}\u001b[22m` });
  }
  for (const add of subcommands) {
    add(made, frame);
  }
  return made;
}

/** Commander hands an action its arguments, then the options, then the command. */
function wantsJson(args: readonly unknown[]): boolean {
  const command = args.at(-1);
  return command instanceof Command && command.optsWithGlobals().json === true;
}

type Consequence = (diagnostics: readonly Diagnostic[]) => string | undefined;

function reportFailure(
  error: unknown,
  surroundings: Surroundings,
  json: boolean,
  consequence: Consequence = () => undefined,
): ExitStatus {
  const { status, lines, diagnostics } = describeFailure(error, surroundings.environment);
  complain(lines, surroundings);
  const meaning = status === 1 ? consequence(diagnostics) : undefined;
  if (meaning !== undefined) {
    surroundings.complain(`${meaning}\n`);
  }
  if (json) {
    surroundings.print(`${JSON.stringify({ diagnostics }, null, 2)}\n`);
  }
  return status;
}

function complain(lines: readonly string[], { complain: write, colour }: Surroundings): void {
  for (const line of lines) {
    write(`${colour.errors ? coloured(line) : line}\n`);
  }
}

/** The severity of a diagnostic, in the colour that compilers give it. */
function coloured(line: string): string {
  return line
    .replace(/(^|: )(error)(?=: )/, '$1\u001b[31m$2\u001b[39m')
    .replace(/(^|: )(warning)(?= \[)/, '$1\u001b[33m$2\u001b[39m');
}
