import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ChartStore } from '../../lib/charts/chart-store';
import { testedKubernetes } from '../../lib/charts/kubernetes-range';
import { acceptClusters } from '../../lib/rules/accept-clusters';
import { synthesize } from '../../lib/synth/synthesize';
import type { Finished } from '../testbed/process';
import { run } from '../testbed/process';
import { API_SERVER } from '../testbed/tke-cluster';
import type { Bench } from './bench';

const CHARTS = new ChartStore();

/** `tke-cilium discover` and `tke-cilium preflight` on a live API server, with the rights of docs/preflight-rbac.yaml alone. */
export async function liveCommands(bench: Bench): Promise<void> {
  const { plane } = bench.cluster;
  await bench.cluster.makeKubeProxy('made by a controller', { 'kubernetes.io/os': 'linux' });
  const rbac = await plane.kubectl(['apply', '-f', join(process.cwd(), 'docs/preflight-rbac.yaml')]);
  assert.equal(rbac.status, 0, rbac.stderr);
  const reader = plane.kubeconfigOf('reader');
  const file = join(plane.directory, 'found.yaml');
  const tested = Number(plane.kubernetes.version.split('.')[1]) <= NEWEST_TESTED_MINOR;

  await bench.try('tke-cilium discover, then a synth, then tke-cilium preflight', async () => {
    const found = await live(bench, ['discover', 'found', '--kubeconfig', reader]);
    if (!tested) {
      assert.equal(found.status, 1);
      assert.match(found.stderr, /no locked chart is tested on Kubernetes/);
      writeFileSync(file, readFileSync('clusters/gz-replace.yaml'));
      return 'refused: no locked chart is tested on this Kubernetes';
    }
    assert.equal(found.status, 0, found.stderr);
    writeFileSync(file, found.stdout);
    const { clusters } = acceptClusters([{ path: 'found.yaml', content: Buffer.from(found.stdout) }], CHARTS);
    assert.deepEqual(clusters[0]?.cluster.apiServer, { ...API_SERVER });
    const { files } = synthesize(clusters, { charts: CHARTS });
    const checked = await live(bench, ['preflight', file, '--kubeconfig', reader]);
    assert.equal(checked.status, 0, checked.stdout + checked.stderr);
    return `${files.length} files from the file it wrote; preflight exits 0`;
  });

  await bench.try('tke-cilium preflight, wrong endpoint', async () => {
    const wrong = join(plane.directory, 'wrong.yaml');
    writeFileSync(wrong, readFileSync(file, 'utf8').replace(API_SERVER.host, '169.254.128.99'));
    const { status, stdout } = await live(bench, ['preflight', wrong, '--kubeconfig', reader]);
    assert.equal(status, 1);
    assert.match(stdout, /^wrong +API server endpoint +169\.254\.128\.27:60002 +169\.254\.128\.99:60002$/m);
    return 'exits 1, the row says both addresses';
  });

  await bench.try('tke-cilium preflight, kube-proxy in ipvs mode', async () => {
    const command =
      '{"spec":{"template":{"spec":{"containers":[{"name":"kube-proxy","command":["kube-proxy","--proxy-mode=ipvs"]}]}}}}';
    const patched = await plane.kubectl(['-n', 'kube-system', 'patch', 'ds', 'kube-proxy', '-p', command]);
    assert.equal(patched.status, 0, patched.stderr);
    const { status, stdout } = await live(bench, ['preflight', file, '--kubeconfig', reader]);
    assert.equal(status, 1);
    assert.match(stdout, /^wrong +kube-proxy mode +ipvs +iptables$/m);
    return 'exits 1, the row says ipvs';
  });

  await bench.try('tke-cilium preflight, without any rights', async () => {
    const nobody = plane.kubeconfigOf('nobody');
    const { status, stdout } = await live(bench, ['preflight', file, '--kubeconfig', nobody]);
    assert.equal(status, 1);
    const rows = stdout.match(/^unknown +.*\(Forbidden\)/gm) ?? [];
    assert.ok(rows.length >= 8, stdout);
    return `exits 1, ${rows.length} rows say Forbidden`;
  });

  await bench.try('tke-cilium preflight, the rights of those who apply', async () => {
    const asked = async (...args: readonly string[]) => {
      const { stdout } = await live(bench, ['preflight', file, ...args]);
      return (
        /^(ok|warning|wrong|unknown) +rights to apply +(.*)$/m.exec(stdout)?.slice(1, 3).join(' ') ?? stdout
      );
    };
    assert.match(await asked(), /^ok (\d+) of \1 +all, for you$/);
    assert.match(await asked('--kubeconfig', reader), /^warning 0 of \d+ +all, for you$/);
    assert.match(await asked('--applier', 'reader'), /^wrong 0 of \d+ +all, for reader$/);
    const impersonating = await asked('--kubeconfig', reader, '--applier', 'admin');
    assert.match(impersonating, /^unknown Error from server \(Forbidden\)/);
    return 'an administrator: all; a reader: a warning; a reader named as applier: wrong; one that may not be asked about: unknown';
  });

  await bench.try('tke-cilium preflight, no cluster there', async () => {
    const nowhere = join(plane.directory, 'nowhere');
    writeFileSync(nowhere, readFileSync(reader, 'utf8').replace(/127\.0\.0\.1:\d+/, '127.0.0.1:1'), {
      mode: 0o600,
    });
    for (const kubeconfig of [nowhere, file, join(plane.directory, 'missing')]) {
      const { status, stdout, stderr } = await live(bench, ['preflight', file, '--kubeconfig', kubeconfig]);
      assert.equal(status, 1);
      assert.equal(stdout, '');
      assert.match(stderr, /^error: the cluster does not answer: [^\n]+\n$/);
    }
    return 'nobody listening, a broken kubeconfig, none at all: exit 1 and one sentence each';
  });
}

/** The newest Kubernetes that a locked chart is tested on. */
const NEWEST_TESTED_MINOR = Math.max(
  ...CHARTS.versions('cilium').map((version) => testedKubernetes(version)?.highest ?? 0),
);

function live(bench: Bench, args: readonly string[]): Promise<Finished> {
  return run(process.execPath, ['--import', 'tsx', 'lib/cli/start.ts', ...args], {
    env: bench.shellEnvironment(),
  });
}
