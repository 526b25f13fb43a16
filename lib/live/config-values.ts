import type { ChartStore } from '../charts/chart-store';
import type { ReadCluster } from '../cluster/read-clusters';
import { InputError } from '../diagnostics/diagnostic';
import { configTracer, type TracedConfig } from '../inspect/config-trace';
import { isObject, type JsonObject, type JsonValue } from '../json';
import { acceptClusters } from '../rules/accept-clusters';
import { synthesizeCluster } from '../synth/synthesize';
import { mergeValues } from '../values/merge-values';
import { writeManifest } from '../yaml/write';

/** A key of cilium-config that runs otherwise than a cluster file makes it. */
export interface ConfigDifference {
  readonly key: string;
  /** Undefined where the key is not there. */
  readonly live: string | undefined;
  readonly made: string | undefined;
}

/** A cluster file that makes the cilium-config of a running cluster, as far as chart values for it were found. */
export interface FittedFile {
  readonly file: JsonObject;
  readonly others: readonly ConfigDifference[];
  /**
   * The paths of `dist/` that a synth of the file writes.
   * @default - a synth refuses what it renders, which is what runs
   */
  readonly paths?: readonly string[];
}

type Config = Readonly<Record<string, string>>;

/** How many of the values that a key is made from are tried. */
const TRIED = 3;

/**
 * Adds the chart values to a cluster file that the cilium-config of a running cluster was made with. Where a key differs, the
 * values that it is made from are set to what it says, one after the other, and rendered: what brings the key, and no other,
 * to what runs, and no rule refuses, stays.
 *
 * @returns undefined for a file that rules refuse, so that nothing is ever made of it
 */
export function fitValues(file: JsonObject, live: Config, charts: ChartStore): FittedFile | undefined {
  const read = accepted(file, charts);
  if (!read) {
    return undefined;
  }
  const trace = configTracer(read, charts);
  const made = (values: JsonObject) => trace(mergeValues(read.declared.ours, values));
  let values = valuesOf(file);
  let config = made(values);
  for (const { key, live: wanted } of differences(config, live)) {
    const found = trials(config, key, wanted)
      .map((trial) => mergeValues(values, trial))
      .find((trial) => {
        const after = rendered(made, trial);
        return after && isCloser(config, after, live, key) && accepted(withValues(file, trial), charts);
      });
    values = found ?? values;
    config = found ? made(found) : config;
  }
  const fitted = withValues(file, values);
  const last = accepted(fitted, charts);
  const paths = last && synthesizeCluster(last, { charts }).files?.map(({ path }) => path);
  return { file: fitted, others: differences(config, live), ...(paths && { paths }) };
}

function accepted(file: JsonObject, charts: ChartStore): ReadCluster | undefined {
  const content = Buffer.from(writeManifest(file));
  try {
    return acceptClusters([{ path: `clusters/${file.name}.yaml`, content }], charts).clusters[0];
  } catch (error) {
    if (error instanceof InputError) {
      return undefined;
    }
    throw error;
  }
}

/** Undefined for values that the chart refuses. */
function rendered(made: (values: JsonObject) => TracedConfig, values: JsonObject): TracedConfig | undefined {
  try {
    return made(values);
  } catch {
    return undefined;
  }
}

function differences({ data }: TracedConfig, live: Config): ConfigDifference[] {
  return [...new Set([...Object.keys(data), ...Object.keys(live)])]
    .sort()
    .filter((key) => data[key] !== live[key])
    .map((key) => ({ key, live: live[key], made: data[key] }));
}

/** True when the key is as it runs, and nothing else has come to differ. */
function isCloser(before: TracedConfig, after: TracedConfig, live: Config, key: string): boolean {
  const known = differences(before, live).map((one) => one.key);
  const left = differences(after, live).map((one) => one.key);
  return !left.includes(key) && left.every((one) => known.includes(one));
}

function trials(config: TracedConfig, key: string, wanted: string | undefined): JsonObject[] {
  return config
    .valuesOf(key)
    .slice(0, TRIED)
    .flatMap((path) => candidates(wanted).map((value) => nested(path, value)));
}

/** What a value may be whose key has that text; a key that is not there may come from a value that is off or deleted. */
function candidates(wanted: string | undefined): JsonValue[] {
  if (wanted === undefined) {
    return [null, false];
  }
  if (wanted === 'true' || wanted === 'false') {
    return [wanted === 'true', wanted];
  }
  return /^\d{1,15}$/.test(wanted) ? [Number(wanted), wanted] : [wanted];
}

function nested(path: readonly string[], value: JsonValue): JsonObject {
  const [name = '', ...rest] = path;
  return { [name]: rest.length === 0 ? value : nested(rest, value) };
}

function valuesOf({ cilium }: JsonObject): JsonObject {
  return isObject(cilium) && isObject(cilium.values) ? cilium.values : {};
}

function withValues(file: JsonObject, values: JsonObject): JsonObject {
  const cilium = isObject(file.cilium) ? file.cilium : {};
  return Object.keys(values).length === 0 ? file : { ...file, cilium: { ...cilium, values } };
}
