import type { JsonObject } from '../../lib/json';
import { transitionsBetween } from '../../lib/review/transitions/published-transitions';
import { TRANSITION_RULES } from '../../lib/review/transitions/table';
import { LOCKED_ARCHIVES } from '../support/charts';
import { describeRequiring } from '../support/requires';
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

describeRequiring(LOCKED_ARCHIVES, 'a dangerous transition', () => {
  test.each<[string, JsonObject, JsonObject, string]>([
    [
      'a pod CIDR is put before the others',
      overlay,
      changed(overlay, { network: { podCidrs: ['10.245.0.0/16', '10.244.0.0/16'] } }),
      'pod-cidrs-changed default 10.244.0.0/16 -> 10.245.0.0/16,10.244.0.0/16',
    ],
    [
      'Cilium skips a minor version',
      at('1.18.2', '1.33.0'),
      at('1.20.0', '1.33.0'),
      'cilium-minor-skipped 1.18.2 -> 1.20.0',
    ],
    [
      'Cilium goes back two minor versions',
      at('1.20.0', '1.33.0'),
      at('1.18.2', '1.33.0'),
      'cilium-downgraded 1.20.0 -> 1.18.2',
    ],
  ])('stops where %s', (_, before, after, wanted) => {
    const found = transitionsBetween(filesOf(before), filesOf(after));
    expect(
      found
        .filter(({ stops, steps }) => stops && steps.length > 0)
        .map(({ rule, change }) => `${rule} ${change}`),
    ).toEqual([wanted]);
  });

  test('is not made up where a file of dist/ cannot be read', () => {
    const ownCni = clusterWith('own-cni');
    const after = filesOf(ownCni);
    const isCniConfig = ({ path }: { path: string }) => path.endsWith('/ConfigMap.cni-config.yaml');
    const without = after.filter((file) => !isCniConfig(file));
    const conflict = after.map((file) =>
      isCniConfig(file) ? { ...file, content: `<<<<<<< HEAD\n${file.content}` } : file,
    );
    const rules = (before: typeof after) => transitionsBetween(before, after).map(({ rule }) => rule);
    expect(rules(without)).toContain('cni-configuration-switched');
    expect(rules(conflict)).toEqual([]);
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

  test('of a cluster that leaves is no rename where another came that Argo CD reaches elsewhere', () => {
    const other = changed(native, { name: 'sh', argoCD: { destination: 'https://b.example.com' } });
    const report = reportOn(filesOf(native), filesOf(other));
    expect(report.lines.map(({ subject }) => subject)).toEqual(
      ['transition cluster-removed', 'cluster-new'].map((text) => expect.stringContaining(text)),
    );
  });

  test('that is acknowledged and not made is reported, also of a cluster that does not change', () => {
    const wider = changed(overlay, { network: { podCidrMaskSize: 25 } });
    const entry = { rule: 'pod-cidr-mask-size-changed', change: 'default /24 -> /25' };
    const idle = (before: JsonObject, after: JsonObject) =>
      reportOn(filesOf(before), filesOf(after), { acknowledged: () => [entry, { rule: 'agents-hurt' }] })
        .idle;
    expect(idle(overlay, wider)).toEqual([]);
    expect(idle(wider, wider)).toEqual([{ ...entry, clusters: ['gz'] }]);
    expect(idle(overlay, { ...overlay, name: 'sh' })).toEqual([{ ...entry, clusters: ['gz', 'sh'] }]);
  });

  test('under another name is acknowledged in the file of the new name', () => {
    const { lines, idle } = reportOn(filesOf(native), filesOf({ ...native, name: 'gz-new' }), {
      acknowledged: (cluster) =>
        cluster === 'gz-new' ? [{ rule: 'cluster-renamed', change: 'gz -> gz-new' }] : [],
    });
    expect([lines.map(({ acknowledged }) => acknowledged), idle]).toEqual([[true], []]);
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
