import { decodeLastRune, decodeRune } from './bytes';
import { isSpace } from './unicode';

/** strings.TrimSpace, of bytes. */
export function trimSpace(bytes: string): string {
  const start = endOfLeadingSpace(bytes);
  let end = bytes.length;
  while (end > start) {
    const { rune, width } = decodeLastRune(bytes, end);
    if (!isSpace(rune)) {
      break;
    }
    end -= width;
  }
  return bytes.slice(start, end);
}

/** strings.TrimLeftFunc(text, unicode.IsSpace), of bytes. */
export function trimLeftSpace(bytes: string): string {
  return bytes.slice(endOfLeadingSpace(bytes));
}

function endOfLeadingSpace(bytes: string): number {
  let start = 0;
  while (start < bytes.length) {
    const { rune, width } = decodeRune(bytes, start);
    if (!isSpace(rune)) {
      break;
    }
    start += width;
  }
  return start;
}
