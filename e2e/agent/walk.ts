import { setImmediate } from 'node:timers/promises';
import type { ChartStore } from '../../lib/charts/chart-store';
import { Random } from '../oracle/random';
import type { CiliumParts } from '../parts/cilium';
import type { Chosen } from './chosen';
import { Claims } from './claims';
import { Findings, provenIn } from './findings';
import { askGroup, groupsOf } from './groups';
import { Judge, type Judgement } from './judge';
import { type Case, Planner, type RefusedCase } from './plan';
import type { Results } from './results';
import { nameOf, randomCombination, type Setting, settingsOf } from './settings';
import type { Testbed } from './testbed';
import { needsBareNode, Verdicts } from './verdicts';

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
  private readonly settings: readonly Setting[];
  private readonly verdicts: Verdicts;
  private readonly findings: Findings;
  private readonly claims: Claims;
  /** Names of the settings that came up alone, on the first base or in an earlier walk. */
  private readonly proven: Set<string>;

  constructor(
    judge: Judge,
    private readonly parts: CiliumParts,
    private readonly charts: ChartStore,
    private readonly asked: Chosen,
    private readonly results: Results,
  ) {
    this.settings = settingsOf(charts.values(parts.version)).filter(({ path }) =>
      asked.only.some((part) => path.includes(part)),
    );
    this.proven = new Set(asked.proven === '' ? [] : provenIn(asked.proven));
    this.verdicts = new Verdicts(judge);
    this.findings = new Findings(parts.version, results, asked.report);
    this.claims = new Claims(judge, parts, charts, this.findings);
  }

  async run(): Promise<void> {
    const fine: { planner: Planner; settings: readonly Setting[] }[] = [];
    for (const base of this.asked.bases) {
      const planner = new Planner(base, this.parts.version, this.charts);
      const nodes = await this.verdicts.ofBase(planner.plain);
      const { version } = this.parts;
      this.results.add({
        version,
        example: base,
        asked: 'the base as it is',
        outcome: 'ok',
        happened: `up; nodes ${nodes}`,
        seconds: 0,
      });
      const settings = this.asked.combinationsOnly ? await this.alone(planner) : await this.onBase(planner);
      fine.push({ planner, settings });
    }
    await this.combinations(fine);
  }

  /** @returns the settings that came up alone in an earlier walk, else those that the synth accepts alone */
  private async alone(planner: Planner): Promise<readonly Setting[]> {
    const proven = this.settings.filter((setting) => this.proven.has(nameOf([setting])));
    return proven.length > 0
      ? proven
      : (await this.sorted(planner)).accepted.flatMap(({ settings }) => settings);
  }

  /** What the synth says of each setting on a base: alone, or with its switch where it does nothing alone. */
  private async sorted(planner: Planner): Promise<{ accepted: Case[]; refused: RefusedCase[] }> {
    const accepted: Case[] = [];
    const refused: RefusedCase[] = [];
    for (const setting of this.settings) {
      // Minutes without a turn of the event loop, and connections to the API server would be closed unnoticed.
      await setImmediate();
      const alone = planner.plan([setting]);
      const planned = 'unchanged' in alone ? planner.planSwitchedOn(setting) : alone;
      if ('accepted' in planned) {
        accepted.push(planned.accepted);
      } else if ('refused' in planned) {
        refused.push(planned.refused);
      }
    }
    return { accepted, refused };
  }

  /**
   * Asks about every setting: alone, or with others where it came up alone before.
   *
   * @returns the settings that come up
   */
  private async onBase(planner: Planner): Promise<readonly Setting[]> {
    const started = Date.now();
    const { accepted, refused } = await this.sorted(planner);
    const fine: Case[] = [];
    let [notJudged, confirmed] = [0, 0];
    const alone = async (one: Case) => {
      const { kind } = await this.ask(one);
      notJudged += kind === 'not judged' ? 1 : 0;
      if (kind === 'up') {
        this.findings.cameUp(one);
      }
      return kind === 'up';
    };
    const grouped = accepted.filter(({ name }) => this.proven.has(name));
    for (const one of accepted.filter((other) => !grouped.includes(other))) {
      if (await alone(one)) {
        fine.push(one);
      }
    }
    const plan = (settings: readonly Setting[]) => planner.plan(settings);
    const groups = [true, false].flatMap((bare) =>
      groupsOf(
        grouped.filter((one) => needsBareNode(one) === bare),
        plan,
      ),
    );
    for (const group of groups) {
      const up = await askGroup(group, {
        plan,
        alone,
        comesUp: async (whole) => (await this.verdicts.of(whole)).kind === 'up',
        interplay: async (whole) => {
          await this.ask(whole, planner);
        },
      });
      fine.push(...up);
    }
    for (const one of refused) {
      confirmed += (await this.claims.holds(one)) ? 1 : 0;
    }
    const against = accepted.length - fine.length - notJudged;
    for (const { name } of this.asked.bases[0] === planner.base ? fine : []) {
      this.proven.add(name);
    }
    this.results.add({
      version: this.parts.version,
      example: planner.base,
      asked: `${this.settings.length} settings, ${grouped.length > 0 ? `${grouped.length} in ${groups.length} groups, the rest ` : ''}one by one`,
      outcome: against > 0 ? 'FAILED' : 'ok',
      happened: `${accepted.length} accepted and different: ${fine.length} up, ${against} refused by the agent, ${notJudged} not judged here; ${refused.length} refused by the synth, ${confirmed} of them for the agent, which says so`,
      seconds: (Date.now() - started) / 1000,
    });
    return fine.flatMap(({ settings }) => settings);
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
        const { kind } = await this.ask(planned.accepted, planner);
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

  /** Judges a case that the synth accepts, and reports it where it does not come up; with a planner, as small as it gets. */
  private async ask(one: Case, planner?: Planner): Promise<Judgement> {
    const judgement = await this.verdicts.of(one);
    await this.findings.against(
      one,
      judgement,
      planner &&
        (async (fewer) => {
          const planned = planner.plan(fewer);
          return 'accepted' in planned && (await this.verdicts.of(planned.accepted)).kind === judgement.kind;
        }),
    );
    return judgement;
  }
}
