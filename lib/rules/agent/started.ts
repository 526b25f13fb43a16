import { isObject, type JsonObject } from '../../json';
import { podSpecOf } from '../workloads';
import type { Program } from './cilium-options';

/** How a container starts agent or operator. */
export interface Started {
  /** Empty where there is no such container. */
  readonly image: string;
  readonly args: readonly string[];
  /** What its environment sets, by the option. */
  readonly variables: Readonly<Record<string, string>>;
}

const WORKLOADS = {
  agent: { kind: 'DaemonSet', name: 'cilium', container: 'cilium-agent' },
  operator: { kind: 'Deployment', name: 'cilium-operator', container: 'cilium-operator' },
} as const;

export function startedBy(program: Program, objects: readonly JsonObject[]): Started {
  const { image, args, env } = containerOf(program, objects) ?? {};
  return {
    image: typeof image === 'string' ? image : '',
    args: Array.isArray(args) ? args.map(String) : [],
    variables: Object.fromEntries(
      (Array.isArray(env) ? env.filter(isObject) : []).flatMap(({ name, value }) =>
        String(name).startsWith(PREFIX) && typeof value === 'string' && !NO_OPTIONS.has(String(name))
          ? [[String(name).slice(PREFIX.length).toLowerCase().replaceAll('_', '-'), value]]
          : [],
      ),
    ),
  };
}

/** The options that arguments and environment set: an argument comes before a variable. */
export function optionsOf({ args, variables }: Started): Readonly<Record<string, string>> {
  return {
    ...variables,
    ...Object.fromEntries(args.flatMap((arg, index) => optionOf(arg, args[index + 1]))),
  };
}

/** What the variables of options begin with. */
export const PREFIX = 'CILIUM_';

/** Variables that the chart sets and that are no options. */
const NO_OPTIONS: ReadonlySet<string> = new Set(['CILIUM_K8S_NAMESPACE', 'CILIUM_CLUSTERMESH_CONFIG']);

function containerOf(program: Program, objects: readonly JsonObject[]): JsonObject | undefined {
  const { kind, name, container } = WORKLOADS[program];
  const containers = podSpecOf(objects, kind, name)?.containers;
  return (Array.isArray(containers) ? containers.filter(isObject) : []).find((one) => one.name === container);
}

/** `--option=value`, `--option value`, or `--option` alone, which is true. */
function optionOf(arg: string, next: string | undefined): [string, string][] {
  const match = /^--([a-z0-9-]+)(?:=([\s\S]*))?$/.exec(arg);
  if (!match?.[1] || match[1] === 'config-dir') {
    return [];
  }
  return [[match[1], match[2] ?? (next === undefined || next.startsWith('-') ? 'true' : next)]];
}
