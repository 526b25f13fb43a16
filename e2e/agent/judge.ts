import { execFileSync } from 'node:child_process';
import type { CiliumParts } from '../parts/cilium';
import type { Program } from '../parts/program';
import type { Verdict } from './cilium';
import { Installation } from './installation';
import type { Machine } from './machine';
import type { Rendered } from './synth';
import type { Testbed } from './testbed';
import { KEPT_OBJECTS } from './tools';

/** How agent and operator took a configuration. */
export interface Judgement {
  /** not judged: refused for something that the kernel of this machine, or the test, lacks. */
  readonly kind: Verdict['kind'] | 'not judged';
  /** The one that did not come up, whose words they are; else those that did. */
  readonly by: string;
  readonly words: string;
  readonly seconds: number;
  /** All that it printed. */
  readonly log: readonly string[];
}

/** The two programs that read cilium-config. */
export type Reader = 'agent' | 'operator';
const READERS: readonly Reader[] = ['agent', 'operator'];

/** What only this machine is the reason of: its kernel, its devices, or that there is no etcd for agents and no Secret of keys. */
const NOT_JUDGED = [
  /netkit/i,
  /WireGuard not supported by the Linux kernel/i,
  /geneve.*(?:operation not supported|not supported)|failed to (?:create|add).*geneve/i,
  /xfrm|IPSec with tunneling requires support/i,
  /ipip.*(?:not supported|operation not supported)/i,
  /cgroup v1 net_cls/i,
  /tcp_congestion_control/,
  /etcd configuration files/,
  /open \/etc\/ipsec\//,
  /unable to determine direct routing device/,
  /(?:qdisc|\bfq\b).*(?:no such file|not supported)/i,
];

/** Starts agents and operators with configurations, one after the other, each on a new machine. */
export class Judge {
  private next: Promise<Machine>;
  private readonly agentOptions: ReadonlySet<string>;
  private readonly operatorOptions: ReadonlySet<string>;

  private constructor(
    private readonly testbed: Testbed,
    private readonly parts: CiliumParts,
  ) {
    this.next = testbed.machine(parts);
    this.agentOptions = optionsOf(parts.agent);
    this.operatorOptions = parts.operator ? optionsOf(parts.operator) : new Set();
  }

  static async of(testbed: Testbed, parts: CiliumParts): Promise<Judge> {
    await testbed.makeCrds(parts);
    await testbed.makeServiceAccounts();
    return new Judge(testbed, parts);
  }

  /** Which of the two programs have to be asked about a change of options. */
  readersOf(changed: readonly string[]): readonly Reader[] {
    const operator = changed.filter(
      (option) => this.operatorOptions.has(option) || option.endsWith(' of the operator'),
    );
    // An option that no help mentions may be one that the agent hides.
    const agent = changed.filter(
      (option) =>
        this.agentOptions.has(option) ||
        !(this.operatorOptions.has(option) || option.endsWith(' of the operator')),
    );
    return [
      ...(agent.length > 0 ? ['agent' as const] : []),
      ...(operator.length > 0 ? ['operator' as const] : []),
    ];
  }

  /**
   * Starts them on a new machine.
   *
   * @param bare whether the node has no slice of pod addresses when the agent starts, as a new node has none: slower,
   *   and the only way to see an agent that waits for one for ever
   */
  async judge(
    rendered: Rendered,
    {
      readers = READERS,
      seconds,
      bare = false,
    }: { readonly readers?: readonly Reader[]; readonly seconds: number; readonly bare?: boolean },
  ): Promise<Judgement> {
    const idle = readers.find((reader) => !rendered[reader].command.startsWith(`cilium-${reader}`));
    if (idle !== undefined) {
      const words = `the container runs ${rendered[idle].command} ${rendered[idle].args.join(' ')}`;
      return { kind: 'refused', by: idle, words, seconds: 0, log: [words] };
    }
    const machine = await this.next;
    this.next = this.testbed.machine(this.parts);
    try {
      await this.testbed.join(machine);
      // Where there is no operator the test has to do what it does.
      if (rendered.config.ipam === 'multi-pool' && (!bare || this.parts.operator === undefined)) {
        await this.testbed.giveSlice(machine);
      }
      const installed = await Installation.on(machine, this.testbed, rendered);
      const running = (['operator', 'agent'] as const).flatMap((reader) => {
        const program = this.parts[reader];
        const wanted = readers.includes(reader) || (bare && reader === 'operator');
        return program && wanted
          ? [{ reader, process: installed.start(reader, program, rendered[reader], KEPT_OBJECTS) }]
          : [];
      });
      const verdicts = await Promise.all(
        running.map(async ({ reader, process }) => ({
          by: reader,
          log: process.log,
          ...(await process.verdict(seconds)),
        })),
      );
      return together(verdicts);
    } finally {
      await this.testbed.remove(machine);
      await this.testbed.forget(machine);
    }
  }

  async stop(): Promise<void> {
    await this.testbed.remove(await this.next);
  }
}

function together(
  verdicts: readonly (Verdict & { readonly by: Reader; readonly log: readonly string[] })[],
): Judgement {
  const seconds = Math.max(...verdicts.map((verdict) => verdict.seconds));
  const against =
    verdicts.find(({ kind, by }) => kind !== 'up' && by === 'agent') ??
    verdicts.find(({ kind }) => kind !== 'up');
  if (against === undefined) {
    const log = verdicts.flatMap((verdict) => verdict.log);
    return { kind: 'up', by: verdicts.map(({ by }) => by).join(' and '), words: '', seconds, log };
  }
  const { kind, by, words, log } = against;
  const lack = [words, ...(kind === 'hung' ? repeated(log) : [])].find((text) =>
    NOT_JUDGED.some((reason) => reason.test(text)),
  );
  return lack === undefined
    ? { kind, by, words, seconds, log }
    : { kind: 'not judged', by, words: lack, seconds, log };
}

/** What a program that tries again and again for ever complains of more than once. What it says once, it says of every start. */
function repeated(log: readonly string[]): string[] {
  const complaints = log
    .filter((line) => /\blevel=(?:warn|error)/.test(line))
    .map((line) => line.replace(/^time=\S+ /, ''));
  return complaints.filter((line, index) => complaints.indexOf(line) !== index);
}

/** The names of the options of a program, by its help. */
function optionsOf({ path }: Program): ReadonlySet<string> {
  const help = execFileSync(path, ['--help'], { encoding: 'utf8' });
  return new Set([...help.matchAll(/^ +(?:-\w, )?--([\w-]+)/gm)].flatMap(([, name]) => name ?? []));
}
