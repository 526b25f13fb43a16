import { spawnSync } from 'node:child_process';
import type { Answer, ClusterReader, Read } from './cluster-reader';

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
    const { kubeconfig, context, program = 'kubectl' } = this.options;
    const args = [
      ...(kubeconfig ? ['--kubeconfig', kubeconfig] : []),
      ...(context ? ['--context', context] : []),
      `--request-timeout=${TIMEOUT_SECONDS}s`,
      ...kubectlGet(read),
    ];
    const { status, stdout, stderr, error } = spawnSync(program, args, {
      encoding: 'utf8',
      maxBuffer: Number.POSITIVE_INFINITY,
    });
    if (error) {
      const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
      return { kind: 'failed', message: missing ? `there is no ${program} on the PATH` : error.message };
    }
    return status === 0 ? answered(stdout) : refused(stderr);
  }
}

/** Only ever `get`: the one command that cannot change anything. */
function kubectlGet({ resource = '', namespace, name, path }: Read): string[] {
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
    // Who set which field; kubectl leaves that out unless asked.
    '--show-managed-fields',
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
  // kubectl repeats its discovery errors with time stamps; the last line is the one it gives up with.
  const lines = stderr.trim().split('\n');
  const message = lines.find((line) => /^(error|Error from server)/i.test(line)) ?? lines.at(-1) ?? '';
  if (/the server doesn't have a resource type/.test(message)) {
    return { kind: 'absent' };
  }
  return { kind: /\(Forbidden\)/.test(message) ? 'forbidden' : 'failed', message };
}

function firstLine(text: string): string {
  return text.split('\n')[0] ?? '';
}
