import type { ChartStore } from '../../lib/charts/chart-store';
import type { Diagnostic } from '../../lib/diagnostics/diagnostic';
import { AGENT_RULES } from '../../lib/rules/agent/table';
import type { CiliumParts } from '../parts/cilium';
import { clusterFile } from './clusters';
import type { Findings } from './findings';
import type { Judge } from './judge';
import type { RefusedCase } from './plan';
import { valuesOf } from './settings';
import { renderUnchecked } from './synth';
import { PATIENCE } from './verdicts';

/** Holds what a synth says of agents, "they do not start", against what agents do. */
export class Claims {
  /** Settings and the rules that refused them, whose claim held on one base. */
  private readonly confirmed = new Set<string>();

  constructor(
    private readonly judge: Judge,
    private readonly parts: CiliumParts,
    private readonly charts: ChartStore,
    private readonly findings: Findings,
  ) {}

  /**
   * A claim that held on one base is not asked about again on another.
   *
   * @returns whether the synth refuses it for the agent's sake, and the agent does refuse it
   */
  async holds(one: RefusedCase): Promise<boolean> {
    const claims = one.refused.filter(
      (diagnostic) => claimsNoStart(diagnostic) && this.canAnswer(diagnostic),
    );
    const key = `${one.name} ${claims.map(({ rule }) => rule).join(' ')}`;
    if (claims.length === 0 || this.confirmed.has(key)) {
      return claims.length > 0;
    }
    const unchecked = renderUnchecked(
      clusterFile(one.base, this.parts.version, valuesOf(one.settings)),
      this.charts,
    );
    if ('refused' in unchecked) {
      return false;
    }
    const judgement = await this.judge.judge(unchecked.rendered, { bare: true, seconds: PATIENCE / 2 });
    if (judgement.kind === 'up') {
      const rules = claims.map(({ rule }) => rule).join(', ');
      this.findings.note(`refused (${rules}), but the agent comes up`, one, judgement, []);
      return false;
    }
    this.confirmed.add(key);
    return true;
  }

  /** Whether the program that a rule is about is there to be asked. */
  private canAnswer({ rule }: Diagnostic): boolean {
    return (
      this.parts.operator !== undefined || !AGENT_RULES.some(({ id, by }) => id === rule && by === 'operator')
    );
  }
}

/** What is said of an agent that is not scheduled, or of a node; the test has no scheduler, no other nodes, and starts one operator. */
const OF_THE_CLUSTER: ReadonlySet<string> = new Set(['node-taints-tolerated', 'operator-scaled-to-none']);

/** Whether a diagnostic says that the agent or the operator would not start. */
function claimsNoStart({ rule, problem }: Diagnostic): boolean {
  return (
    !OF_THE_CLUSTER.has(rule ?? '') &&
    /\b(?:agent|operator)s?\b[^.]*\b(?:not start|refuses?|ends?|panics?|crash(?:es)?|waits?|stops?)\b/i.test(
      problem,
    )
  );
}
