import { CommanderError } from 'commander';
import { type Diagnostic, formatDiagnostic } from '../diagnostics/diagnostic';
import { failureDiagnostics, stackTrace } from '../diagnostics/failure';

/** An argument that the command line library accepts and the subcommand does not. Ends with status 2. */
export class UsageError extends Error {}

/** What is printed for an error, and how the process ends. */
export interface Failure {
  readonly status: 1 | 2;
  /** One line per problem, without line ends. */
  readonly lines: readonly string[];
  /** The same for machines. */
  readonly diagnostics: readonly Diagnostic[];
}

/** What ends a command, described for its user. */
export function describeFailure(error: unknown, environment: NodeJS.ProcessEnv): Failure {
  const usage = error instanceof CommanderError || error instanceof UsageError;
  const diagnostics = usage ? [misused(error)] : failureDiagnostics(error);
  const lines = [...diagnostics.map(formatDiagnostic), ...stackTrace(error, environment)];
  // A command line without a command is answered with the help, which is on the screen by now.
  const answered = error instanceof CommanderError && error.code === 'commander.help';
  return { status: usage ? 2 : 1, lines: answered ? [] : lines, diagnostics };
}

function misused(error: Error): Diagnostic {
  return {
    severity: 'error',
    rule: 'usage',
    // Commander puts its suggestion on a line of its own.
    problem: error.message.replace(/^error: /, '').replace(/\s*\n\s*/g, ' '),
    remedy: 'See tke-cilium --help',
  };
}
