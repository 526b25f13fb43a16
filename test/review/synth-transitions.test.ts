import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { stringify } from 'yaml';
import { isObject, type JsonObject } from '../../lib/json';
import { LOCKED_ARCHIVES } from '../support/charts';
import { commandLine } from '../support/command-line';
import { describeRequiring } from '../support/requires';
import { temporaryDirectory } from '../support/temporary-directory';
import { clusterWith } from './support';

jest.setTimeout(120_000);

const directory = temporaryDirectory();

/** Cluster files by their path below the directory of the clusters. */
type Files = Readonly<Record<string, JsonObject | string>>;

const ARGO = { repoURL: 'https://git.example.com/clusters.git', destination: 'https://a.example.com' };
const native = clusterWith('native', { argoCD: ARGO });
const ownCni = clusterWith('own-cni', { argoCD: ARGO });
const coexist = clusterWith('coexist', { argoCD: ARGO });
const overlay = clusterWith('overlay', { tkeAgents: { ipMasqAgent: { present: true } } });
const { argoCD: _, ...withoutArgo } = native;
const cilium118 = { cilium: { version: '1.18.2' } };
/** Another cluster beside the one that changes. */
const sh = { 'sh.yaml': over(coexist, { name: 'sh', argoCD: { destination: 'https://b.example.com' } }) };

/** A cluster file with other fields: maps merge, anything else replaces. */
function over(cluster: JsonObject, changes: JsonObject): JsonObject {
  const merged = { ...cluster };
  for (const [key, value] of Object.entries(changes)) {
    const below = cluster[key];
    merged[key] = isObject(below) && isObject(value) ? over(below, value) : value;
  }
  return merged;
}

const gz = (cluster: JsonObject, changes: JsonObject = {}): Files => ({ 'gz.yaml': over(cluster, changes) });
const wider = { network: { podCidrMaskSize: 25 } };

/** Two clusters that have their pod CIDRs from a layer, and what the layer says. */
function layered(path: string, { network, ...rest }: JsonObject): Files {
  const group = path.startsWith('_groups') ? { groups: ['ring-1'] } : {};
  const { name: _, network: __, ...own } = overlay;
  return {
    [path]: { network: over(overlay.network as JsonObject, (network ?? {}) as JsonObject), ...rest },
    'a.yaml': { name: 'a', ...group, ...own, facts: {} },
    'b.yaml': { name: 'b', ...group, ...own, facts: {} },
  };
}

function write(files: Files): void {
  rmSync(join(directory(), 'clusters'), { recursive: true, force: true });
  for (const [path, content] of Object.entries(files)) {
    const file = join(directory(), 'clusters', path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, typeof content === 'string' ? content : stringify(content));
  }
}

async function synth(files: Files) {
  write(files);
  const [clusters, dist] = ['clusters', 'dist'].map((name) => join(directory(), name));
  return commandLine(['synth', '--clusters', String(clusters), '--output', String(dist)]);
}

/** The transitions that a message says how to acknowledge. */
function offered(text: string): { rule: string; change: string; reason: string }[] {
  return [...text.matchAll(/acknowledge it: \{rule: (\S+), change: "([^"]+)"/g)].map(
    ([, rule = '', change = '']) => ({ rule, change, reason: 'it is meant' }),
  );
}

/** The file that has the field which decides. */
function acknowledging(files: Files, path: string, acknowledged: JsonObject[]): Files {
  const file = files[path];
  return { ...files, [path]: { ...(isObject(file) ? file : {}), acknowledged } };
}

interface Stopped {
  readonly before: Files;
  readonly after: Files;
  /** The rules that stop it, with the transition. */
  readonly wanted: readonly string[];
  /** Where it is acknowledged. */
  readonly in?: string;
}

const STOPPED: readonly (readonly [string, Stopped])[] = [
  [
    'kube-proxy comes back in the commit that takes its override away',
    {
      before: gz(native),
      after: gz(coexist),
      wanted: ['parked-agent-abandoned kube-proxy parked -> unmanaged'],
    },
  ],
  [
    'pod CIDRs of a running overlay change',
    {
      before: gz(overlay),
      after: gz(overlay, { network: { podCidrs: ['10.245.0.0/16'] } }),
      wanted: ['pod-cidrs-changed default 10.244.0.0/16 -> 10.245.0.0/16'],
    },
  ],
  [
    'a pod CIDR is taken away',
    {
      before: gz(overlay, { network: { podCidrs: ['10.244.0.0/16', '10.245.0.0/16'] } }),
      after: gz(overlay),
      wanted: ['pod-cidrs-changed default 10.244.0.0/16,10.245.0.0/16 -> 10.244.0.0/16'],
    },
  ],
  [
    'the mask size of a running overlay changes',
    {
      before: gz(overlay),
      after: gz(overlay, wider),
      wanted: ['pod-cidr-mask-size-changed default /24 -> /25'],
    },
  ],
  [
    'routing switches to an overlay',
    {
      before: gz(native),
      after: gz(overlay),
      wanted: ['routing-changed native -> tunnel/vxlan', 'ipam-mode-changed delegated-plugin -> multi-pool'],
    },
  ],
  [
    'routing switches away from an overlay',
    {
      before: gz(overlay),
      after: gz(native),
      wanted: [
        'routing-changed tunnel/vxlan -> native',
        'parked-agent-abandoned ip-masq-agent parked -> unmanaged',
      ],
    },
  ],
  [
    'the CNI configuration becomes one of its own',
    {
      before: gz(native),
      after: gz(ownCni),
      wanted: ['cni-configuration-switched tke/generic-veth -> own/generic-veth'],
    },
  ],
  [
    "the CNI configuration becomes TKE's again",
    {
      before: gz(ownCni),
      after: gz(native),
      wanted: ['cni-configuration-switched own/generic-veth -> tke/generic-veth'],
    },
  ],
  [
    'Cilium goes back a minor version',
    {
      before: gz(native, { kubernetes: '1.32.2' }),
      after: gz(native, { kubernetes: '1.32.2', ...cilium118 }),
      wanted: ['cilium-downgraded 1.19.6 -> 1.18.2'],
    },
  ],
  [
    'the cluster gets another name, in its file and of its file',
    {
      before: gz(native),
      after: { 'sh.yaml': over(native, { name: 'sh' }) },
      in: 'sh.yaml',
      wanted: ['cluster-renamed gz -> sh'],
    },
  ],
  [
    'a cluster without Applications gets another name',
    {
      before: gz(withoutArgo),
      after: { 'sh.yaml': { ...withoutArgo, name: 'sh' } },
      in: 'sh.yaml',
      wanted: ['cluster-renamed gz -> sh'],
    },
  ],
  [
    'a cluster gets another name and another mask size',
    {
      before: gz(overlay),
      after: { 'sh.yaml': over(overlay, { name: 'sh', ...wider }) },
      in: 'sh.yaml',
      wanted: ['cluster-renamed gz -> sh', 'pod-cidr-mask-size-changed default /24 -> /25'],
    },
  ],
  [
    'the Applications go to another API server',
    {
      before: gz(native),
      after: gz(native, { argoCD: { destination: 'https://b.example.com' } }),
      wanted: ['application-destination-moved https://a.example.com -> https://b.example.com'],
    },
  ],
  [
    'the Applications go to another project and another namespace',
    {
      before: gz(native),
      after: gz(native, { argoCD: { project: 'other', namespace: 'gitops' } }),
      wanted: ['application-moved project default -> other', 'application-moved namespace argocd -> gitops'],
    },
  ],
  [
    'the mirror is taken out of nodes whose images need it',
    {
      before: gz(native),
      after: gz(native, { containerdMirror: { mode: 'remove' } }),
      wanted: ['mirror-removed add -> remove'],
    },
  ],
  [
    'the DaemonSet of the mirror leaves while images need it',
    {
      before: gz(native),
      after: gz(native, { containerdMirror: { mode: 'none' } }),
      wanted: ['mirror-removed add -> none'],
    },
  ],
  [
    'the cluster gets another identity in its mesh',
    {
      before: gz(native, { cilium: { values: { cluster: { name: 'gz', id: 1 } } } }),
      after: gz(native, { cilium: { values: { cluster: { name: 'gz', id: 2 } } } }),
      wanted: ['mesh-identity-changed cluster-id 1 -> 2'],
    },
  ],
  [
    'two dangerous transitions are in one commit',
    {
      before: gz(overlay),
      after: gz(overlay, { ...wider, containerdMirror: { mode: 'none' } }),
      wanted: ['pod-cidr-mask-size-changed default /24 -> /25', 'mirror-removed add -> none'],
    },
  ],
  [
    'the group of a ring changes it for all its clusters',
    {
      before: layered('_groups/ring-1.yaml', {}),
      after: layered('_groups/ring-1.yaml', wider),
      in: '_groups/ring-1.yaml',
      wanted: ['pod-cidr-mask-size-changed default /24 -> /25'],
    },
  ],
  [
    'the defaults of all clusters change it',
    {
      before: layered('_defaults.yaml', {}),
      after: layered('_defaults.yaml', wider),
      in: '_defaults.yaml',
      wanted: ['pod-cidr-mask-size-changed default /24 -> /25'],
    },
  ],
];

/** What is fine: from, to, and what the synth warns of. */
const ACCEPTED: readonly (readonly [string, Files, Files, readonly RegExp[]])[] = [
  [
    'the cluster is new',
    gz(native),
    {
      ...gz(native),
      ...sh,
    },
    [],
  ],
  [
    'a pod CIDR is appended',
    gz(overlay),
    gz(overlay, { network: { podCidrs: ['10.244.0.0/16', '10.245.0.0/16'] } }),
    [],
  ],
  [
    'Cilium goes to the next minor version',
    gz(native, { kubernetes: '1.32.2', ...cilium118 }),
    gz(native, { kubernetes: '1.32.2' }),
    [],
  ],
  [
    'Cilium goes back within a minor version',
    gz(native, { kubernetes: '1.32.2', cilium: { version: '1.18.12' } }),
    gz(native, { kubernetes: '1.32.2', ...cilium118 }),
    [],
  ],
  ['kube-proxy comes back in a state of its own', gz(native), gz(coexist, { returning: ['kube-proxy'] }), []],
  [
    'only comments change',
    { 'gz.yaml': stringify(native) },
    { 'gz.yaml': `# Reviewed in November.\n${stringify(native)}` },
    [],
  ],
  ['the file moves to a directory below', gz(native), { 'eu/gz.yaml': native }, []],
  [
    'one cluster takes the place of another',
    gz(native),
    { 'sh.yaml': over(native, { name: 'sh', argoCD: { destination: 'https://b.example.com' } }) },
    [
      /\[cluster-removed\].*gz leaves dist\/ \(\d+ files\).*If its file only moved.*bring kube-proxy back \(kubectl apply .* dist\/_undo\/gz\).*kubectl delete --ignore-not-found -R -f dist\/gz\/cilium -f dist\/gz\/node-init; /,
    ],
  ],
  ['a cluster leaves', { ...gz(withoutArgo), ...sh }, sh, [/\[cluster-removed\].*gz leaves dist\//]],
  [
    'the file moves to a directory that is not read',
    { ...gz(native), ...sh },
    { '.old/gz.yaml': native, ...sh },
    [/\[cluster-removed\].*gz leaves dist\/.*names that begin with a dot/],
  ],
];

const warnings = (text: string) =>
  text.split('\n').filter((line) => /warning \[(?:cluster-|nothing-)/.test(line));

describeRequiring(LOCKED_ARCHIVES, 'the synth, where dist/ holds another state of the cluster,', () => {
  test.each(STOPPED)(
    'stops where %s, until that is acknowledged, and says when the entry is of no use any more',
    async (_, { before, after, wanted, in: file = 'gz.yaml' }) => {
      expect(await synth(before)).toMatchObject({ status: 0 });
      const refused = await synth(after);
      const entries = offered(refused.complained);
      const rules = entries.map(({ rule, change }) => `${rule} ${change}`);
      expect(rules).toEqual(expect.arrayContaining([...wanted]));
      expect(refused).toMatchObject({ status: 1, complained: expect.stringContaining('The safe way: 1. ') });
      for (const index of entries.keys()) {
        const others = entries.filter((_, other) => other !== index);
        const partly = await synth(acknowledging(after, file, others));
        expect([partly.status, offered(partly.complained)]).toEqual([1, [entries[index]]]);
      }
      const acknowledged = acknowledging(after, file, entries);
      const accepted = await synth(acknowledged);
      expect([accepted.status, warnings(accepted.complained)]).toEqual([0, []]);
      const again = await synth(acknowledged);
      expect([again.status, warnings(again.complained)]).toEqual([0, []]);
      const later = await synth(
        acknowledging(
          over(acknowledged as JsonObject, {
            [file]: { cilium: { values: { debug: { enabled: true } } } },
          }) as Files,
          file,
          entries,
        ),
      );
      expect(later.status).toBe(0);
      expect(warnings(later.complained)).toEqual(
        entries.map(({ change }) => expect.stringContaining(`does not make the transition "${change}"`)),
      );
    },
  );

  test.each(ACCEPTED)('goes on where %s', async (_, before, after, wanted) => {
    expect(await synth(before)).toMatchObject({ status: 0 });
    const { status, complained } = await synth(after);
    expect(status).toBe(0);
    expect(warnings(complained)).toEqual(wanted.map((text) => expect.stringMatching(text)));
  });

  test('refuses a file whose name is not that of its cluster', async () => {
    expect(await synth(gz(native))).toMatchObject({ status: 0 });
    const { status, complained } = await synth({ 'other.yaml': native });
    expect([status, complained]).toEqual([1, expect.stringContaining('other.yaml')]);
  });

  test('takes no entry of another transition for this one', async () => {
    await synth(gz(overlay));
    const entry = { rule: 'pod-cidr-mask-size-changed', change: 'default /24 -> /26', reason: 'it is meant' };
    const { status, complained } = await synth(acknowledging(gz(overlay, wider), 'gz.yaml', [entry]));
    expect(status).toBe(1);
    expect(offered(complained)).toEqual([expect.objectContaining({ change: 'default /24 -> /25' })]);
  });

  test('says once what a layer does to several clusters', async () => {
    await synth(layered('_groups/ring-1.yaml', {}));
    const { complained } = await synth(layered('_groups/ring-1.yaml', wider));
    const lines = complained.split('\n').filter((line) => line.includes('[pod-cidr-mask-size-changed]'));
    expect(lines).toEqual([
      expect.stringMatching(/_groups\/ring-1\.yaml:\d+:\d+: .*Affects clusters a, b\.$/),
    ]);
  });
});
