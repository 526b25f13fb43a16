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

/** What an agent and an operator say once they are at work. */
const AT_WORK = {
  agent: /Daemon initialization completed/,
  operator: /Leading the operator HA deployment/,
} as const;

/** A Cilium agent or operator on a machine. */
export class CiliumProcess {
  readonly log: string[] = [];
  private readonly started = Date.now();
  private readonly ended: Promise<void>;

  private constructor(
    private readonly kind: keyof typeof AT_WORK,
    private readonly child: ChildProcess,
  ) {
    for (const stream of [child.stdout, child.stderr]) {
      if (stream) {
        createInterface({ input: stream }).on('line', (line) => this.log.push(line));
      }
    }
    this.ended = new Promise((resolve) => child.once('close', () => resolve()));
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
    const child = machine.start(
      [program.path, ...directory],
      { ...more, ...Object.fromEntries(environment) },
      serviceAccount,
    );
    return new CiliumProcess(kind, child);
  }

  /** Resolves at the first verdict. */
  async verdict(seconds: number): Promise<Verdict> {
    const end = this.started + seconds * 1000;
    let ended = false;
    void this.ended.then(() => {
      ended = true;
    });
    for (;;) {
      const taken = (Date.now() - this.started) / 1000;
      if (this.log.some((line) => AT_WORK[this.kind].test(line))) {
        return { kind: 'up', words: '', seconds: taken };
      }
      if (ended) {
        return { kind: 'refused', words: lastWords(this.log), seconds: taken };
      }
      if (Date.now() > end) {
        return { kind: 'hung', words: lastWords(this.log), seconds: taken };
      }
      await sleep(20);
    }
  }

  async stop(signal?: NodeJS.Signals): Promise<void> {
    await end(this.child, signal);
  }
}

/** The line that says why: a panic, or the last one of the highest level. */
export function lastWords(log: readonly string[]): string {
  const panic = log.find((line) => line.startsWith('panic:'));
  const line =
    panic ??
    log.findLast((text) => /level=(fatal|FATAL)|"level":"fatal"/.test(text)) ??
    log.findLast((text) => /level=(error|ERROR)|^Error:/.test(text)) ??
    log.findLast((text) => text.trim() !== '') ??
    'nothing';
  return line;
}
