import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { localSource } from '../../lib/charts/chart-source';
import { ChartStore } from '../../lib/charts/chart-store';
import { TRIED_MINORS, testedKubernetes } from '../../lib/charts/kubernetes-range';
import { sha256 } from '../../lib/charts/located-chart';
import type { LockedChart } from '../../lib/charts/lock';
import { acceptClusters } from '../../lib/rules/accept-clusters';
import { synthesize } from '../../lib/synth/synthesize';
import { checkValues } from '../../lib/values/check-values';
import { compareVersions, minorVersion } from '../../lib/version/version';
import { describeRequiring } from '../support/requires';

/** Every final version of the tried minors that lies at hand, locked by what lies there. */
const AT_HAND: readonly LockedChart[] = localSource()
  .directories.filter((directory) => existsSync(directory))
  .flatMap((directory) =>
    readdirSync(directory).flatMap((file): LockedChart[] => {
      const [, version = ''] = /^cilium-(\d+\.\d+\.\d+)\.tgz$/.exec(file) ?? [];
      const path = join(directory, file);
      return TRIED_MINORS.includes(minorVersion(version))
        ? [{ name: 'cilium', version, digest: sha256(readFileSync(path)), source: path }]
        : [];
    }),
  )
  .sort((a, b) => compareVersions(a.version, b.version));

const charts = new ChartStore({ lock: { file: 'charts.lock.yaml', charts: AT_HAND } });

const SHARED = {
  nodePools: [{ name: 'general', type: 'regular', os: 'tencentos-4' }],
  kubeProxy: { mode: 'iptables', replace: true },
  apiServer: { host: '169.254.128.27' },
};
const NETWORKS = {
  native: { network: { mode: 'vpc-cni' } },
  overlay: {
    network: { mode: 'global-router', routing: 'overlay', podCidrs: ['10.244.0.0/16'] },
    facts: { vpcCidrs: ['10.0.0.0/16'], serviceCidr: '192.168.0.0/17', webhooks: [] },
  },
};

const missing = () => (AT_HAND.length > 0 ? undefined : 'no archive of a tried minor version is at hand');

describeRequiring(missing, 'every version of the tried minors that is at hand', () => {
  test.each(AT_HAND.map(({ version }) => version))(
    'Cilium %s works without anything written for it',
    (version) => {
      const known = charts.values(version);
      expect(Object.keys(known.facts).length).toBeGreaterThan(1300);
      expect(checkValues({ known, values: { hubble: { enabled: true } } })).toEqual([]);

      const { highest = 0 } = testedKubernetes(version) ?? {};
      for (const [name, network] of Object.entries(NETWORKS)) {
        const cluster = { name, kubernetes: `1.${highest}.0`, cilium: { version }, ...SHARED, ...network };
        const file = { path: `clusters/${name}.yaml`, content: Buffer.from(stringify(cluster)) };
        const { clusters, warnings } = acceptClusters([file], charts);
        const { files, warnings: ofObjects } = synthesize(clusters, { charts });
        // A release with a fault that is known is warned of, and works all the same.
        const others = [...warnings, ...ofObjects].filter(({ rule }) => rule !== 'known-fault');
        expect(others).toEqual([]);
        expect(files.length).toBeGreaterThan(30);
        const [nodeInit] = files.filter(({ path }) => /node-init\/.*DaemonSet/.test(path));
        const { default: digest } = known.facts['nodeinit.image.digest'] ?? {};
        expect(nodeInit?.content).toContain(`quay.tencentcloudcr.com/cilium/startup-script:`);
        expect(nodeInit?.content).toContain(`@${digest}`);
      }
    },
  );
});
