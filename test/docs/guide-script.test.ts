import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { ClusterDefinition } from '../../lib/cluster/definition';
import { clusterLayers } from '../../lib/constructs/cluster-layers';
import { renderRelease } from '../../lib/constructs/helm-release';
import type { JsonObject } from '../../lib/json';
import { objectKey } from '../../lib/manifests/object-name';
import { type Change, pathText } from '../../lib/review/change';
import { compareObjects } from '../../lib/review/compare/compare-objects';
import { acceptClusters } from '../../lib/rules/accept-clusters';
import { PARKED_NODE_SELECTOR } from '../../lib/tke/daemon-sets';
import { mergeValues } from '../../lib/values/merge-values';
import { LOCKED_ARCHIVES, testCharts } from '../support/charts';
import { describeRequiring } from '../support/requires';

const PAGE = readFileSync('docs/guide.md', 'utf8');
const SCRIPT = parse(readFileSync('test/docs/guide-script.yaml', 'utf8')) as Script;
const VERSION = '1.19.6';

interface Script {
  readonly parts: Readonly<Record<string, JsonObject>>;
  readonly paths: Readonly<Record<string, readonly string[]>>;
  readonly parks: readonly string[];
  readonly deletes: readonly OnPaths[];
  readonly objects: readonly OnPaths[];
  readonly pages: readonly string[];
}

interface SchemaNode {
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly items?: SchemaNode;
}

/** Whether the schema of a cluster file has the field; chart values are checked where they are used. */
function isField(dotted: string): boolean {
  const names = dotted
    .replace(/^cilium\.values\..*/, 'cilium.values')
    .replaceAll('[]', '.items')
    .split('.');
  return (
    names.reduce<SchemaNode | undefined>(
      (node, name) => (name === 'items' ? node?.items : node?.properties?.[name]),
      ClusterDefinition as SchemaNode,
    ) !== undefined
  );
}

interface OnPaths {
  readonly on: readonly string[];
  readonly object: JsonObject;
}

/** The cells of each row of the table whose header begins with that word. */
function rowsOf(header: string): string[][] {
  const [, table = ''] = new RegExp(`\n\\| ${header} \\|.*\n\\| -.*\n((?:\\|.*\n)+)`).exec(PAGE) ?? [];
  return table
    .trim()
    .split('\n')
    .map((row) => row.slice(2, -2).split(' | '));
}

const inCode = (cell = '') => [...cell.matchAll(/`([^`]+)`/g)].map(([, text]) => text ?? '');

/** What the page says of each path: the fields that are added to the cluster file, and the differences. */
const PATHS = new Map(
  rowsOf('path').map(([path, , added, differences = '']) => [
    inCode(path)[0] ?? '',
    { added: (parse(inCode(added)[0] ?? '{}') ?? {}) as JsonObject, differences: differences.split(', ') },
  ]),
);

/** Where each difference of the page is: texts in which a star is any text. */
const DIFFERENCES = new Map(
  rowsOf('difference').map(([name, where]) => [inCode(name)[0] ?? '', inCode(where)]),
);

/** The last YAML block of the page: the cluster file that all paths begin with. */
const BASE = parse([...PAGE.matchAll(/```yaml\n(.*?)```/gs)].at(-1)?.[1] ?? '') as JsonObject;
const OVERLAY = { routing: 'overlay', podCidrs: ['10.244.0.0/16'] };

function clusterFile(path: string): JsonObject {
  const parts = SCRIPT.paths[path] ?? [];
  const mode = parts.includes('vpc-cni') ? 'vpc-cni' : 'global-router';
  const network = parts.includes('overlay') ? { network: { mode, ...OVERLAY } } : {};
  return mergeValues({ ...BASE, ...network }, PATHS.get(path)?.added ?? {});
}

interface Made {
  readonly objects: readonly JsonObject[];
  readonly warnings: readonly string[];
}

const made = new Map<string, Made>();

/** The objects that the cluster file of a path asks for, and the rules that warn of it; made once. */
function ours(path: string): Made {
  const known = made.get(path) ?? make(path);
  made.set(path, known);
  return known;
}

function make(path: string): Made {
  const content = Buffer.from(JSON.stringify(clusterFile(path)));
  const { clusters, warnings } = acceptClusters([{ path: 'clusters/bj-prod.yaml', content }], testCharts);
  const layers = clusters.flatMap(({ declared }) =>
    clusterLayers(declared, 'clusters/bj-prod.yaml', { charts: testCharts }),
  );
  return {
    objects: layers.filter(({ directory }) => !directory.startsWith('_')).flatMap(({ objects }) => objects),
    warnings: warnings.map(({ rule }) => rule),
  };
}

/** Without certificates: the script has Helm make them, whose random bytes no other render would give. */
const NO_CERTIFICATES: JsonObject = {
  hubble: {
    tls: { auto: { enabled: false }, server: { existingSecret: 'hubble-server-certs' } },
    relay: { tls: { client: { existingSecret: 'hubble-relay-client-certs' } } },
  },
};

/** The objects that the script leaves in the cluster. */
function theirs(path: string): JsonObject[] {
  const rendered = renderRelease({
    chart: { name: 'cilium', version: VERSION },
    releaseName: 'cilium',
    namespace: 'kube-system',
    values: mergeValues(valuesOf(path), NO_CERTIFICATES),
    kubernetesVersion: String(BASE.kubernetes),
    charts: testCharts,
  });
  return [...rendered, ...SCRIPT.parks.map(parked), ...objectsOn(SCRIPT.objects, path)];
}

function valuesOf(path: string): JsonObject {
  return (SCRIPT.paths[path] ?? []).map((part) => SCRIPT.parts[part] ?? {}).reduce(mergeValues, {});
}

function objectsOn(objects: readonly OnPaths[], path: string): JsonObject[] {
  return objects.filter(({ on }) => on.includes(path)).map(({ object }) => object);
}

function parked(name: string): JsonObject {
  return {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name, namespace: 'kube-system' },
    spec: { template: { spec: { nodeSelector: PARKED_NODE_SELECTOR } } },
  };
}

/** A Job's name ends in a hash of what it runs. */
function keyOf(object: JsonObject): string {
  return objectKey(object).replace(/^(batch\/Job\/.*)-[0-9a-f]{10}$/, '$1');
}

const nameOf = (key: string) => key.replace(/^[^/]*\/([^/]+)\/.*?([^/]+)$/, '$1 $2');

/** Every object that one side alone has, and every field in which two differ. */
function differences(one: readonly JsonObject[], other: readonly JsonObject[]): string[] {
  const [before, after] = [one, other].map((objects) => new Map(objects.map((item) => [keyOf(item), item])));
  return [...new Set([...(before?.keys() ?? []), ...(after?.keys() ?? [])])].flatMap((key) => {
    const [old, now] = [before?.get(key), after?.get(key)];
    if (!old || !now) {
      return [nameOf(key)];
    }
    const kind = String(old.kind);
    const ref: Change['object'] = { role: 'cluster', layer: '', group: '', kind, namespace: '', name: key };
    return compareObjects(ref, old, now)
      .filter((change) => change.kind !== 'same' && !isNameOfJob(change))
      .map(({ path }) => `${nameOf(key)} ${pathText(path)}`);
  });
}

function isNameOfJob({ object, path }: Change): boolean {
  return object.kind === 'Job' && pathText(path) === 'metadata.name';
}

/** The differences of the page that name it. */
function namesOf(difference: string): string[] {
  return [...DIFFERENCES]
    .filter(([, where]) => where.some((text) => matches(text, difference)))
    .map(([name]) => name);
}

function matches(pattern: string, text: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[.[\]()+?^$|\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`).test(text);
}

test('the page has a row for every page of the guide', () => {
  expect(rowsOf('page').map(([page]) => inCode(page)[0])).toEqual(SCRIPT.pages);
});

test('every field that the page names is one of the cluster file', () => {
  const fields = [...rowsOf('page'), ...rowsOf('in the guide')]
    .flatMap((row) => inCode(row[1]))
    .filter((text) => /^[a-z][A-Za-z]+(\.[a-zA-Z]+|\[\])*$/.test(text.split(':')[0] ?? ''));
  expect(fields.length).toBeGreaterThan(20);
  expect(fields.filter((text) => !isField(text.split(':')[0] ?? ''))).toEqual([]);
});

test('the page has a row for every path of the script', () => {
  expect([...PATHS.keys()]).toEqual(Object.keys(SCRIPT.paths));
});

describeRequiring(LOCKED_ARCHIVES, 'the objects of the guide and ours', () => {
  test.each(Object.keys(SCRIPT.paths))('on the path %s differ only in what the page names', (path) => {
    const deleted = objectsOn(SCRIPT.deletes, path).map((object) => nameOf(keyOf(object)));
    const found = [...differences(theirs(path), ours(path).objects), ...deleted];
    expect(found.filter((difference) => namesOf(difference).length !== 1)).toEqual([]);
    expect([...new Set(found.flatMap(namesOf))].sort()).toEqual(PATHS.get(path)?.differences.toSorted());
  });

  test.each(Object.keys(SCRIPT.paths))(
    'on the path %s there is a warning where the script deletes what no manifest can',
    (path) => {
      const deletes = objectsOn(SCRIPT.deletes, path).length > 0;
      expect(ours(path).warnings).toEqual(deletes ? ['eni-ip-webhook'] : []);
    },
  );

  test('a difference that the page does not name is found', () => {
    const objects = theirs('n-min');
    const [first, ...rest] = objects;
    const changed = mergeValues(first ?? {}, { metadata: { labels: { added: 'x' } } });
    expect(differences(objects, [changed, ...rest]).filter((one) => namesOf(one).length === 0)).toHaveLength(
      1,
    );
    expect(differences(objects, rest)).toHaveLength(1);
  });

  test('the certificates of the script are made by Helm at every render', () => {
    expect(() =>
      renderRelease({
        chart: { name: 'cilium', version: VERSION },
        releaseName: 'cilium',
        namespace: 'kube-system',
        values: valuesOf('n-min'),
        kubernetesVersion: String(BASE.kubernetes),
        charts: testCharts,
      }),
    ).toThrow(/genCA \(new at every render\)/);
  });

  test('what the script takes back is in the way back of the cluster', () => {
    const content = Buffer.from(JSON.stringify(clusterFile('n-min')));
    const { clusters } = acceptClusters([{ path: 'clusters/bj-prod.yaml', content }], testCharts);
    const undo = clusters
      .flatMap(({ declared }) => clusterLayers(declared, 'x', { charts: testCharts }))
      .filter(({ directory }) => directory === '_undo/bj-prod')
      .flatMap(({ objects }) => objects);
    expect(undo.map((object) => nameOf(keyOf(object)))).toEqual(
      SCRIPT.parks.map((name) => `DaemonSet ${name}`),
    );
    expect(JSON.stringify(undo)).not.toContain('node-not-exist');
  });
});
