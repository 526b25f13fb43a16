import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Validation } from 'cdk8s-cli/plugins';
import { renderCilium } from '../../lib/constructs/cilium-release';
import { ciliumRelease } from '../../lib/constructs/cluster-layers';
import type { JsonObject } from '../../lib/json';
import { ManifestValidation } from '../../lib/rules/validation-plugin';
import { clusterOn } from '../support/bases';
import { LOCKED_ARCHIVES, testCharts } from '../support/charts';
import { declaredOf } from '../support/declared';
import { describeRequiring } from '../support/requires';
import { temporaryDirectory } from '../support/temporary-directory';

const directory = temporaryDirectory();

/** A whole app of somebody else's that declares our plugin, synthesized by the real command. */
function synth(
  image: string,
  chart = 'pods',
  properties: object = {},
  kind = '',
): { status: number; output: string } {
  const containers = `{ containers: [{ name: 'a', image: '${image}' }] }`;
  const spec = kind === '' ? containers : `{ template: { spec: ${containers} } }`;
  const app = `
const { App, Chart, ApiObject } = require(${JSON.stringify(resolve('node_modules/cdk8s'))});
const app = new App({ recordConstructMetadata: false });
const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'one' }, ${kind} };
new ApiObject(new Chart(app, '${chart}'), 'pod', { ...pod, spec: ${spec} });
app.synth();
`;
  const settings = {
    language: 'typescript',
    app: 'node app.js',
    output: 'dist',
    validations: [
      {
        package: resolve('lib/rules/validation-plugin.ts'),
        version: '0.1.0',
        class: 'ManifestValidation',
        properties: { kubernetesVersion: '1.32.2', ...properties },
      },
    ],
  };
  writeFileSync(join(directory(), 'app.js'), app);
  writeFileSync(join(directory(), 'cdk8s.yaml'), JSON.stringify(settings));
  const environment = {
    ...process.env,
    CDK8S_CHECK_UPGRADE: 'false',
    NODE_OPTIONS: `--import ${resolve('node_modules/tsx/dist/loader.mjs')}`,
  };
  try {
    const command = resolve('node_modules/.bin/cdk8s');
    const output = execFileSync(command, ['synth'], {
      cwd: directory(),
      env: environment,
      encoding: 'utf8',
      stdio: 'pipe',
    });
    return { status: 0, output };
  } catch (error) {
    const { status, stdout, stderr } = error as { status: number; stdout: string; stderr: string };
    return { status, output: `${stdout}${stderr}` };
  }
}

describe('as a validation plugin of another cdk8s app', () => {
  test('the checks are what cdk8s-cli calls a validation, though its types are not asked for', () => {
    const plugin: Validation = new ManifestValidation({ kubernetesVersion: '1.32.2' });
    expect(plugin.validate).toBeInstanceOf(Function);
    const imported = /from '([^'.][^']*)'/g;
    const source = readFileSync('lib/rules/validation-plugin.ts', 'utf8');
    expect([...source.matchAll(imported)].map(([, name]) => name)).toEqual(['node:fs', 'node:path']);
  });

  test('the checks pass what is right, and leave only manifests in dist/', () => {
    const { status, output } = synth(`quay.io/a/b@sha256:${'0'.repeat(64)}`);
    expect(output).toContain('success');
    expect(status).toBe(0);
    expect(readdirSync(join(directory(), 'dist'))).toEqual(['pods.k8s.yaml']);
    expect(readFileSync(join(directory(), 'dist/pods.k8s.yaml'), 'utf8')).toContain('kind: Pod');
  }, 60_000);

  test('the checks fail what is wrong, naming rule, object and field', () => {
    const { status, output } = synth('nginx');
    expect(status).toBe(2);
    expect(output).toContain('image-registry');
    expect(output).toContain('spec.containers[0].image');
  }, 60_000);

  test('manifests for server-side apply need not be whole, where they are named', () => {
    const app = (partial: string[]) => {
      const properties = { partial };
      return synth(
        `quay.io/a/b@sha256:${'0'.repeat(64)}`,
        'kube-proxy',
        properties,
        "kind: 'DaemonSet', apiVersion: 'apps/v1'",
      );
    };
    expect(app(['kube-proxy.k8s.yaml']).output).toContain('success');
    expect(app(['other.k8s.yaml']).output).toContain('missing-manifest-field');
  }, 60_000);
});

describeRequiring(LOCKED_ARCHIVES, 'a Cilium among the manifests', () => {
  /** What the plugin reports of rendered manifests. */
  async function rulesOf(values: JsonObject, properties: object = {}): Promise<string[]> {
    const declared = declaredOf(clusterOn('native', '1.18.2', values));
    const objects = renderCilium(ciliumRelease(declared, { charts: testCharts }));
    const path = join(directory(), 'cilium.k8s.yaml');
    writeFileSync(path, objects.map((object) => JSON.stringify(object)).join('\n---\n'));
    const rules: string[] = [];
    await new ManifestValidation({ kubernetesVersion: '1.32.2', ...properties }).validate({
      manifests: [path],
      logger: { log: () => undefined },
      report: { addViolation: ({ ruleName }) => rules.push(ruleName), submit: () => undefined },
    });
    return rules;
  }

  test.each<[string, JsonObject, object, string[]]>([
    ['as it is right', {}, {}, []],
    ['with Gateway API and delegated IPAM', { gatewayAPI: { enabled: true } }, {}, ['agent-delegated-envoy']],
    [
      'with IPsec',
      { encryption: { enabled: true } },
      {},
      ['agent-ipsec-with-local-router', 'agent-ipsec-dns-proxy'],
    ],
    [
      'with an egress gateway and no masquerading',
      { egressGateway: { enabled: true } },
      {},
      ['agent-egress-gateway-masquerading'],
    ],
    ['on a Kubernetes that it is not tested on', {}, { kubernetesVersion: '1.36.0' }, ['kubernetes-version']],
    [
      // The interval of the watcher of unmanaged pods is in seconds in 1.18, and a duration from 1.19 on.
      'of a version that the file names',
      {},
      { kubernetesVersion: '1.36.0', ciliumVersion: '1.20.0' },
      ['operator-option-duration'],
    ],
  ])('is judged as a synth judges it: %s', async (_, values, properties, expected) => {
    expect(await rulesOf(values, properties)).toEqual(expected);
  });
});
