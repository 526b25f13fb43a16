import { writeFileSync } from 'node:fs';
import { originOf } from './origin-of';

// The process that `downloadAndWait` starts: node download-process SOURCE CHART VERSION FILE

async function main([source = '', chart = '', version = '', path = '']: readonly string[]): Promise<void> {
  const found = await originOf(source).find(chart, version);
  if (!found) {
    throw new Error(`${source} has no ${chart} ${version}`);
  }
  writeFileSync(path, found.archive);
}

main(process.argv.slice(2)).catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
