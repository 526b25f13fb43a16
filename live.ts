import { runLive } from './lib/cli/live';

process.exitCode = runLive(process.argv.slice(2));
