import { delimiter } from 'node:path';
import { downloadAndWait } from './fetch/download';
import type { LockedChart } from './lock';

/** What the store asks of the world outside; tests put their own in its place. */
export interface ChartSource {
  /** Directories that may hold `<name>-<version>.tgz`, first one wins. */
  readonly directories: readonly string[];
  /**
   * Fetches the archive of a chart from its source into the file `path`.
   * @throws {Error} when it cannot be had
   */
  download(chart: LockedChart, path: string): void;
}

/** The directories named in `TKE_CILIUM_CHARTS`, then `./charts`, then `../shared/charts`; the network last. */
export function localSource(environment: NodeJS.ProcessEnv = process.env): ChartSource {
  const named = environment.TKE_CILIUM_CHARTS?.split(delimiter).filter((path) => path !== '') ?? [];
  return { directories: [...named, 'charts', '../shared/charts'], download: downloadAndWait };
}
