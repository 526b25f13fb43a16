import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Where the generated data lies: beside `lib/`, also when the code runs from `build/lib/`. */
export const IMPORTS_DIRECTORY =
  [join(__dirname, '../imports'), join(__dirname, '../../imports')].find((directory) =>
    existsSync(join(directory, 'kubernetes-1.30.json')),
  ) ?? join(__dirname, '../imports');
