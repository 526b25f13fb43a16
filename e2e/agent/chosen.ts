import { parseArgs } from 'node:util';
import type { Base } from '../../lib/rules/agent/agent-rule';
import { CILIUM_VERSIONS, type CiliumVersion } from '../parts/cilium';
import { BASES } from './clusters';

/** What is asked of the agents, in this order. */
const TRIALS = ['examples', 'fields', 'refusals', 'walk', 'packets', 'mesh', 'upgrade'] as const;
export type Trial = (typeof TRIALS)[number];

/** What a person asks for: `npm run e2e:agent -- 1.19.6 examples --random 20 --seed 7`. */
export interface Chosen {
  readonly versions: readonly CiliumVersion[];
  readonly trials: readonly Trial[];
  /** Of the walk and the packets. */
  readonly bases: readonly Base[];
  /** How many random combinations of settings are tried, for each version. */
  readonly random: number;
  /** Whether only random combinations are tried, of settings that nobody asked the agent about one by one. */
  readonly combinationsOnly: boolean;
  readonly seed: number;
  /** Only settings or rules whose path or id holds one of these. */
  readonly only: readonly string[];
  /** File of findings of an earlier walk, of this version or another: what came up alone there is asked in groups; empty: none. */
  readonly proven: string;
  /** File that the findings of the walk are added to, one JSON object a line; empty: none. */
  readonly report: string;
}

const WORDS: readonly string[] = [...CILIUM_VERSIONS, ...TRIALS, ...BASES];

const USAGE = `words: ${WORDS.join(', ')}; options: --random N, --seed N, --combinations-only, --only PATH,PATH, --proven FILE, --report FILE`;

/** A word or option that means nothing here ends the program. */
export function chosen(words: readonly string[]): Chosen {
  try {
    const { values, positionals } = parseArgs({
      args: [...words],
      allowPositionals: true,
      options: {
        random: { type: 'string', default: '500' },
        'combinations-only': { type: 'boolean', default: false },
        seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
        only: { type: 'string', default: '' },
        proven: { type: 'string', default: '' },
        report: { type: 'string', default: '' },
      },
    });
    const unknown = positionals.find((word) => !WORDS.includes(word));
    if (unknown !== undefined) {
      throw new Error(`unexpected argument "${unknown}"`);
    }
    const named = <T extends string>(all: readonly T[]) => {
      const some = all.filter((one) => positionals.includes(one));
      return some.length > 0 ? some : all;
    };
    return {
      versions: named(CILIUM_VERSIONS),
      trials: named(TRIALS),
      bases: named(BASES),
      random: count('random', values.random),
      combinationsOnly: values['combinations-only'],
      seed: count('seed', values.seed),
      only: values.only.split(','),
      proven: values.proven,
      report: values.report,
    };
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n${USAGE}\n`);
    process.exit(1);
  }
}

function count(name: string, text: string): number {
  if (!/^\d+$/.test(text)) {
    throw new Error(`--${name} must be a whole number, not "${text}"`);
  }
  return Number(text);
}
