import type { Base } from '../../lib/rules/agent/agent-rule';
import type { Judge, Judgement } from './judge';
import type { Case } from './plan';

/** Time for a start that is not usual: longer than any that came up, on a machine that others use too. */
export const PATIENCE = 60;

/** Options that decide whether a node waits for addresses; the node must then be as bare as a new one. */
const ADDRESSES = /^(?:ipam|auto-create|cluster-pool|k8s-require|enable-ipv[46]$|ipv[46]-)/;

/** Whether a node must not have its addresses beforehand for this case to show what it does. */
export function needsBareNode({ changed }: Pick<Case, 'changed'>): boolean {
  return changed.some((option) => ADDRESSES.test(option));
}

/** What agent and operator said of cases, each asked once. */
export class Verdicts {
  private readonly known = new Map<string, Judgement>();
  /** Bases that do not come up on a bare node of this test, whatever is set. */
  private readonly needSlice = new Set<Base>();
  private judged = 0;

  constructor(private readonly judge: Judge) {}

  /**
   * Asks about a base as it is.
   *
   * @returns what it comes up with
   * @throws when it does not come up
   */
  async ofBase({ base, rendered }: Case): Promise<string> {
    const { kind, by, words } = await this.judge.judge(rendered, { seconds: PATIENCE });
    if (kind !== 'up') {
      throw new Error(`${base} as it is does not come up: ${by}: ${words}`);
    }
    if (rendered.config.ipam !== 'multi-pool') {
      return 'as new nodes are';
    }
    const bare = await this.judge.judge(rendered, { bare: true, seconds: PATIENCE });
    if (bare.kind === 'up') {
      return 'as new nodes are';
    }
    this.needSlice.add(base);
    return `with addresses, for the base itself does not come up on a bare one here (${bare.words})`;
  }

  async of(one: Case): Promise<Judgement> {
    const { key, rendered, changed, name } = one;
    const known = this.known.get(key);
    if (known) {
      return known;
    }
    const readers = this.judge.readersOf(changed);
    if (readers.length === 0) {
      return { kind: 'up', by: 'nobody', words: '', seconds: 0, log: [] };
    }
    const canBeBare = !this.needSlice.has(one.base);
    const bare = canBeBare && needsBareNode(one);
    const first = await this.judge.judge(rendered, { readers, bare, seconds: PATIENCE / 2 });
    this.judged += 1;
    // A machine that others use may have been too slow once.
    const judgement =
      first.kind === 'hung'
        ? await this.judge.judge(rendered, { bare: canBeBare, seconds: PATIENCE })
        : first;
    this.known.set(key, judgement);
    process.stdout.write(
      `${String(this.judged).padStart(5)}  ${judgement.seconds.toFixed(1).padStart(5)} s  ${judgement.kind.padEnd(10)}  ${name} ${judgement.words.slice(0, 160)}\n`,
    );
    return judgement;
  }
}
