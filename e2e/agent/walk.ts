import { appendFileSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import type { ChartStore } from '../../lib/charts/chart-store';
import type { Diagnostic } from '../../lib/diagnostics/diagnostic';
import { AGENT_RULES } from '../../lib/rules/agent/table';
import { Random } from '../oracle/random';
import type { CiliumParts } from '../parts/cilium';
import type { Chosen } from './chosen';
import { BASES, clusterFile } from './clusters';
import { Judge, type Judgement } from './judge';
import { type Case, Planner, type RefusedCase } from './plan';
import type { Results } from './results';
import { nameOf, randomCombination, type Setting, settingsOf, shrunk, valuesOf } from './settings';
import { renderUnchecked } from './synth';
import type { Testbed } from './testbed';

/** Options that decide whether a node waits for addresses; the node must then be as bare as a new one. */
const ADDRESSES = /^(?:ipam|auto-create|cluster-pool|k8s-require|enable-ipv[46]$|ipv[46]-)/;

/** Time for a start that is not usual: longer than any that came up, on a machine that others use too. */
const PATIENCE = 60;

/**
 * Goes through the settings of a chart on every base, and random combinations of them, and asks the agent and the
 * operator about each that the synth accepts; and about those that it refuses because an agent would not start.
 */
export async function walk(
  testbed: Testbed,
  parts: CiliumParts,
  charts: ChartStore,
  asked: Chosen,
  results: Results,
): Promise<void> {
  const judge = await Judge.of(testbed, parts);
  try {
    await new Walk(judge, parts, charts, asked, results).run();
  } finally {
    await judge.stop();
  }
}

class Walk {
  /** What was judged already, by the key of the case. */
  private readonly known = new Map<string, Judgement>();
  private readonly settings: readonly Setting[];
  private judged = 0;

  constructor(
    private readonly judge: Judge,
    private readonly parts: CiliumParts,
    private readonly charts: ChartStore,
    private readonly asked: Chosen,
    private readonly results: Results,
  ) {
    this.settings = settingsOf(charts.values(parts.version)).filter(({ path }) =>
      asked.only.some((part) => path.includes(part)),
    );
  }

  async run(): Promise<void> {
    const fine: { planner: Planner; settings: Setting[] }[] = [];
    for (const base of BASES.filter((one) => this.asked.bases.includes(one))) {
      const planner = new Planner(base, this.parts.version, this.charts);
      const { kind, by, words } = await this.judge.judge(planner.plain.rendered, { seconds: PATIENCE });
      if (kind !== 'up') {
        throw new Error(`${base} as it is does not come up: ${by}: ${words}`);
      }
      const settings = this.asked.combinationsOnly
        ? await this.accepted(planner)
        : await this.singles(planner);
      fine.push({ planner, settings });
    }
    await this.combinations(fine);
  }

  /** @returns the settings that the synth accepts alone, whatever the agent says of them */
  private async accepted(planner: Planner): Promise<Setting[]> {
    const accepted: Setting[] = [];
    for (const setting of this.settings) {
      // Minutes without a turn of the event loop, and connections to the API server would be closed unnoticed.
      await setImmediate();
      if ('accepted' in planner.plan([setting])) {
        accepted.push(setting);
      }
    }
    return accepted;
  }

  /** @returns the settings that come up alone */
  private async singles(planner: Planner): Promise<Setting[]> {
    const started = Date.now();
    const count = { accepted: 0, up: 0, 'not judged': 0, refused: 0, confirmed: 0 };
    const fine: Setting[] = [];
    for (const setting of this.settings) {
      const planned = planner.plan([setting]);
      if ('accepted' in planned) {
        count.accepted += 1;
        const { kind } = await this.ask(planned.accepted);
        if (kind === 'up' || kind === 'not judged') {
          count[kind] += 1;
        }
        if (kind === 'up') {
          fine.push(setting);
        }
      } else if ('refused' in planned) {
        count.refused += 1;
        count.confirmed += await this.contradict(planned.refused);
      }
    }
    const against = count.accepted - count.up - count['not judged'];
    this.results.add({
      version: this.parts.version,
      example: planner.base,
      asked: `${this.settings.length} settings, one by one`,
      outcome: against > 0 ? 'FAILED' : 'ok',
      happened: `${count.accepted} accepted and different: ${count.up} up, ${against} refused by the agent, ${count['not judged']} not judged here; ${count.refused} refused by the synth, ${count.confirmed} of them for the agent, which says so`,
      seconds: (Date.now() - started) / 1000,
    });
    return fine;
  }

  private async combinations(
    fine: readonly { planner: Planner; settings: readonly Setting[] }[],
  ): Promise<void> {
    const random = new Random(this.asked.seed);
    const started = Date.now();
    const usable = fine.filter(({ settings }) => settings.length > 1);
    let [accepted, against, refused] = [0, 0, 0];
    // A synth that refuses most combinations must not keep the walk from ending.
    for (
      let drawn = 0;
      usable.length > 0 && accepted < this.asked.random && drawn < this.asked.random * 10;
      drawn += 1
    ) {
      const { planner, settings } = random.pick(usable);
      const planned = planner.plan(randomCombination(settings, random));
      if ('refused' in planned) {
        refused += 1;
      } else if ('accepted' in planned) {
        accepted += 1;
        const { kind } = await this.ask(planned.accepted, (smaller) => planner.plan(smaller));
        against += kind === 'refused' || kind === 'hung' ? 1 : 0;
      }
    }
    this.results.add({
      version: this.parts.version,
      example: 'all',
      asked: `${this.asked.random} random combinations, seed ${this.asked.seed}`,
      outcome: against > 0 ? 'FAILED' : 'ok',
      happened: `${accepted} accepted and different, ${against} refused by the agent; ${refused} more refused by the synth`,
      seconds: (Date.now() - started) / 1000,
    });
  }

  /** Judges a case that the synth accepts; one that does not come up is a failure, reported as small as it gets. */
  private async ask(one: Case, plan?: Planner['plan']): Promise<Judgement> {
    const judgement = await this.verdictOf(one);
    if (judgement.kind === 'refused' || judgement.kind === 'hung') {
      const settings = plan
        ? await shrunk(one.settings, async (fewer) => {
            const planned = plan(fewer);
            return 'accepted' in planned && (await this.verdictOf(planned.accepted)).kind === judgement.kind;
          })
        : one.settings;
      const smallest = { base: one.base, name: nameOf(settings), settings };
      this.note('accepted, but not by the agent', smallest, judgement, one.changed);
    } else if (judgement.kind === 'not judged') {
      this.note('not judged here', one, judgement, one.changed);
    }
    return judgement;
  }

  private async verdictOf({ key, rendered, changed, name }: Case): Promise<Judgement> {
    const known = this.known.get(key);
    if (known) {
      return known;
    }
    const readers = this.judge.readersOf(changed);
    if (readers.length === 0) {
      return { kind: 'up', by: 'nobody', words: '', seconds: 0, log: [] };
    }
    const bare = changed.some((option) => ADDRESSES.test(option));
    const first = await this.judge.judge(rendered, { readers, bare, seconds: PATIENCE / 2 });
    this.judged += 1;
    // A machine that others use may have been too slow once.
    const judgement =
      first.kind === 'hung' ? await this.judge.judge(rendered, { bare: true, seconds: PATIENCE }) : first;
    this.known.set(key, judgement);
    process.stdout.write(
      `${String(this.judged).padStart(5)}  ${judgement.seconds.toFixed(1).padStart(5)} s  ${judgement.kind.padEnd(10)}  ${name} ${judgement.words.slice(0, 160)}\n`,
    );
    return judgement;
  }

  /** @returns 1 when the synth refuses it for the agent's sake, and the agent does refuse it */
  private async contradict(one: RefusedCase): Promise<number> {
    const claims = one.refused.filter(
      (diagnostic) => claimsNoStart(diagnostic) && this.canAnswer(diagnostic),
    );
    if (claims.length === 0) {
      return 0;
    }
    const unchecked = renderUnchecked(
      clusterFile(one.base, this.parts.version, valuesOf(one.settings)),
      this.charts,
    );
    if ('refused' in unchecked) {
      return 0;
    }
    const judgement = await this.judge.judge(unchecked.rendered, { bare: true, seconds: PATIENCE / 2 });
    if (judgement.kind === 'up') {
      this.note(
        `refused (${claims.map(({ rule }) => rule).join(', ')}), but the agent comes up`,
        one,
        judgement,
        [],
      );
      return 0;
    }
    return 1;
  }

  /** Whether the program that a rule is about is there to be asked. */
  private canAnswer({ rule }: Diagnostic): boolean {
    return (
      this.parts.operator !== undefined || !AGENT_RULES.some(({ id, by }) => id === rule && by === 'operator')
    );
  }

  private note(
    what: string,
    { base, name, settings }: Pick<Case, 'base' | 'name' | 'settings'>,
    { kind, by, words, seconds }: Judgement,
    changed: readonly string[],
  ): void {
    const { version } = this.parts;
    const asked = `${what}: ${name}`;
    const outcome = what.startsWith('not judged') ? 'left out' : 'FAILED';
    this.results.add({
      version,
      example: base,
      asked,
      outcome,
      happened: `${by} ${kind}: ${words}`,
      seconds,
    });
    if (this.asked.report !== '') {
      const line = { version, base, what, name, settings, kind, by, words, changed };
      appendFileSync(this.asked.report, `${JSON.stringify(line)}\n`);
    }
  }
}

/** Whether a diagnostic says that the agent or the operator would not start. */
function claimsNoStart({ problem }: Diagnostic): boolean {
  return /\b(?:agent|operator)s?\b[^.]*\b(?:not start|refuses?|ends?|panics?|crash(?:es)?|waits?|stops?)\b/i.test(
    problem,
  );
}
