import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isObject } from '../lib/json';
import { readDocuments } from '../lib/yaml/read';

// One run of what benchmark/checks.ts measures, in a process of its own: `all` or, without the tables of rules, `base`.

const withRules = process.argv[2] === 'all';

const path = 'clusters/gz-replace.yaml';
const content = readFileSync(path);
const { whole, partial } = objectsOf('dist/gz-replace');

const start = performance.now();
const { readClusters } =
  require('../lib/cluster/read-clusters') as typeof import('../lib/cluster/read-clusters');
const { ChartStore } = require('../lib/charts/chart-store') as typeof import('../lib/charts/chart-store');
const { checkValues } = require('../lib/values/check-values') as typeof import('../lib/values/check-values');
const { checkObjects } =
  require('../lib/manifests/check-objects') as typeof import('../lib/manifests/check-objects');
const rules = withRules ? loadRules() : undefined;
const loaded = performance.now();
const charts = new ChartStore();
charts.values('1.18.2');
const known = performance.now();
const { clusters, diagnostics: faults } = readClusters([{ path, content }], charts);
const formed = performance.now();
const findings = [
  ...faults,
  ...clusters.flatMap(({ declared }) =>
    rules
      ? rules.checkCluster(declared)
      : checkValues({ known: charts.values('1.18.2'), values: declared.cluster.cilium.values }),
  ),
];
const judged = performance.now();
const rendered = clusters.flatMap(({ declared }) =>
  rules
    ? rules.checkRendered(declared, whole, new rules.Causes(declared.cluster.cilium.values, () => whole))
    : [],
);
const read = performance.now();
const diagnostics = [
  ...checkObjects(whole, { kubernetesVersion: '1.35.0' }),
  ...checkObjects(partial, { kubernetesVersion: '1.35.0', partial: true }),
];
const end = performance.now();

const found = [...findings, ...rendered, ...diagnostics];
if (clusters.length !== 1 || found.length > 0 || whole.length < 20) {
  throw new Error(`not the measurement that was meant: ${JSON.stringify(found)}`);
}
process.stdout.write(
  JSON.stringify({
    'code loaded, Ajv and TypeBox with it': loaded - start,
    'what the chart says of its values': known - loaded,
    'the cluster file read, and its form': formed - known,
    'values and rules': judged - formed,
    'what the agents would read': read - judged,
    [`${whole.length + partial.length} objects against Kubernetes 1.35`]: end - read,
    'all of it': end - start,
  }),
);

function loadRules() {
  return {
    ...(require('../lib/rules/check-cluster') as typeof import('../lib/rules/check-cluster')),
    ...(require('../lib/rules/check-rendered') as typeof import('../lib/rules/check-rendered')),
    ...(require('../lib/rules/causes') as typeof import('../lib/rules/causes')),
  };
}

function objectsOf(directory: string) {
  const files = readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.yaml'),
  );
  const read = (isPartial: boolean) =>
    files
      .filter((file) => file.startsWith('kube-proxy') === isPartial)
      .flatMap((file) => readDocuments(readFileSync(join(directory, file), 'utf8')))
      .filter(isObject);
  return { whole: read(false), partial: read(true) };
}
