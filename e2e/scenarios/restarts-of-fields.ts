import assert from 'node:assert/strict';
import type { JsonObject } from '../../lib/json';
import type { FileSpec } from '../../lib/layout/layout';
import { review } from '../../lib/review/review';
import { plainText } from '../../lib/review/text';
import { treeOfFiles } from '../../lib/review/trees/tree';
import { until } from '../testbed/process';
import { type Bench, CLUSTER } from './bench';
import { cleaned } from './transitions/safe-way';

const NATIVE: JsonObject = {
  kubernetes: '1.34.1',
  cilium: { version: '1.19.6' },
  nodePools: [
    { name: 'general', type: 'regular', os: 'tencentos-4' },
    {
      ...{ name: 'egress', type: 'regular', os: 'tencentos-4', maxNodes: 1 },
      labels: { 'egress-node': 'true' },
      taints: [{ key: 'egress-node', value: 'true', effect: 'NoSchedule' }],
    },
  ],
  facts: { vpcCidrs: ['10.0.0.0/16'] },
};

const OVERLAY: JsonObject = {
  kubernetes: '1.34.1',
  cilium: { version: '1.19.6' },
  network: { mode: 'vpc-cni', routing: 'overlay', podCidrs: ['10.244.0.0/16'] },
  tkeAgents: { ipMasqAgent: { present: true } },
  facts: { vpcCidrs: ['10.0.0.0/16'], serviceCidr: '192.168.0.0/17', webhooks: [] },
};

const member = (id: number) => ({
  id,
  subnet: `subnet-k57djpo${id}`,
  address: `10.0.7.${id}`,
  podCidrs: [`10.24${3 + id}.0.0/16`],
});

/** Fields that are set one after the other, each over those before it. */
const CHAINS: readonly (readonly [base: JsonObject, steps: readonly (readonly [string, JsonObject])[]])[] = [
  [
    NATIVE,
    [
      ['hubble.ui', { hubble: { ui: true } }],
      ['hubble.redact', { hubble: { redact: true } }],
      ['hubble.flowLogs', { hubble: { flowLogs: [{ name: 'dropped', only: [{ verdict: ['DROPPED'] }] }] } }],
      ['metrics.agent', { metrics: { agent: true } }],
      ['metrics.hubble', { metrics: { hubble: ['drop', 'tcp'] } }],
      ['masquerade', { masquerade: { exempt: ['172.20.0.0/16'] } }],
      ['masquerade.exempt', { masquerade: { exempt: ['172.20.0.0/16', '172.21.0.0/16'] } }],
      ['egressGateway', { egressGateway: { pool: 'egress' } }],
      [
        'egressGateway.policies',
        {
          egressGateway: {
            policies: [{ name: 'to-bank', from: [{ namespace: 'payments' }], to: ['203.0.113.0/24'] }],
          },
        },
      ],
    ],
  ],
  [
    OVERLAY,
    [
      ['mesh', { mesh: { ca: 'secret', members: { [CLUSTER]: member(1), 'bj-prod': member(2) } } }],
      ['mesh.members', { mesh: { members: { 'sh-prod': member(3) } } }],
    ],
  ],
];

/** The newer fields of the cluster file: which pods real controllers replace and start, and what the report says. */
export async function restartsOfFields(bench: Bench): Promise<void> {
  for (const [base, steps] of CHAINS) {
    const names = steps.map(([name]) => name).join(', ');
    await bench.try(`${names}: pods that restart, compared with the report`, async () => {
      await cleaned(bench);
      let settings = base;
      let before = bench.dist(settings);
      let pods = await podsAfter(bench, before);
      const seen: string[] = [];
      const wrong: string[] = [];
      for (const [name, step] of steps) {
        settings = over(settings, step);
        const after = bench.dist(settings);
        const now = await podsAfter(bench, after);
        const [real, reported] = [happened(pods, now), said(before, after)];
        if (JSON.stringify(real) !== JSON.stringify(reported)) {
          wrong.push(`${name}: ${JSON.stringify(real)}, the report says ${JSON.stringify(reported)}`);
        }
        seen.push(`${name} ${real.restarted.length} + ${real.started.length}`);
        [before, pods] = [after, now];
      }
      assert.deepEqual(wrong, []);
      return `the report agrees each time (workloads restarted + started): ${seen.join(', ')}`;
    });
  }
}

function over(base: JsonObject, step: JsonObject): JsonObject {
  const merged = { ...base };
  for (const [key, value] of Object.entries(step)) {
    const below = base[key];
    const areMaps = [below, value].every(
      (one) => typeof one === 'object' && one !== null && !Array.isArray(one),
    );
    merged[key] = areMaps ? over(below as JsonObject, value as JsonObject) : value;
  }
  return merged;
}

/** The uids of the pods of each workload of Cilium's layer. */
type Pods = ReadonlyMap<string, readonly string[]>;

/** Applies Cilium's layer, waits until every controller is done, and says which pods run. */
async function podsAfter(bench: Bench, files: readonly FileSpec[]): Promise<Pods> {
  await bench.repository.commit(files);
  const { status, stderr } = await bench.kubectl([
    ...['apply', '--server-side', '--force-conflicts', '-R', '-f', `dist/${CLUSTER}/cilium`],
  ]);
  assert.equal(status, 0, stderr);
  const names = files.flatMap(({ path }) => {
    const [, kind, name] = /\/cilium\/kube-system\/(DaemonSet|Deployment)\.(.+)\.yaml$/.exec(path) ?? [];
    return kind === undefined ? [] : [`${kind} ${name}`];
  });
  const { api } = bench.cluster.plane;
  let waiting: string[] = [];
  return until(
    'the workloads of Cilium to be at rest',
    async () => {
      const pods = (await api.list('/api/v1/namespaces/kube-system/pods')) as unknown as Pod[];
      const found = new Map<string, string[]>();
      for (const pod of pods) {
        const owner = ownerOf(pod);
        found.set(owner, [...(found.get(owner) ?? []), pod.metadata.uid]);
      }
      waiting = [];
      for (const name of names) {
        const [kind = '', object = ''] = name.split(' ');
        const path = `/apis/apps/v1/namespaces/kube-system/${kind.toLowerCase()}s/${object}`;
        const { metadata, spec, status: state } = (await api.get(path)) as unknown as Workload;
        const wanted = state.desiredNumberScheduled ?? spec.replicas ?? 1;
        const isDone =
          state.observedGeneration === metadata.generation &&
          (state.updatedNumberScheduled ?? state.updatedReplicas ?? 0) === wanted &&
          (found.get(name)?.length ?? 0) === wanted;
        if (!isDone) {
          waiting.push(name);
        }
      }
      const isLeaving = pods.some(({ metadata }) => metadata.deletionTimestamp !== undefined);
      return waiting.length > 0 || isLeaving
        ? undefined
        : new Map(names.map((name) => [name, found.get(name) ?? []]));
    },
    { seen: () => waiting.join(', ') },
  );
}

/** `DaemonSet cilium`; a pod of a Deployment belongs to a ReplicaSet whose name ends in a hash. */
function ownerOf({ metadata: { ownerReferences = [] } }: Pod): string {
  const [owner] = ownerReferences;
  return owner?.kind === 'ReplicaSet'
    ? `Deployment ${owner.name.replace(/-[^-]+$/, '')}`
    : `${owner?.kind} ${owner?.name}`;
}

interface Restarts {
  readonly restarted: readonly string[];
  readonly started: readonly string[];
}

function happened(before: Pods, after: Pods): Restarts {
  const names = [...after.keys()].sort();
  return {
    restarted: names.filter((name) => before.get(name)?.some((uid) => !after.get(name)?.includes(uid))),
    started: names.filter((name) => !before.has(name)),
  };
}

function said(before: readonly FileSpec[], after: readonly FileSpec[]): Restarts {
  const { lines } = review({
    before: treeOfFiles('', before),
    after: treeOfFiles('', after),
    configKeys: () => undefined,
  });
  const named = (verb: string, words: RegExp) =>
    lines
      .filter(({ subject, text }) => subject.startsWith(`${verb} `) && words.test(plainText(text)))
      .map(({ subject }) => subject.slice(verb.length + 1))
      .sort();
  return {
    restarted: named('restart', /: pods restart (?:on every node|with at most|all at once)/),
    started: named('start', /is new: pods start/),
  };
}

interface Pod {
  readonly metadata: {
    readonly uid: string;
    readonly deletionTimestamp?: string;
    readonly ownerReferences?: readonly { readonly kind: string; readonly name: string }[];
  };
}

interface Workload {
  readonly metadata: { readonly generation: number };
  readonly spec: { readonly replicas?: number };
  readonly status: {
    readonly observedGeneration?: number;
    readonly desiredNumberScheduled?: number;
    readonly updatedNumberScheduled?: number;
    readonly updatedReplicas?: number;
  };
}
