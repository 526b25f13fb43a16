import { mkdirSync } from 'node:fs';
import { homedir, userInfo } from 'node:os';
import { isAbsolute, join } from 'node:path';

/**
 * The directory for things that can be had again: `$XDG_CACHE_HOME/tke-cilium/...` or `~/.cache/tke-cilium/...`.
 * Made when absent.
 */
export function cacheDirectory(...parts: readonly string[]): string {
  const { XDG_CACHE_HOME: named = '' } = process.env;
  // A relative path, which the XDG rules say to pass over, or an empty HOME would put the cache among the user's files.
  const root = isAbsolute(named) ? named : join(homedir() || userInfo().homedir, '.cache');
  const path = join(root, 'tke-cilium', ...parts);
  mkdirSync(path, { recursive: true });
  return path;
}
