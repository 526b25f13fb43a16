import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A section of a page that has something to type in. */
export interface DocumentedStep {
  readonly heading: string;
  /** The blocks that are marked as shell, in their order. */
  readonly commands: readonly string[];
}

/** The steps of docs/apply.md for a cluster. The document is the one source of these commands. */
export function documentedSteps(cluster: string): DocumentedStep[] {
  return stepsOf(pageOf('apply.md').replaceAll('<cluster>', cluster));
}

/** The text of a page of docs/. */
export function pageOf(name: string): string {
  return readFileSync(join(__dirname, '../../docs', name), 'utf8');
}

/** The sections of a page that have commands, in their order. */
export function stepsOf(page: string): DocumentedStep[] {
  return page
    .split(/^## /m)
    .slice(1)
    .map((section) => ({
      heading: section.split('\n')[0] ?? '',
      commands: [...section.matchAll(/^```sh\n([\s\S]*?)\n```$/gm)].map(([, command = '']) => command),
    }))
    .filter(({ commands }) => commands.length > 0);
}
