import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { stringify } from 'yaml';
import type { JsonObject } from '../../lib/json';
import { stoppingTransitions } from '../../lib/review/transitions/refused-transitions';
import { TRANSITION_RULES } from '../../lib/review/transitions/table';
import { treeOfFiles } from '../../lib/review/trees/tree';
import { LOCKED_ARCHIVES } from '../support/charts';
import { commandLine } from '../support/command-line';
import { describeRequiring } from '../support/requires';
import { temporaryDirectory } from '../support/temporary-directory';
import { clusterWith, filesOf, reportOn, textsOf } from './support';

const ARGO = { repoURL: 'https://git.example.com/clusters.git', destination: 'https://a.example.com' };
const native = clusterWith('native', { argoCD: ARGO });
const overlay = clusterWith('overlay', { tkeAgents: { ipMasqAgent: { present: true } } });
const coexist = clusterWith('coexist', { argoCD: ARGO });

function changed(cluster: JsonObject, changes: JsonObject): JsonObject {
  const merge = (base: JsonObject, over: JsonObject): JsonObject => {
    const merged = { ...base };
    for (const [key, value] of Object.entries(over)) {
      const below = base[key];
      const maps = [below, value].every(
        (one) => typeof one === 'object' && one !== null && !Array.isArray(one),
      );
      merged[key] = maps ? merge(below as JsonObject, value as JsonObject) : value;
    }
    return merged;
  };
  return merge(cluster, changes);
}

const at = (version: string, kubernetes: string) => changed(native, { kubernetes, cilium: { version } });

/** Each way into danger: from, to, the rules that stop it, and what acknowledges them. */
const STOPPED: readonly [string, JsonObject, JsonObject, string[]][] = [
  [
    'kube-proxy comes back in the commit that takes its override away',
    native,
    coexist,
    ['parked-agent-abandoned kube-proxy parked -> unmanaged'],
  ],
  [
    'pod CIDRs change',
    overlay,
    changed(overlay, { network: { podCidrs: ['10.245.0.0/16'] } }),
    ['pod-cidrs-changed default 10.244.0.0/16 -> 10.245.0.0/16'],
  ],
  [
    'a pod CIDR is taken away',
    changed(overlay, { network: { podCidrs: ['10.244.0.0/16', '10.245.0.0/16'] } }),
    overlay,
    ['pod-cidrs-changed default 10.244.0.0/16,10.245.0.0/16 -> 10.244.0.0/16'],
  ],
  [
    'a pod CIDR is put before the others',
    overlay,
    changed(overlay, { network: { podCidrs: ['10.245.0.0/16', '10.244.0.0/16'] } }),
    ['pod-cidrs-changed default 10.244.0.0/16 -> 10.245.0.0/16,10.244.0.0/16'],
  ],
  [
    'the mask size changes',
    overlay,
    changed(overlay, { network: { podCidrMaskSize: 25 } }),
    ['pod-cidr-mask-size-changed default /24 -> /25'],
  ],
  [
    'the CNI configuration switches',
    native,
    clusterWith('own-cni', { argoCD: ARGO }),
    ['cni-configuration-switched tke/generic-veth -> own/generic-veth'],
  ],
  [
    'Cilium goes back a minor version',
    at('1.19.6', '1.32.2'),
    at('1.18.2', '1.32.2'),
    ['cilium-downgraded 1.19.6 -> 1.18.2'],
  ],
  [
    'the Applications go to another API server',
    native,
    changed(native, { argoCD: { destination: 'https://b.example.com' } }),
    ['application-destination-moved https://a.example.com -> https://b.example.com'],
  ],
  [
    'the Applications go to another project',
    native,
    changed(native, { argoCD: { project: 'other' } }),
    ['application-moved project default -> other'],
  ],
  [
    'the mirror goes while images need it',
    native,
    changed(native, { containerdMirror: { mode: 'remove' } }),
    ['mirror-removed add -> remove'],
  ],
];

describeRequiring(LOCKED_ARCHIVES, 'a dangerous transition', () => {
  test.each(STOPPED)('stops where %s, with the safe way in steps', (_, before, after, wanted) => {
    const found = stoppingTransitions(treeOfFiles('', filesOf(before)), treeOfFiles('', filesOf(after)));
    expect(found.map(({ rule, change }) => `${rule} ${change}`)).toEqual(wanted);
    expect(found.filter(({ steps }) => steps.length === 0)).toEqual([]);
  });

  test('stops where routing changes, whatever else follows from it', () => {
    const found = stoppingTransitions(treeOfFiles('', filesOf(native)), treeOfFiles('', filesOf(overlay)));
    expect(found.map(({ rule }) => rule)).toEqual(
      expect.arrayContaining(['routing-changed', 'ipam-mode-changed', 'cni-configuration-switched']),
    );
  });

  test.each<[string, JsonObject, JsonObject]>([
    [
      'a pod CIDR is appended',
      overlay,
      changed(overlay, { network: { podCidrs: ['10.244.0.0/16', '10.245.0.0/16'] } }),
    ],
    ['Cilium goes to the next minor version', at('1.18.2', '1.32.2'), at('1.19.6', '1.32.2')],
    ['kube-proxy comes back in a commit of its own', native, changed(coexist, { returning: ['kube-proxy'] })],
    ['kube-proxy has come back', changed(coexist, { returning: ['kube-proxy'] }), coexist],
    ['the cluster is new', native, native],
  ])('does not stop where %s', (_, before, after) => {
    expect(stoppingTransitions(treeOfFiles('', filesOf(before)), treeOfFiles('', filesOf(after)))).toEqual(
      [],
    );
  });

  test('is a line of its own in the report, and accounts for its paths', () => {
    const report = reportOn(
      filesOf(overlay),
      filesOf(changed(overlay, { network: { podCidrMaskSize: 25 } })),
    );
    expect(textsOf(report, 'irreversible')).toEqual([
      expect.stringContaining('the mask size of a pool that exists cannot change'),
    ]);
    expect(report.counts.byGroup.irreversible).toBe(1);
    expect(Object.values(report.counts.byGroup).reduce((sum, paths) => sum + paths)).toBe(
      report.counts.paths,
    );
  });

  test('a cluster under another name is one line, with steps', () => {
    const report = reportOn(filesOf(native), filesOf({ ...native, name: 'gz-new' }));
    expect(textsOf(report, 'needs-hand')).toEqual([expect.stringMatching(/^cluster gz becomes gz-new/)]);
    expect(report.lines).toHaveLength(1);
  });

  test('a cluster that leaves dist/ is said, with what stays behind', () => {
    const report = reportOn(
      [...filesOf(native), ...filesOf({ ...coexist, name: 'other' })],
      filesOf({ ...coexist, name: 'other' }),
    );
    expect(textsOf(report, 'needs-hand')).toEqual([
      expect.stringMatching(/^gz leaves dist\/ \(\d+ files\): what was installed stays/),
    ]);
  });

  test('the rules have ids of their own', () => {
    const ids = TRANSITION_RULES.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

const directory = temporaryDirectory();

describeRequiring(LOCKED_ARCHIVES, 'the synth, when dist/ lies there', () => {
  const synth = async (cluster: JsonObject) => {
    const file = join(directory(), 'clusters/gz.yaml');
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, stringify(cluster));
    return commandLine([
      'synth',
      '--clusters',
      join(directory(), 'clusters'),
      '--output',
      join(directory(), 'dist'),
    ]);
  };
  const smaller = changed(overlay, { network: { podCidrMaskSize: 25 } });
  const entry = { rule: 'pod-cidr-mask-size-changed', reason: 'the cluster runs nothing yet' };

  test('refuses a dangerous transition, until this transition is acknowledged', async () => {
    expect(await synth(overlay)).toMatchObject({ status: 0 });
    const refused = await synth(smaller);
    expect(refused.status).toBe(1);
    expect(refused.complained).toMatch(
      /gz\.yaml:\d+:\d+: error \[pod-cidr-mask-size-changed\].*The safe way: 1\. Leave/,
    );
    const other = changed(smaller, { acknowledged: [{ ...entry, change: 'default /24 -> /26' }] });
    expect(await synth(other)).toMatchObject({ status: 1 });
    const meant = changed(smaller, { acknowledged: [{ ...entry, change: 'default /24 -> /25' }] });
    expect(await synth(meant)).toMatchObject({ status: 0 });
    expect(await synth(meant)).toMatchObject({ status: 0 });
  });
});
