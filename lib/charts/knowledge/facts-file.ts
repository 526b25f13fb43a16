import type { ValueFactsByPath } from './value-key';

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
