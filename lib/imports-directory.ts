import { join } from 'node:path';
import { PACKAGE_ROOT } from './package-root';

/** Where the generated data lies. */
export const IMPORTS_DIRECTORY = join(PACKAGE_ROOT, 'imports');
