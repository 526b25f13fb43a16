import { chosen } from './chosen';
import { argoCdParts, etcd, kubernetesParts } from './parts/parts';

// Makes the parts of the bench ahead of a run, for a CI job that fills its cache: all, or `-- kubectl 1.36.3`.
const { versions, by } = chosen(process.argv.slice(2));
const parts = [
  etcd,
  ...versions.map((version) => () => kubernetesParts(version)),
  ...(by.includes('argo-cd') ? [argoCdParts] : []),
];
for (const part of parts) {
  const started = Date.now();
  process.stdout.write(`${JSON.stringify(part())} ${((Date.now() - started) / 1000).toFixed(0)} s\n`);
}
