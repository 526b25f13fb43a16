import { runLive } from './lib/live/command';

process.exitCode = runLive(process.argv.slice(2));
