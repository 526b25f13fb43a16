import { execFileSync } from 'node:child_process';
import { delimiter } from 'node:path';
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
  return { directories: [...named, 'charts', '../shared/charts'], download: downloadWithCurl };
}

/** curl and not fetch: it honours proxies and the system's certificates, and constructs need an answer at once. */
function downloadWithCurl({ source }: LockedChart, path: string): void {
  try {
    execFileSync('curl', ['-fsSL', '--connect-timeout', '10', '--max-time', '120', '-o', path, source], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
  } catch (error) {
    const { stderr, message } = error as { stderr?: Buffer; message: string };
    throw new Error(stderr?.toString().trim() || message);
  }
}
