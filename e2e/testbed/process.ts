import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Program } from '../parts/program';

/** A server that runs until it is stopped. What it prints goes to a file of the bench's directory. */
export class Server {
  private constructor(
    readonly name: string,
    private readonly child: ChildProcess,
    private readonly log: string,
  ) {}

  static start(
    program: Program,
    args: readonly string[],
    directory: string,
    options: { readonly name?: string; readonly env?: Readonly<Record<string, string>> } = {},
  ): Server {
    const name = options.name ?? basename(program.path);
    const log = join(directory, `${name}.log`);
    const output = openSync(log, 'a');
    const child = spawn(program.path, args, {
      cwd: directory,
      env: {
        PATH: process.env.PATH ?? '',
        HOME: directory,
        TMPDIR: directory,
        ...(program.libraries && { LD_LIBRARY_PATH: program.libraries }),
        ...options.env,
      },
      stdio: ['ignore', output, output],
    });
    closeSync(output);
    return new Server(name, child, log);
  }

  get running(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** The last lines of what it printed. */
  tail(lines = 5): string {
    return readFileSync(this.log, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
  }

  /** Resolves once the process is gone. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    if (!this.running) {
      return;
    }
    const gone = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill(signal);
    const forced = setTimeout(() => this.child.kill('SIGKILL'), 5000);
    await gone;
    clearTimeout(forced);
  }
}

/** What a finished command said. */
export interface Finished {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command to its end. Not in the way of anything else: the bench's nodes go on while kubectl waits for them. */
export function run(
  program: string,
  args: readonly string[],
  options: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv; readonly input?: string } = {},
): Promise<Finished> {
  const { input, ...place } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { ...place, stdio: 'pipe' });
    const printed = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr'] as const) {
      child[stream].setEncoding('utf8').on('data', (text: string) => {
        printed[stream] += text;
      });
    }
    child.once('error', reject);
    child.once('close', (code) => resolve({ status: code ?? -1, ...printed }));
    // A command that ends without reading its input is judged by its exit status.
    child.stdin.on('error', () => undefined).end(input);
  });
}

/**
 * Asks again and again until the answer is there.
 *
 * @throws what was waited for, and the last thing seen, after `seconds`
 */
export async function until<T>(
  what: string,
  ask: () => Promise<T | undefined> | T | undefined,
  {
    seconds = 60,
    every = 250,
    seen,
  }: { readonly seconds?: number; readonly every?: number; readonly seen?: () => string } = {},
): Promise<T> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) {
      return answer;
    }
    if (Date.now() > end) {
      throw new Error(`waited ${seconds} s for ${what}${seen ? `; last seen: ${seen()}` : ''}`);
    }
    await sleep(every);
  }
}

/** A TCP port of this machine that nobody listens on. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
