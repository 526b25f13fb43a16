import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readManifests } from '../lib/yaml/read';
import { LOCKED_ARCHIVES, TEST_LOCK } from './support/charts';
import { Project } from './support/project';
import { describeRequiring } from './support/requires';
import { temporaryDirectory } from './support/temporary-directory';

jest.setTimeout(120_000);

const temporary = temporaryDirectory();

/** Somebody else's app, in plain JavaScript, written against the packed library. */
const APP = `
const { App } = require('cdk8s');
const { CiliumChart, KubeProxyOverrideChart, NodeInitChart } = require('tke-cilium');
const app = new App();
new KubeProxyOverrideChart(app, 'kube-proxy');
new NodeInitChart(app, 'node-init');
new CiliumChart(app, 'cilium', {
  version: '1.18.2',
  kubernetesVersion: '1.32.2',
  replaceKubeProxy: { host: '169.254.128.27' },
});
app.synth();
`;

function run(program: string, args: readonly string[], directory: string): string {
  const { status, stdout, stderr } = spawnSync(program, args, {
    cwd: directory,
    encoding: 'utf8',
    env: Project.environment(),
  });
  expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' });
  return stdout;
}

describeRequiring(LOCKED_ARCHIVES, 'the packed library', () => {
  test("synthesizes from somebody else's cdk8s app", () => {
    const archive = run('npm', ['pack', '--silent', '--pack-destination', temporary()], resolve('.'))
      .trim()
      .split('\n')
      .at(-1);
    const modules = join(temporary(), 'node_modules');
    mkdirSync(join(modules, 'tke-cilium'), { recursive: true });
    run(
      'tar',
      ['xzf', archive as string, '--strip-components=1', '-C', join(modules, 'tke-cilium')],
      temporary(),
    );
    for (const name of readdirSync('node_modules')) {
      symlinkSync(resolve('node_modules', name), join(modules, name));
    }
    copyFileSync(TEST_LOCK.file, join(temporary(), 'charts.lock.yaml'));
    writeFileSync(join(temporary(), 'app.js'), APP);
    run(process.execPath, ['app.js'], temporary());
    const dist = join(temporary(), 'dist');
    expect(readdirSync(dist)).toEqual(['cilium.k8s.yaml', 'kube-proxy.k8s.yaml', 'node-init.k8s.yaml']);
    expect(readManifests(readFileSync(join(dist, 'cilium.k8s.yaml'), 'utf8'))).toHaveLength(26);
    expect(readFileSync(join(dist, 'node-init.k8s.yaml'), 'utf8')).toContain('quay.tencentcloudcr.com');
  });
});
