import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { stringify } from 'yaml';
import type { JsonObject } from '../../lib/json';
import { review } from '../../lib/review/review';
import { plainText } from '../../lib/review/text';
import { treeOfFiles } from '../../lib/review/trees/tree';
import { writeManifest } from '../../lib/yaml/write';
import { until } from '../testbed/process';
import type { Bench } from './bench';
import { CHANGES, type Change, type Kind, WORKLOADS } from './restart-changes';

/**
 * What `tke-cilium diff` says about restarts, and what the real controllers do: each change of one value is applied to a
 * running workload, and its pods are the same ones afterwards, or others.
 */
export async function restartsAsReported(bench: Bench): Promise<void> {
  await bench.try(`${CHANGES.length} changes of one value, compared with the report`, async () => {
    const wrong: string[] = [];
    let restarted = 0;
    for (const kind of ['DaemonSet', 'Deployment'] as const) {
      for (const change of CHANGES.filter((one) => one.kind === kind)) {
        const base = WORKLOADS[kind];
        const changed = changedBy(change);
        const before = await podsAfter(bench, kind, base);
        const after = await podsAfter(bench, kind, changed);
        const replaced = before.some((pod) => !after.includes(pod));
        const reported = saysRestart(base, changed);
        restarted += replaced ? 1 : 0;
        if (replaced !== reported) {
          wrong.push(
            `${kind}, ${change.name}: the pods were ${replaced ? '' : 'not '}replaced, the report says ${reported ? '' : 'not '}so`,
          );
        }
      }
      await bench.cluster.plane.api.delete(pathOf(kind));
    }
    assert.deepEqual(wrong, []);
    return `the report agrees each time: pods replaced ${restarted} times, kept ${CHANGES.length - restarted} times`;
  });
}

function changedBy({ kind, change }: Change): JsonObject {
  const changed = structuredClone(WORKLOADS[kind]);
  change(changed);
  return changed;
}

function pathOf(kind: Kind): string {
  return `/apis/apps/v1/namespaces/kube-system/${kind.toLowerCase()}s/probe`;
}

/** Applies the workload, waits until its controller is done, and says which pods run. */
async function podsAfter(bench: Bench, kind: Kind, workload: JsonObject): Promise<string[]> {
  const { plane } = bench.cluster;
  const { status, stderr } = await plane.kubectl(['apply', '--server-side', '--force-conflicts', '-f', '-'], {
    input: stringify(workload),
  });
  assert.equal(status, 0, stderr);
  let seen = '';
  return until(
    `${kind} probe to be at rest`,
    async () => {
      const live = (await plane.api.get(pathOf(kind))) as unknown as Live;
      const pods = (await plane.api.list(
        '/api/v1/namespaces/kube-system/pods?labelSelector=app%3Dprobe',
      )) as unknown as Pod[];
      seen = JSON.stringify(live.status);
      const staying = pods.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
      const isDone =
        live.status.observedGeneration === live.metadata.generation &&
        staying.length === pods.length &&
        pods.length === WANTED[kind] &&
        pods.every(({ status: { phase } }) => phase === 'Running') &&
        (waitsForSomebody(workload) || updated(live) === WANTED[kind]);
      if (isDone && waitsForSomebody(workload)) {
        // Nothing is to happen, and only time shows that nothing does.
        await sleep(1500);
      }
      return isDone ? pods.map(({ metadata }) => metadata.uid).sort() : undefined;
    },
    { seen: () => seen },
  );
}

const WANTED = { DaemonSet: 3, Deployment: 2 } as const;

function updated({ status }: Live): number | undefined {
  return status.updatedNumberScheduled ?? status.updatedReplicas;
}

function waitsForSomebody({ spec }: JsonObject): boolean {
  const text = JSON.stringify(spec);
  return text.includes('"OnDelete"') || text.includes('"paused":true');
}

function saysRestart(before: JsonObject, after: JsonObject): boolean {
  const tree = (object: JsonObject) =>
    treeOfFiles('', [
      { path: `gz/probe/kube-system/${object.kind}.probe.yaml`, content: writeManifest(object) },
      {
        path: 'gz/probe/_cluster/Namespace.a.yaml',
        content: 'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: a\n',
      },
    ]);
  const { lines } = review({ before: tree(before), after: tree(after), configKeys: () => undefined });
  return lines.some(({ text }) =>
    /: pods restart (?:on every node|with at most|all at once)/.test(plainText(text)),
  );
}

interface Live {
  readonly metadata: { readonly generation: number };
  readonly status: {
    readonly observedGeneration?: number;
    readonly updatedNumberScheduled?: number;
    readonly updatedReplicas?: number;
  };
}

interface Pod {
  readonly metadata: { readonly uid: string; readonly deletionTimestamp?: string };
  readonly status: { readonly phase: string };
}
