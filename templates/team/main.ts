import { runSynth } from 'tke-cilium';

runSynth({ clusters: 'clusters', dist: 'dist' }).then((status) => {
  process.exitCode = status;
});
