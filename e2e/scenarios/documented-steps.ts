import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A section of docs/apply.md that has something to type in. */
export interface DocumentedStep {
  readonly heading: string;
  /** The blocks that are marked as shell, in their order. */
  readonly commands: readonly string[];
}

/** The steps of docs/apply.md for a cluster. The document is the one source of these commands. */
export function documentedSteps(cluster: string): DocumentedStep[] {
  const text = readFileSync(join(__dirname, '../../docs/apply.md'), 'utf8').replaceAll('<cluster>', cluster);
  return text
    .split(/^## /m)
    .slice(1)
    .map((section) => ({
      heading: section.split('\n')[0] ?? '',
      commands: [...section.matchAll(/^```sh\n([\s\S]*?)\n```$/gm)].map(([, command = '']) => command),
    }))
    .filter(({ commands }) => commands.length > 0);
}
