import { runSynth } from './lib/synth/command';

process.exitCode = runSynth({
  clusters: 'clusters',
  dist: 'dist',
  scratch: '.cdk8s-out',
  cdk8sOutput: process.env.CDK8S_OUTDIR,
});
