import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { renderRelease } from '../../lib/constructs/helm-release';
import type { JsonObject } from '../../lib/json';
import { at } from '../../lib/live/cluster-facts';
import { discover } from '../../lib/live/discover';
import { preflight } from '../../lib/live/preflight';
import { acceptClusters } from '../../lib/rules/accept-clusters';
import { synthesize } from '../../lib/synth/synthesize';
import { mergeValues } from '../../lib/values/merge-values';
import { readManifests } from '../../lib/yaml/read';
import { LOCKED_ARCHIVES, TEST_VERSIONS, testCharts } from '../support/charts';
import { describeRequiring } from '../support/requires';
import { daemonSet, found, PARKED, written } from './written-cluster';

const VERSION = '1.19.6';
const { parts, paths } = parse(readFileSync('test/docs/guide-script.yaml', 'utf8')) as {
  readonly parts: Readonly<Record<string, JsonObject>>;
  readonly paths: Readonly<Record<string, readonly string[]>>;
};

/** Keys of cilium-config that decide how packets of running pods travel. */
const NETWORK_KEYS = [
  'routing-mode',
  'tunnel-protocol',
  'ipam',
  'auto-create-cilium-pod-ip-pools',
  'kube-proxy-replacement',
  'custom-cni-conf',
  'cni-chaining-mode',
  'cluster-name',
  'cluster-id',
  'enable-endpoint-routes',
  'local-router-ipv4',
  'enable-ipv4-masquerade',
  'enable-bpf-masquerade',
  'enable-ip-masq-agent',
  'enable-egress-gateway',
  'enable-ipv4-egress-gateway',
  'enable-local-redirect-policy',
];

/** Certificates are made by Helm at random, and say nothing of the network. */
const CERTIFICATES: JsonObject = { hubble: { tls: { auto: { method: 'cronJob' } } } };

/** The cilium-config that the guide's script leaves on a path: rendered from its values, not read from a cluster. */
function configOf(path: string): Readonly<Record<string, string>> {
  const values = [...(paths[path] ?? []).map((part) => parts[part] ?? {}), CERTIFICATES].reduce(
    mergeValues,
    {},
  );
  const objects = renderRelease({
    chart: { name: 'cilium', version: VERSION },
    releaseName: 'cilium',
    namespace: 'kube-system',
    values,
    kubernetesVersion: '1.34.1',
    charts: testCharts,
  });
  const config = objects.find((object) => at(object, 'metadata', 'name') === 'cilium-config');
  return (config?.data ?? {}) as Readonly<Record<string, string>>;
}

/** A cluster on which the script was run: its three DaemonSets parked, Cilium by Helm. */
function installed(path: string) {
  const globalRouter = !(paths[path] ?? []).includes('vpc-cni');
  const parked = ['kube-proxy', 'tke-cni-agent', 'ip-masq-agent'].map(
    (name): JsonObject => ({
      metadata: { name },
      spec: {
        template: {
          spec: { nodeSelector: PARKED, containers: [{ name, image: `x/${name}:v1`, command: [name] }] },
        },
      },
      status: { desiredNumberScheduled: 0 },
    }),
  );
  const agent = daemonSet('cilium', `cilium/cilium:v${VERSION}`, {
    'meta.helm.sh/release-name': 'cilium',
    'meta.helm.sh/release-namespace': 'kube-system',
  });
  const network = globalRouter
    ? daemonSet('tke-bridge-agent', 'x/tke-bridge-agent:v1')
    : daemonSet('tke-eni-agent', 'tkeimages/tke-eni-agent:v3.8.3');
  return written({
    version: found({ major: '1', minor: '34', gitVersion: 'v1.34.1-tke.1' }),
    daemonSets: found({ items: [...parked, agent, network] }),
    ciliumConfig: found({ data: { ...configOf(path) } }),
    eniWebhook: { kind: 'absent' },
  });
}

/** What the file that discover writes makes of cilium-config. */
function accepted(text: string) {
  const files = [{ path: 'clusters/gz-found.yaml', content: Buffer.from(text) }];
  const [read] = acceptClusters(files, testCharts).clusters;
  if (!read) {
    throw new Error('no cluster was accepted');
  }
  return read;
}

describeRequiring(LOCKED_ARCHIVES, 'a cluster on which the script of the guide was run', () => {
  test('path eg-overlay: no file is written, because the list of its ip-masq-agent is not read', () => {
    expect(() => discover(installed('eg-overlay'), 'gz-found', TEST_VERSIONS)).toThrow(
      /overlay with its ip-masq-agent/,
    );
  });

  test.each(Object.keys(paths).filter((path) => path !== 'eg-overlay'))(
    'path %s: the file that discover writes keeps the network',
    (path) => {
      const facts = installed(path);
      const read = accepted(discover(facts, 'gz-found', TEST_VERSIONS));
      const { files } = synthesize([read], { charts: testCharts });
      const written = files.find((file) => file.path.endsWith('ConfigMap.cilium-config.yaml'));
      const [config] = readManifests(written?.content ?? '');
      const pick = (data: unknown) =>
        Object.fromEntries(NETWORK_KEYS.map((key) => [key, at(data as JsonObject, key)]));
      expect(pick(config?.data)).toEqual(pick(configOf(path)));
      const findings = preflight(facts, { declared: read.declared });
      expect(
        findings.filter(({ verdict }) => verdict === 'wrong').map(({ rule, found }) => [rule, found]),
      ).toEqual([]);
    },
  );
});
