import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * The directory for things that can be had again: `$XDG_CACHE_HOME/tke-cilium/...` or `~/.cache/tke-cilium/...`.
 * Made when absent.
 */
export function cacheDirectory(...parts: readonly string[]): string {
  const root = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  const path = join(root, 'tke-cilium', ...parts);
  mkdirSync(path, { recursive: true });
  return path;
}
