import { parse, stringify } from 'yaml';
import type { ChartStore } from '../../lib/charts/chart-store';
import { readClusters } from '../../lib/cluster/read-clusters';
import { rendererOf } from '../../lib/constructs/default-renderer';
import { type Diagnostic, InputError } from '../../lib/diagnostics/diagnostic';
import { isObject, type JsonObject, type JsonValue } from '../../lib/json';
import { acceptClusters } from '../../lib/rules/accept-clusters';
import { synthesize } from '../../lib/synth/synthesize';
import { objectsOf } from '../../lib/yaml/read';

/** What of a rendered cluster decides how its agents and its operator start. */
export interface Rendered {
  /** The objects of the layer that holds Cilium. */
  readonly objects: readonly JsonObject[];
  /** Definitions of kinds that are applied before. */
  readonly definitions: readonly JsonObject[];
  /** The objects of the layers that are applied once Cilium has made its CRDs. */
  readonly after: readonly JsonObject[];
  /** Data of the ConfigMap cilium-config. */
  readonly config: Readonly<Record<string, string>>;
  readonly agent: Workload;
  readonly operator: Workload;
  /** Files below /etc that the agent's pod mounts from ConfigMaps of the chart. */
  readonly mounted: Readonly<Record<string, string>>;
  /** The CNI configuration in a ConfigMap of the cluster's own, which the agent's pod mounts. */
  readonly cniConfig?: string;
}

/** The main container of a DaemonSet or Deployment. */
export interface Workload {
  /** What it runs, which is not always Cilium. */
  readonly command: string;
  readonly args: readonly string[];
  /** What the node and the pod decide has a placeholder: `$(spec.nodeName)`. */
  readonly env: Readonly<Record<string, string>>;
}

/** What a synth makes of a cluster file, or why it refuses it. */
export type Synthesized = { readonly rendered: Rendered } | { readonly refused: readonly Diagnostic[] };

/**
 * Synthesizes a cluster file in this process, as a synth would.
 *
 * @param others the files of the other clusters, which it is compared with
 */
export function synthesizeCluster(
  cluster: JsonObject,
  charts: ChartStore,
  others: readonly JsonObject[] = [],
): Synthesized {
  return refusedOr(() => {
    const { clusters } = acceptClusters([cluster, ...others].map(fileOf), charts);
    const { files } = synthesize(clusters, { charts });
    const objectsAt = (layer: string, name = '') =>
      files
        .filter(({ path }) => path.startsWith(`${cluster.name}/${layer}/`) && path.includes(name))
        .map(({ content }) => parse(content) as JsonObject);
    const [own] = objectsAt('cni-config', '/ConfigMap');
    const cniConfig = own && Object.values(own.data as Record<string, string>)[0];
    return {
      ...renderedFrom(objectsAt('cilium')),
      definitions: objectsAt('gateway-api-crds'),
      after: ['egress-gateway', 'local-dns'].flatMap((layer) => objectsAt(layer)),
      ...(cniConfig && { cniConfig }),
    };
  });
}

/** What the chart gives for the values of a cluster file, whatever any rule says of them. */
export function renderUnchecked(cluster: JsonObject, charts: ChartStore): Synthesized {
  return refusedOr(() => {
    const [read] = readClusters([fileOf(cluster)], charts).clusters;
    if (!read) {
      throw new Error('the cluster file is not well-formed');
    }
    const { declared } = read;
    const documents = rendererOf('in-process', 'v4.2').renderDocuments({
      chart: charts.locate('cilium', read.cluster.cilium.version),
      releaseName: 'cilium',
      namespace: 'kube-system',
      values: declared.values,
      kubeVersion: read.cluster.kubernetes,
      apiVersions: [],
    });
    return renderedFrom(documents.flatMap(objectsOf));
  });
}

/** Cluster files are YAML 1.1, in which `yes` without quotes is a boolean. */
const AS_READ = { version: '1.1' } as const;

function fileOf(cluster: JsonObject): { readonly path: string; readonly content: Uint8Array } {
  return {
    path: `${String(cluster.name)}.yaml`,
    content: new TextEncoder().encode(stringify(cluster, AS_READ)),
  };
}

function refusedOr(make: () => Rendered): Synthesized {
  try {
    return { rendered: make() };
  } catch (error) {
    if (error instanceof InputError) {
      return { refused: error.diagnostics.filter(({ severity }) => severity === 'error') };
    }
    throw error;
  }
}

function renderedFrom(objects: readonly JsonObject[]): Rendered {
  const data = named(objects, 'ConfigMap', 'cilium-config').data as JsonObject;
  // What is null in the data of a ConfigMap is an empty text to an API server.
  const config = Object.fromEntries(Object.entries(data).map(([key, value]) => [key, String(value ?? '')]));
  return {
    objects,
    definitions: [],
    after: [],
    config,
    agent: workloadOf(named(objects, 'DaemonSet', 'cilium'), config),
    operator: workloadOf(named(objects, 'Deployment', 'cilium-operator'), config),
    mounted: mountedFiles(objects),
  };
}

/** ConfigMaps that the DaemonSet mounts below /etc, such as the list of ip-masq-agent. */
function mountedFiles(objects: readonly JsonObject[]): Readonly<Record<string, string>> {
  const pod = at(named(objects, 'DaemonSet', 'cilium'), 'spec', 'template', 'spec');
  const [container] = at(pod, 'containers') as JsonObject[];
  const volumes = at(pod, 'volumes') as JsonObject[];
  return Object.fromEntries(
    ((container?.volumeMounts ?? []) as JsonObject[]).flatMap(({ name, mountPath }): [string, string][] => {
      const [, directory] = /^\/etc\/(.+)$/.exec(String(mountPath)) ?? [];
      const volume = volumes.find((one) => one.name === name);
      const source = volume && at(volume, 'configMap');
      const map = objects.find(
        (object) =>
          object.kind === 'ConfigMap' && source && at(object, 'metadata', 'name') === at(source, 'name'),
      );
      if (directory === undefined || !map || !source) {
        return [];
      }
      const items = (at(source, 'items') ?? []) as JsonObject[];
      const data = map.data as Record<string, string>;
      const paths =
        items.length > 0
          ? items.map(({ key, path }) => [String(key), String(path)] as const)
          : Object.keys(data).map((key) => [key, key] as const);
      return paths.map(([key, path]) => [`${directory}/${path}`, data[key] ?? '']);
    }),
  );
}

/** The object of a kind by its name. */
export function named(objects: readonly JsonObject[], kind: string, name: string): JsonObject {
  const found = objects.find((object) => object.kind === kind && at(object, 'metadata', 'name') === name);
  if (!found) {
    throw new Error(`there is no ${kind} ${name} among the ${objects.length} objects`);
  }
  return found;
}

function workloadOf(object: JsonObject, config: Readonly<Record<string, string>>): Workload {
  const [container] = at(object, 'spec', 'template', 'spec', 'containers') as JsonObject[];
  return commandOf(container, config);
}

/** What a container runs, as far as its object and cilium-config say it. */
export function commandOf(
  container: JsonObject | undefined,
  config: Readonly<Record<string, string>>,
): Workload {
  const entries = ((container?.env ?? []) as JsonObject[]).flatMap((entry): [string, string][] => {
    const value = resolved(entry, config);
    return value === undefined ? [] : [[String(entry.name), value]];
  });
  const env = Object.fromEntries(entries);
  const args = ((container?.args ?? []) as string[]).map((arg) =>
    arg.replace(/\$\((\w+)\)/g, (whole, name: string) => env[name] ?? whole),
  );
  return { command: ((container?.command ?? []) as string[]).join(' '), args, env };
}

function resolved(entry: JsonObject, config: Readonly<Record<string, string>>): string | undefined {
  if (typeof entry.value === 'string') {
    return entry.value;
  }
  const { fieldRef, configMapKeyRef } = (entry.valueFrom ?? {}) as Record<string, JsonObject>;
  if (fieldRef) {
    return `$(${String(fieldRef.fieldPath)})`;
  }
  return configMapKeyRef?.name === 'cilium-config' ? config[String(configMapKeyRef.key)] : undefined;
}

function at(value: JsonValue, ...path: readonly string[]): JsonValue {
  return path.reduce<JsonValue>((inner, key) => (isObject(inner) ? (inner[key] ?? null) : null), value);
}
