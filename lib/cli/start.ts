import { run } from './main';

// Whoever reads the output, `head` for one, may have seen enough.
process.stdout.on('error', () => process.exit());
run(process.argv.slice(2)).then((status) => {
  process.exitCode = status;
});
