import { parseArgs } from 'node:util';

/** What a person asks the oracle: `npm run oracle -- --charts 1.19 --sets 20`. */
export interface Chosen {
  /** Only versions that begin so. */
  readonly charts: string;
  /** Sets of values for each chart. */
  readonly sets: number;
  readonly templates: number;
  readonly seed: number;
  /** Whether every value of the locked charts is changed once. */
  readonly every: boolean;
  /** Whether Helm's answers are written down for the unit tests, and nothing is compared. */
  readonly record: boolean;
  /** Whether hostile inputs are tried instead of charts. */
  readonly hostile: boolean;
  readonly inputs: number;
  /** The one hostile input that is tried. */
  readonly only?: number;
}

export const USAGE = `usage: npm run oracle -- [options]
  --charts VERSION   only chart versions that begin so
  --sets N           sets of values for each chart (8)
  --every            also every value of the locked charts, one by one
  --templates N      random templates (2000)
  --seed N           another seed, other values and templates (1)
  --record           write down Helm's answers for the unit tests
  --hostile          hostile inputs instead of charts
  --inputs N         how many of them (20000)
  --only N           only the hostile input of that number`;

/**
 * @returns undefined when only the usage is asked for
 * @throws {TypeError} for an option that there is not, or no number where one is wanted
 */
export function chosen(words: readonly string[]): Chosen | undefined {
  const { values } = parseArgs({
    args: [...words],
    options: {
      help: { type: 'boolean', short: 'h', default: false },
      charts: { type: 'string', default: '' },
      sets: { type: 'string', default: '8' },
      templates: { type: 'string', default: '2000' },
      seed: { type: 'string', default: '1' },
      every: { type: 'boolean', default: false },
      record: { type: 'boolean', default: false },
      hostile: { type: 'boolean', default: false },
      inputs: { type: 'string', default: '20000' },
      only: { type: 'string' },
    },
  });
  const { help, charts, every, record, hostile, sets, templates, seed, inputs, only } = values;
  return help
    ? undefined
    : {
        ...{ charts, every, record, hostile },
        sets: count('sets', sets),
        templates: count('templates', templates),
        seed: count('seed', seed),
        inputs: count('inputs', inputs),
        ...(only !== undefined && { only: count('only', only) }),
      };
}

function count(name: string, text: string): number {
  if (!/^\d+$/.test(text)) {
    throw new TypeError(`--${name} must be a whole number, not "${text}"`);
  }
  return Number(text);
}
