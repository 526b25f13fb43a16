import { decodeRune } from '../go/bytes';
import { GoError, OutsideProfile } from '../go/errors';
import { parseFloat64, parseInteger } from '../go/parse-number';
import { unquoteGo } from '../go/quote';

/** What a number literal may stand for; which of these is asked depends on the parameter it is passed to. */
export interface NumberMeaning {
  /** The value as an integer, where it is one: `3`, `0x3` and `3.0` are. */
  readonly integer?: bigint;
  readonly float?: number;
  /** What the number is where no type is asked for. */
  readonly ideal: number | bigint;
}

/** Reads a number or a character literal of a template. */
export function parseNumber(text: string): NumberMeaning {
  if (text.startsWith("'")) {
    return parseRune(text);
  }
  if (text.endsWith('i')) {
    throw new OutsideProfile(`the number ${text}`);
  }
  const integer = parseInteger(text);
  if (integer !== undefined) {
    return { integer, float: Number(integer), ideal: integer };
  }
  const float = parseFloat64(text);
  if (float === undefined || !/[.eEpP]/.test(text)) {
    throw new GoError(
      float === undefined ? `illegal number syntax: "${text}"` : `integer overflow: "${text}"`,
    );
  }
  const isWhole = Number.isInteger(float) && Math.abs(float) < 2 ** 63;
  return { ...(isWhole && { integer: BigInt(float) }), float, ideal: float };
}

function parseRune(text: string): NumberMeaning {
  const bytes = unquoteGo(`"${text.slice(1, -1).replace("\\'", "'").replace(/^"$/, '\\"')}"`);
  const { rune, width } = decodeRune(bytes, 0);
  if (bytes.length !== width) {
    throw new GoError(`malformed character constant: ${text}`);
  }
  return { integer: BigInt(rune), float: rune, ideal: BigInt(rune) };
}
