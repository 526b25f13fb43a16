import { parseArgs } from 'node:util';
import { cloneOfThis } from './clone';
import { installedPackage } from './installed';
import { Workplace } from './workplace';

/**
 * What a stranger does: installs the packed package in an empty directory, and works in a clone of this repository.
 * `npm run e2e:package`; `-- installed` or `-- clone` for one of the two.
 */
async function main(): Promise<number> {
  const { positionals } = parseArgs({ allowPositionals: true });
  const parts = { installed: installedPackage, clone: cloneOfThis };
  for (const [name, part] of Object.entries(parts)) {
    if (positionals.length === 0 || positionals.includes(name)) {
      const workplace = new Workplace();
      try {
        part(workplace, (step) => process.stdout.write(`ok  ${name}: ${step}\n`));
      } finally {
        workplace.remove();
      }
    }
  }
  return 0;
}

main().then(
  (status) => {
    process.exitCode = status;
  },
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    process.exitCode = 1;
  },
);
