import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The directory of this package, whether its code runs from `lib/`, from `build/lib/` or from a bundle. */
export const PACKAGE_ROOT = rootAbove(__dirname);

function rootAbove(directory: string): string {
  const above = dirname(directory);
  return existsSync(join(directory, 'package.json')) || above === directory ? directory : rootAbove(above);
}
