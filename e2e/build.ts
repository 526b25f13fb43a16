import { argoCdParts, etcd, KUBERNETES_VERSIONS, kubernetesParts } from './parts/parts';

// Makes every part of the bench ahead of a run, for a CI job that fills its cache.
const parts = [etcd, ...KUBERNETES_VERSIONS.map((version) => () => kubernetesParts(version)), argoCdParts];
for (const part of parts) {
  const started = Date.now();
  process.stdout.write(`${JSON.stringify(part())} ${((Date.now() - started) / 1000).toFixed(0)} s\n`);
}
