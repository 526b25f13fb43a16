import { chosen } from './chosen';
import { madeParts } from './parts';

// Makes the parts ahead of a run, for a CI job that fills its cache: all, or those of `-- 1.19.6 examples`.
const { versions, trials } = chosen(process.argv.slice(2));
const started = Date.now();
for (const version of versions) {
  process.stdout.write(`${JSON.stringify(madeParts({ versions: [version], trials }), undefined, 2)}\n`);
}
process.stdout.write(`${((Date.now() - started) / 1000).toFixed(0)} s\n`);
