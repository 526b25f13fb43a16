import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PACKAGE_ROOT } from './package-root';

/** Where faults of this tool are reported. */
export const ISSUES_URL = 'https://github.com/tke-cilium/tke-cilium/issues';

/** The version of this tool, from its package.json. */
export function toolVersion(): string {
  const { version } = JSON.parse(readFileSync(join(PACKAGE_ROOT, 'package.json'), 'utf8')) as {
    version: string;
  };
  return version;
}
