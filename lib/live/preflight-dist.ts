import { isDeepStrictEqual } from 'node:util';
import { isObject, type JsonObject, type JsonValue } from '../json';
import { readDocuments } from '../yaml/read';
import { at, type ClusterFacts, daemonSet, deployment } from './cluster-facts';
import type { Answer } from './cluster-reader';
import { driftOf } from './drift';
import { compare, type Expected, type Judged, type PreflightRule } from './preflight-rule';
import { ciliumConfig, fieldManagers } from './readings';

const APPLY_AGAIN = 'Apply dist/ again, or bring what somebody changed by hand into the cluster file';

/** What has drifted from `dist/` since it was applied. */
export const DIST_RULES: readonly PreflightRule[] = [
  {
    rule: 'cilium-config as in dist/',
    needs: ['ciliumConfig'],
    applies: ({ installed = false }) => installed,
    judge: (facts, { dist }) => {
      const wanted = dataOf(dist, 'cilium-config');
      return wanted ? configVerdict(facts, wanted) : NOTHING_TO_COMPARE;
    },
  },
  {
    rule: 'workloads as in dist/',
    needs: ['daemonSets', 'deployments'],
    applies: ({ installed = false }) => installed,
    judge: (facts, { dist = [] }) => {
      const workloads = dist.filter(({ kind }) => kind === 'DaemonSet' || kind === 'Deployment');
      if (workloads.length === 0) {
        return NOTHING_TO_COMPARE;
      }
      const drifted = workloads.flatMap((manifest) => workloadDrift(manifest, facts));
      const count = drifted.length === 1 ? '1 field' : `${drifted.length} fields`;
      return compare(
        drifted.length === 0 ? `${workloads.length} workloads` : count,
        drifted.length === 0 ? 'the same' : 'none that differs',
        drifted.length === 0,
        `${APPLY_AGAIN}: ${drifted.join('; ')}`,
      );
    },
  },
  {
    rule: 'CNI configuration',
    needs: ['cniConfig'],
    applies: ({ installed = false, declared }) => installed && declared.scheme.ownCniConfig === true,
    judge: ({ cniConfig }, { dist }) =>
      textVerdict(cniConfig, dist, 'cni-config', 'Apply the layer cni-config again: agents use what it says'),
  },
  {
    rule: "list of Cilium's ip-masq-agent",
    needs: ['masqueradeList'],
    applies: ({ installed = false, declared }) => installed && declared.on('ipMasqAgent.enabled'),
    judge: ({ masqueradeList }, { dist }) => textVerdict(masqueradeList, dist, 'config', APPLY_AGAIN),
  },
];

const NOTHING_TO_COMPARE: Judged = {
  found: 'nothing of this cluster in dist/',
  wanted: 'what was applied',
  verdict: 'unknown',
  remedy: 'Run it where the dist/ lies that was applied, or name that directory with --dist',
};

function configVerdict(facts: ClusterFacts, wanted: JsonObject): Judged {
  const live = ciliumConfig(facts) ?? {};
  const keys = [...new Set([...Object.keys(live), ...Object.keys(wanted)])].sort();
  const drifted = keys.filter((key) => live[key] !== (wanted[key] ?? undefined));
  const shown = (from: JsonObject) => drifted.map((key) => `${key}: ${from[key] ?? '(absent)'}`).join(', ');
  return drifted.length === 0
    ? compare(`${keys.length} keys`, 'the same', true, '')
    : compare(shown(live), shown(wanted), false, `${APPLY_AGAIN}${settersOf(facts, drifted)}`);
}

/** Who set these keys, as the API server has it on record; of a key that is gone it keeps nothing. */
function settersOf({ ciliumConfig: answer }: ClusterFacts, keys: readonly string[]): string {
  const object = answer.kind === 'found' ? answer.object : undefined;
  const said = keys.flatMap((key) => {
    const managers = fieldManagers(object, 'f:data', `f:${key}`);
    return managers.length > 0 ? [`${key} by ${managers.join(' and ')}`] : [];
  });
  return said.length > 0 ? ` (set: ${said.join(', ')})` : '';
}

/** One text for each field that is otherwise; a workload that is not there is one as well, unless TKE has to make it. */
function workloadDrift(manifest: JsonObject, facts: ClusterFacts): string[] {
  const name = String(at(manifest, 'metadata', 'name'));
  const live = manifest.kind === 'DaemonSet' ? daemonSet(facts, name) : deployment(facts, name);
  if (!live) {
    const isPartial = at(manifest, 'spec', 'template', 'spec', 'containers') === undefined;
    return isPartial ? [] : [`${manifest.kind} ${name}: absent`];
  }
  return driftOf(manifest, live).map(
    ({ field, live: value }) => `${manifest.kind} ${name} ${field}: ${shortText(value)}`,
  );
}

function shortText(value: JsonValue | undefined): string {
  const said = value === undefined ? '(absent)' : typeof value === 'string' ? value : JSON.stringify(value);
  const text = said.replace(/\s+/g, ' ').trim();
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

/** A ConfigMap with one text, which is JSON or YAML: written otherwise it is the same. */
function textVerdict(answer: Answer, dist: Expected['dist'], key: string, remedy: string): Judged {
  const name = key === 'cni-config' ? key : 'ip-masq-agent';
  const wanted = dataOf(dist, name)?.[key];
  if (wanted === undefined) {
    return NOTHING_TO_COMPARE;
  }
  const live = answer.kind === 'found' ? at(answer.object, 'data', key) : undefined;
  const same = isDeepStrictEqual(structure(live), structure(wanted));
  return compare(
    live === undefined ? 'absent' : shortText(live),
    same ? 'the same' : shortText(wanted),
    same,
    remedy,
  );
}

/** Undefined for what is no structure. */
function structure(text: JsonValue | undefined): JsonValue | undefined {
  if (typeof text !== 'string') {
    return undefined;
  }
  try {
    return readDocuments(text)[0];
  } catch {
    return text;
  }
}

function dataOf(dist: Expected['dist'], name: string): JsonObject | undefined {
  const found = dist?.find(
    (object) => object.kind === 'ConfigMap' && at(object, 'metadata', 'name') === name,
  );
  return isObject(found?.data) ? found.data : undefined;
}
