import assert from 'node:assert/strict';
import type { Bench } from '../bench';

/** Objects that controllers make and replace all the time. */
const COME_AND_GO =
  /^(?:pods|events|endpoints|leases|controllerrevisions|replicasets|endpointslices|ipaddresses|nodes|podtemplates)(?:\.|$)/;

/** An object as the review names it, `ConfigMap cilium-config` or `ConfigMap shop/data`, and its uid. */
export type Inventory = ReadonlyMap<string, string>;

/** Everything that the API server stores and that somebody wrote, but what Argo CD needs for itself. */
export async function inventory(bench: Bench): Promise<Inventory> {
  const { stdout: kinds } = await bench.kubectl(['api-resources', '--verbs=list,create', '-o', 'name']);
  const names = kinds
    .split('\n')
    .filter((name) => name !== '' && !COME_AND_GO.test(name) && !name.endsWith('.argoproj.io'));
  const { status, stdout, stderr } = await bench.kubectl([
    ...['get', names.join(','), '--all-namespaces', '-o'],
    'jsonpath={range .items[*]}{.kind} {.metadata.namespace}/{.metadata.name}|{.metadata.uid}{"\\n"}{end}',
  ]);
  assert.equal(status, 0, stderr);
  return new Map(
    stdout
      .split('\n')
      .filter((line) => line !== '' && !line.includes(' argocd/'))
      .map((line) => {
        const [name = '', uid = ''] = line.split('|');
        return [name.replace(/ (?:kube-system)?\//, ' '), uid] as const;
      }),
  );
}

/** What differs: objects that are gone, those that are new, and those that were deleted and made again. */
export function between(before: Inventory, after: Inventory) {
  const names = (from: Inventory, other: Inventory) =>
    [...from.keys()].filter((name) => !other.has(name)).sort();
  return {
    gone: names(before, after),
    come: names(after, before),
    remade: [...before].flatMap(([name, uid]) => (after.has(name) && after.get(name) !== uid ? [name] : [])),
  };
}

export const NOTHING = { gone: [], come: [], remade: [] };

/** A workload of the user's, with what it needs: whatever happens to Cilium, it has to be there afterwards. */
export const USER_OBJECTS = [
  'Namespace shop',
  'Deployment shop/shop',
  'ConfigMap shop/data',
  'Secret shop/data',
];

export async function makeUserObjects(bench: Bench): Promise<void> {
  const { status, stderr } = await bench.cluster.plane.kubectl(['apply', '-f', '-'], { input: SHOP });
  assert.equal(status, 0, stderr);
}

const SHOP = `
apiVersion: v1
kind: Namespace
metadata: {name: shop}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: data, namespace: shop}
data: {orders: "3"}
---
apiVersion: v1
kind: Secret
metadata: {name: data, namespace: shop}
stringData: {orders: "3"}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: shop, namespace: shop}
spec:
  replicas: 2
  selector: {matchLabels: {app: shop}}
  template:
    metadata: {labels: {app: shop}}
    spec:
      terminationGracePeriodSeconds: 1
      containers: [{name: main, image: "registry.example.com/shop:v1"}]
`;
