import { isAscii, runesOf } from '../../go/bytes';
import { DIGIT_0 } from '../../go/characters';
import { isDigit, isLetter } from '../../go/unicode';

/** The order in which go-yaml writes keys: numbers inside them by value, letters after everything else. */
export function naturalOrder(a: string, b: string): number {
  return a === b ? 0 : isLess(runes(a), runes(b)) ? -1 : 1;
}

function runes(text: string): ArrayLike<number> {
  return isAscii(text) ? Uint8Array.from(text, (char) => char.charCodeAt(0)) : runesOf(text);
}

function isLess(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  for (let index = 0; index < a.length && index < b.length; index++) {
    const left = at(a, index);
    const right = at(b, index);
    if (left === right) {
      continue;
    }
    const leftIsLetter = isLetter(left);
    const rightIsLetter = isLetter(right);
    if (leftIsLetter && rightIsLetter) {
      return left < right;
    }
    if (leftIsLetter || rightIsLetter) {
      return rightIsLetter;
    }
    return comesFirst(a, b, index);
  }
  return a.length < b.length;
}

/** Neither side has a letter here: by the number that begins here, then by its digits, then by character. */
function comesFirst(a: ArrayLike<number>, b: ArrayLike<number>, index: number): boolean {
  const seed = (at(a, index) === DIGIT_0 || at(b, index) === DIGIT_0) && insideNumber(a, index) ? 1n : 0n;
  const left = digitsAt(a, index, seed);
  const right = digitsAt(b, index, seed);
  if (left.value !== right.value) {
    return left.value < right.value;
  }
  return left.end !== right.end ? left.end < right.end : at(a, index) < at(b, index);
}

/** A zero inside a number counts; one in front of it does not. */
function insideNumber(runes: ArrayLike<number>, index: number): boolean {
  for (let before = index - 1; before >= 0 && isDigit(at(runes, before)); before--) {
    if (at(runes, before) !== DIGIT_0) {
      return true;
    }
  }
  return false;
}

function digitsAt(runes: ArrayLike<number>, start: number, seed: bigint): { value: bigint; end: number } {
  let value = seed;
  let end = start;
  for (; end < runes.length && isDigit(at(runes, end)); end++) {
    value = BigInt.asIntN(64, value * 10n + BigInt(at(runes, end) - 48));
  }
  return { value, end };
}

function at(runes: ArrayLike<number>, index: number): number {
  return runes[index] ?? 0;
}
