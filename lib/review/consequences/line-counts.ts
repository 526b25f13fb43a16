import type { JsonValue } from '../../json';
import type { Change } from '../change';
import { count, type Text } from '../text';

/** How many lines a text gained and lost. */
export function lineCounts({ before, after }: Change): Text {
  const lines = (text: JsonValue | undefined) => (typeof text === 'string' ? text.split('\n') : []);
  const counts = new Map<string, number>();
  for (const line of lines(before)) {
    counts.set(line, (counts.get(line) ?? 0) - 1);
  }
  for (const line of lines(after)) {
    counts.set(line, (counts.get(line) ?? 0) + 1);
  }
  const [more, fewer] = [...counts.values()].reduce(
    ([up, down], number) => (number > 0 ? [up + number, down] : [up, down - number]),
    [0, 0],
  );
  return `${count(more ?? 0, 'line')} more, ${count(fewer ?? 0, 'line')} fewer`;
}
