import { UnreadableChart } from '../go/errors';
import { INVALID_HEADER } from './tar-header';

/** Go takes a record to be at least this long. */
const SHORTEST_RECORD = 5;

const NUMBERS = new Set(['uid', 'gid', 'size']);
const TIMES = new Set(['atime', 'mtime', 'ctime']);
const NAMES = new Set(['path', 'linkpath', 'uname', 'gname']);

/**
 * The records of a pax header, `LENGTH KEY=VALUE\n` each, by key; in bytes.
 *
 * @throws {UnreadableChart} for records that Go would not take
 */
export function readPax(data: string): ReadonlyMap<string, string> {
  const records = new Map<string, string>();
  for (let rest = data; rest !== ''; ) {
    const space = rest.indexOf(' ');
    const digits = rest.slice(0, Math.max(0, space));
    const length = /^[+-]?[0-9]{1,15}$/.test(digits) ? Number(digits) : -1;
    if (
      length < SHORTEST_RECORD ||
      length > rest.length ||
      length <= space + 1 ||
      rest[length - 1] !== '\n'
    ) {
      throw new UnreadableChart(INVALID_HEADER);
    }
    const record = rest.slice(space + 1, length - 1);
    const equals = record.indexOf('=');
    const key = record.slice(0, Math.max(0, equals));
    const value = record.slice(equals + 1);
    if (key === '' || (NAMES.has(key) ? value : key).includes('\0')) {
      throw new UnreadableChart(INVALID_HEADER);
    }
    records.set(key, value);
    rest = rest.slice(length);
  }
  return records;
}

/** Holds the records against what Go reads from them. */
export function requireValidPax(records: ReadonlyMap<string, string>): void {
  for (const [key, value] of records) {
    const isValid =
      value === '' ||
      !(
        (NUMBERS.has(key) && !isInteger(value)) ||
        (TIMES.has(key) && !(isInteger(value.split('.', 1)[0] ?? '') && /^[^.]*(?:\.[0-9]*)?$/.test(value)))
      );
    if (!isValid) {
      throw new UnreadableChart(INVALID_HEADER);
    }
  }
}

function isInteger(text: string): boolean {
  return (
    /^[+-]?[0-9]+$/.test(text) &&
    BigInt.asIntN(64, BigInt(text.replace('+', ''))) === BigInt(text.replace('+', ''))
  );
}
