import type { TemplateFunction } from '../eval/function';
import { GoError } from '../go/errors';
import { quoteGo } from '../go/quote';
import { Struct, type Value } from '../go/value';

/** The field, out of reach for templates, that says how far a time is from the one `now` gave, in nanoseconds. */
export const INSTANT = ' instant';

/**
 * A time as templates may have it: comparable with others of the same render and nothing else. The clock does not
 * reach the output, because a time can be neither printed nor asked for its parts.
 */
function time(offset: bigint): Struct {
  return new Struct('time.Time', 'struct', new Map<string, Value>([[INSTANT, offset]]));
}

const UNITS: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  '\xc2\xb5s': 1_000n,
  '\xce\xbcs': 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};

const MAXIMUM = 2n ** 63n;

/** time.ParseDuration, in nanoseconds. */
function parseDuration(text: string): bigint {
  const invalid = () => new GoError(`time: invalid duration ${quoteGo(text)}`);
  const [, sign = '', rest = ''] = /^([+-]?)(.*)$/s.exec(text) ?? [];
  if (rest === '0') {
    return 0n;
  }
  if (rest === '') {
    throw invalid();
  }
  let total = 0n;
  let left = rest;
  while (left !== '') {
    const [number = ''] = /^[0-9]*(?:\.[0-9]*)?/.exec(left) ?? [];
    if (!/[0-9]/.test(number)) {
      throw invalid();
    }
    left = left.slice(number.length);
    const [unit = ''] = /^[^.0-9]*/s.exec(left) ?? [];
    if (unit === '') {
      throw new GoError(`time: missing unit in duration ${quoteGo(text)}`);
    }
    const size = UNITS[unit];
    if (size === undefined) {
      throw new GoError(`time: unknown unit ${quoteGo(unit)} in duration ${quoteGo(text)}`);
    }
    left = left.slice(unit.length);
    const [whole = '', fraction = ''] = number.split('.');
    total += BigInt(whole || '0') * size + fractionOf(fraction, size);
    if (total > MAXIMUM) {
      throw invalid();
    }
  }
  if (sign !== '-' && total === MAXIMUM) {
    throw invalid();
  }
  return sign === '-' ? -total : total;
}

function fractionOf(digits: string, unit: bigint): bigint {
  return digits === '' ? 0n : (BigInt(digits) * unit) / 10n ** BigInt(digits.length);
}

function shifted(date: Struct, duration: bigint): Struct {
  return time((date.fields.get(INSTANT) as bigint) + duration);
}

function dateModify(text: string, date: Struct): Struct {
  try {
    return shifted(date, parseDuration(text));
  } catch (error) {
    if (error instanceof GoError) {
      return date;
    }
    throw error;
  }
}

const modify: TemplateFunction = {
  parameters: ['string', 'time.Time'],
  call: (_, text: string, date: Struct) => dateModify(text, date),
};
const mustModify: TemplateFunction = {
  parameters: ['string', 'time.Time'],
  call: (_, text: string, date: Struct) => shifted(date, parseDuration(text)),
};

export const DATE_FUNCTIONS: Readonly<Record<string, TemplateFunction>> = {
  now: { parameters: [], call: () => time(0n) },
  dateModify: modify,
  date_modify: modify,
  mustDateModify: mustModify,
  must_date_modify: mustModify,
};
