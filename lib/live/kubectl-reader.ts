import { spawnSync } from 'node:child_process';
import type { Access, Answer, ClusterReader, Permission, Read } from './cluster-reader';

/** Which cluster, in kubectl's own terms. */
export interface KubectlOptions {
  /** @default - what kubectl finds by itself: KUBECONFIG, or ~/.kube/config */
  readonly kubeconfig?: string;
  /** @default - the current context */
  readonly context?: string;
  /** The program. @default kubectl */
  readonly program?: string;
}

/** Seconds that kubectl waits for the API server. */
const TIMEOUT_SECONDS = 15;

/** Reads through the user's own kubectl, so that every way to log in that works there works here. */
export class KubectlReader implements ClusterReader {
  constructor(private readonly options: KubectlOptions = {}) {}

  read(read: Read): Answer {
    const said = this.run(kubectlGet(read));
    if ('failure' in said) {
      return { kind: 'failed', message: said.failure };
    }
    return said.status === 0 ? answered(said.stdout) : refused(said.stderr);
  }

  may({ verb, resource, namespace }: Access, user?: string): Permission {
    const said = this.run([
      'auth',
      'can-i',
      verb,
      resource,
      ...(namespace ? ['--namespace', namespace] : []),
      ...(user ? ['--as', user] : []),
    ]);
    if ('failure' in said) {
      return { kind: 'failed', message: said.failure };
    }
    // It exits with 1 for no, and for all that goes wrong too.
    const word = /^(yes|no)\b/.exec(said.stdout)?.[1];
    return word ? { kind: word === 'yes' ? 'allowed' : 'denied' } : unanswered(said.stderr);
  }

  private run(command: readonly string[]): Said {
    const { kubeconfig, context, program = 'kubectl' } = this.options;
    const args = [
      ...(kubeconfig ? ['--kubeconfig', kubeconfig] : []),
      ...(context ? ['--context', context] : []),
      `--request-timeout=${TIMEOUT_SECONDS}s`,
      ...command,
    ];
    const { status, stdout, stderr, error } = spawnSync(program, args, {
      encoding: 'utf8',
      maxBuffer: Number.POSITIVE_INFINITY,
    });
    if (error) {
      const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
      return { failure: missing ? `there is no ${program} on the PATH` : error.message };
    }
    return { status, stdout, stderr };
  }
}

/** What kubectl said; or why it could not be asked. */
type Said =
  | { readonly status: number | null; readonly stdout: string; readonly stderr: string }
  | { readonly failure: string };

/** `get` cannot change anything. */
function kubectlGet({ resource = '', namespace, name, path, managers = false }: Read): string[] {
  if (path) {
    return ['get', '--raw', path];
  }
  return [
    'get',
    resource,
    ...(name ? [name] : []),
    ...(namespace ? ['--namespace', namespace] : []),
    '--ignore-not-found',
    '--output=json',
    ...(managers ? ['--show-managed-fields'] : []),
  ];
}

function answered(stdout: string): Answer {
  if (stdout.trim() === '') {
    return { kind: 'absent' };
  }
  try {
    return { kind: 'found', object: JSON.parse(stdout) };
  } catch {
    return { kind: 'failed', message: `kubectl printed no JSON: ${firstLine(stdout)}` };
  }
}

function refused(stderr: string): Answer {
  const answer = unanswered(stderr);
  return /the server doesn't have a resource type/.test(answer.message) ? { kind: 'absent' } : answer;
}

function unanswered(stderr: string): { kind: 'forbidden' | 'failed'; message: string } {
  // kubectl repeats its discovery errors with time stamps; the last line is the one it gives up with.
  const lines = stderr.trim().split('\n');
  const message = lines.find((line) => /^(error|Error from server)/i.test(line)) ?? lines.at(-1) ?? '';
  return { kind: /\(Forbidden\)/.test(message) ? 'forbidden' : 'failed', message };
}

function firstLine(text: string): string {
  return text.split('\n')[0] ?? '';
}
