import { join } from 'node:path';
import type { ValueFactsByPath } from './value-key';

/** Where the generated types and facts lie, whether the code runs from source or from `build/`. */
export const IMPORTS_DIRECTORY = join(__dirname, '../../imports');

export function factsFileName(version: string): string {
  return `cilium-values-${version}.json`;
}

/** One line a key, so that the diff of a chart upgrade reads as a list of what changed. */
export function factsAsText(facts: ValueFactsByPath): string {
  const lines = Object.entries(facts).map(
    ([path, known]) => `${JSON.stringify(path)}:${JSON.stringify(known)}`,
  );
  return `{\n${lines.join(',\n')}\n}\n`;
}
