import { runSynth } from './lib';

runSynth({ clusters: 'clusters', dist: 'dist' }).then((status) => {
  process.exitCode = status;
});
