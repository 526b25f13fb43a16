import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { ChartStore } from '../lib/charts/chart-store';
import { findHelm } from '../lib/helm/helm-binary';
import type { JsonObject } from '../lib/json';
import { WORK } from './measure';

export const CHART = new ChartStore().locate('cilium', '1.18.2');
export const HELM = findHelm('v4.2');

/** Of the commands: charts are found where this process found them. */
export const ENVIRONMENT = {
  ...process.env,
  CDK8S_CHECK_UPGRADE: 'false',
  TKE_CILIUM_CHARTS: dirname(CHART.path),
  XDG_CACHE_HOME: join(WORK, 'cache'),
};

/** The values of cluster number `index`: what differs between clusters is their names and addresses. */
export function valuesOf(index: number): JsonObject {
  return {
    cluster: { name: `cluster-${index}`, id: (index % 255) + 1 },
    hubble: { tls: { auto: { method: 'cronJob' } } },
    routingMode: 'native',
    endpointRoutes: { enabled: true },
    enableIPv4Masquerade: false,
    cni: { chainingMode: 'generic-veth', chainingTarget: 'multus-cni' },
    ipam: { mode: 'delegated-plugin' },
    kubeProxyReplacement: true,
    k8sServiceHost: `169.254.${index % 250}.${Math.floor(index / 250) + 1}`,
    k8sServicePort: 60002,
    extraConfig: { 'local-router-ipv4': '169.254.32.16' },
  };
}

/** What `cdk8s init` gives, with the Helm construct on the same chart, once for every cluster. */
export function stockApp(clusters: number): string {
  const directory = join(WORK, 'stock');
  mkdirSync(directory, { recursive: true });
  const files = {
    'package.json': JSON.stringify({
      private: true,
      dependencies: { cdk8s: '2.70.106', constructs: '10.8.1' },
      devDependencies: {
        'cdk8s-cli': '2.207.60',
        'ts-node': '10.9.2',
        typescript: '5.9.3',
        '@types/node': '20.19.43',
      },
    }),
    'cdk8s.yaml': 'language: typescript\napp: npx ts-node main.ts\n',
    'tsconfig.json': JSON.stringify({
      compilerOptions: { target: 'es2022', module: 'commonjs', strict: true, esModuleInterop: true },
    }),
    'main.ts': `import { App, Chart, Helm } from 'cdk8s';
const app = new App();
const values = ${JSON.stringify(Array.from({ length: clusters }, (_, index) => valuesOf(index)))};
values.forEach((each, index) => {
  new Helm(new Chart(app, 'cluster-' + index), 'cilium', {
    chart: ${JSON.stringify(CHART.path)},
    helmExecutable: ${JSON.stringify(HELM)},
    releaseName: 'cilium',
    namespace: 'kube-system',
    helmFlags: ['--kube-version', '1.32.2'],
    values: each,
  });
});
app.synth();
`,
  };
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(join(directory, name), text);
  }
  if (!existsSync(join(directory, 'node_modules'))) {
    execFileSync('npm', ['install', '--no-audit', '--no-fund'], { cwd: directory, stdio: 'ignore' });
  }
  return directory;
}

/** A repository of that many clusters, of a defaults file, two groups and files of four lines; they do the same and more: checks, node script, Argo CD. */
export function fleet(clusters: number): string {
  const directory = join(WORK, `fleet-${clusters}`);
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(join(directory, 'clusters/_groups'), { recursive: true });
  for (const name of [
    'cdk8s.yaml',
    'main.ts',
    'package.json',
    'tsconfig.json',
    'charts.lock.yaml',
    'lib',
    'imports',
    'node_modules',
  ]) {
    symlinkSync(resolve(name), join(directory, name));
  }
  const write = (name: string, text: string) => writeFileSync(join(directory, 'clusters', name), text);
  write(
    '_defaults.yaml',
    `kubernetes: 1.32.2
network: {mode: vpc-cni}
nodePools: [{name: general, type: regular, os: tencentos-4}]
kubeProxy: {mode: iptables, replace: true}
cilium: {version: 1.18.2}
argoCD: {repoURL: https://git.example.com/clusters.git}
`,
  );
  for (let index = 1; index <= clusters; index++) {
    const group = index % 2 === 0 ? 'even' : 'odd';
    write(`_groups/${group}.yaml`, `ring: ${index % 2}\n`);
    write(
      `cluster-${index}.yaml`,
      `name: cluster-${index}
groups: [${group}]
apiServer: {host: 169.254.${Math.floor(index / 250) + 1}.${(index % 250) + 1}}
argoCD: {destination: https://cluster-${index}.example.com}
`,
    );
  }
  return directory;
}
