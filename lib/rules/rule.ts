import type { Cluster } from '../cluster/definition';
import type { Finding } from '../cluster/finding';
import { isObject, type JsonObject, type JsonValue } from '../json';
import { valueFacts } from '../values/chart-values';
import { effectiveValue, isOn } from '../values/effective';
import { mergeValues, tkeValues } from '../values/tke-values';

/** A place where a rule does not hold, and what to do there. */
export type Breach = Omit<Finding, 'rule' | 'source' | 'severity'>;

/** Something known of the field: a combination that is well-formed and breaks a cluster, or is unwise. */
export interface Rule {
  readonly id: string;
  /** error: known to break; warning: unwise, and acknowledged in the cluster file by those who mean it. */
  readonly severity: 'error' | 'warning';
  /** Where the knowledge comes from, a link. */
  readonly source: string;
  /** @returns where it does not hold; nothing where it does */
  readonly check: (declared: Declared) => readonly Breach[];
}

/** The cluster as declared, and the chart values that follow from it. */
export class Declared {
  private readonly values: JsonObject;

  constructor(readonly cluster: Cluster) {
    const { kubeProxy, apiServer, cilium } = cluster;
    this.values = mergeValues(tkeValues(kubeProxy.replace ? apiServer : undefined), cilium.values);
  }

  /** What the chart will see at a dotted path: the user's value, else ours, else the chart's default. */
  value(path: string): JsonValue | undefined {
    return effectiveValue(path, [this.values], valueFacts(this.cluster.cilium.version));
  }

  /** True where a template's `if` would be. */
  on(path: string): boolean {
    return isOn(this.value(path));
  }

  /** The value as a list of texts; a single text, split at blanks and commas. */
  list(path: string): readonly string[] {
    const value = this.value(path);
    if (Array.isArray(value)) {
      return value.map((item) => (isObject(item) ? JSON.stringify(item) : String(item)));
    }
    return typeof value === 'string' ? value.split(/[\s,]+/).filter((text) => text !== '') : [];
  }
}

/** The place of a chart value in the cluster file. */
export function valuePath(dotted: string): readonly string[] {
  return ['cilium', 'values', ...dotted.split('.')];
}

/** A breach at a chart value. */
export function atValue(dotted: string, problem: string, remedy: string): Breach {
  return { path: valuePath(dotted), problem, remedy };
}

/** The TKE guide that most of the knowledge comes from. */
export const GUIDE = 'https://github.com/imroc/tke-guide/blob/main/docs/networking/cilium';

/** The address that Cilium gives cilium_host under delegated IPAM; nothing else may have it. */
export const LOCAL_ROUTER_IP = '169.254.32.16';
