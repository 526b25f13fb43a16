import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Program } from '../parts/program';
import type { Machine } from './machine';
import { end } from './machine';
import type { Workload } from './synth';

/** How a start ended. */
export interface Verdict {
  /** up: it said that its initialization is complete; refused: it ended by itself; hung: neither in the time given. */
  readonly kind: 'up' | 'refused' | 'hung';
  /** Why, in its own words. */
  readonly words: string;
  readonly seconds: number;
}

/**
 * What an agent and an operator say once they are at work, all of it: an agent whose host programs the kernel does not
 * take completes its initialization all the same.
 */
const AT_WORK: Readonly<Record<'agent' | 'operator', readonly RegExp[]>> = {
  agent: [/Daemon initialization completed/, /(?:Reloaded|Rewrote) endpoint BPF program/],
  operator: [/Leading the operator HA deployment/, /msg="?Initialization complete"?/],
};

/** The end: two seconds later the process is gone, or, after a daemon that failed, still there doing nothing. */
const FATAL = /\blevel=fatal\b|^panic: |daemon creation failed|Failed to start hive/;

/** A Cilium agent or operator on a machine. */
export class CiliumProcess {
  readonly log: string[] = [];
  private readonly started = Date.now();
  private over = false;

  private constructor(
    private readonly kind: keyof typeof AT_WORK,
    private readonly child: ChildProcess,
  ) {
    for (const stream of [child.stdout, child.stderr]) {
      if (stream) {
        createInterface({ input: stream }).on('line', (line) => this.log.push(line));
      }
    }
    child.once('close', () => {
      this.over = true;
    });
  }

  /**
   * Starts it as the container of the rendered workload would.
   *
   * @param config directory on the machine with a file for each key of cilium-config
   * @param serviceAccount directory on the machine with its token
   */
  static start(
    kind: keyof typeof AT_WORK,
    program: Program,
    { args, env }: Workload,
    place: { readonly machine: Machine; readonly config: string; readonly serviceAccount: string },
    more: NodeJS.ProcessEnv = {},
  ): CiliumProcess {
    const { machine, config, serviceAccount } = place;
    const known: Readonly<Record<string, string>> = {
      '$(spec.nodeName)': machine.name,
      '$(metadata.namespace)': 'kube-system',
    };
    const environment = Object.entries(env).map(([name, value]) => [name, known[value] ?? value]);
    const directory = args.map((arg) => (arg.startsWith('--config-dir=') ? `--config-dir=${config}` : arg));
    const child = machine.startAs(serviceAccount, [program.path, ...directory], {
      ...more,
      ...Object.fromEntries(environment),
    });
    return new CiliumProcess(kind, child);
  }

  /** Resolves at the first verdict. */
  async verdict(seconds: number): Promise<Verdict> {
    const deadline = this.started + seconds * 1000;
    for (;;) {
      const kind = this.kindSoFar() ?? (Date.now() > deadline ? 'hung' : undefined);
      if (kind !== undefined) {
        const words = kind === 'up' ? '' : lastWords(this.log);
        return { kind, words, seconds: (Date.now() - this.started) / 1000 };
      }
      await sleep(20);
    }
  }

  private kindSoFar(): 'up' | 'refused' | undefined {
    if (this.over || this.log.some((line) => FATAL.test(line))) {
      return 'refused';
    }
    const said = (sign: RegExp) => this.log.some((line) => sign.test(line));
    return AT_WORK[this.kind].every(said) ? 'up' : undefined;
  }

  async stop(signal?: NodeJS.Signals): Promise<void> {
    await end(this.child, signal);
  }
}

/** Why it ended, or what it complained of last: the message without what surrounds it. */
function lastWords(log: readonly string[]): string {
  const line =
    log.find((text) => FATAL.test(text)) ??
    log.findLast((text) => /\blevel=error\b|^Error:/.test(text)) ??
    log.findLast((text) => text.trim() !== '') ??
    'nothing was said';
  const [, quoted, bare] = /\bmsg=(?:"((?:[^"\\]|\\.)*)"|(\S+))/.exec(line) ?? [];
  const message = (quoted ?? bare ?? line).replaceAll('\\"', '"');
  const [, error] = /\berror="((?:[^"\\]|\\.)*)"/.exec(line) ?? [];
  return error === undefined ? message : `${message}: ${error.replaceAll('\\"', '"')}`;
}
