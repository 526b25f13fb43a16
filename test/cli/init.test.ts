import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { installedFrom } from '../../lib/cli/installed-from';
import { CI_SERVICES, MODES } from '../../lib/cli/team-repository';
import { fleetFiles } from '../../lib/cluster/cluster-files';
import { localDisk } from '../../lib/publish/disk';
import { acceptFleet } from '../../lib/rules/accept-clusters';
import { LOCKED_ARCHIVES, testCharts } from '../support/charts';
import { commandLine } from '../support/command-line';
import { fileRequires } from '../support/requires';
import { temporaryDirectory } from '../support/temporary-directory';

fileRequires(LOCKED_ARCHIVES);

const temporary = temporaryDirectory();

/** Runs init without asking npm for anything. */
const init = (...args: string[]) =>
  commandLine(['init', join(temporary(), 'Our Fleet'), '--no-lockfile', ...args]);
const path = (...parts: string[]) => join(temporary(), 'Our Fleet', ...parts);

describe('tke-cilium init', () => {
  test('writes a repository with one example, and says what to do next', async () => {
    const { status, printed, complained } = await init();
    expect({ status, printed }).toEqual({ status: 0, printed: '' });
    expect(complained).toMatch(
      /holds a repository for clusters: 11 files\nNext:\n {2}cd .*\n {2}npm install\n/,
    );
    expect(localDisk.list(path())).toEqual([
      '.gitattributes',
      '.github/workflows/dist.yaml',
      '.gitignore',
      '.gitlab-ci.yml',
      'README.md',
      'cdk8s.yaml',
      'charts.lock.yaml',
      'clusters/example-replace.yaml',
      'main.ts',
      'package.json',
      'test/dist.test.js',
    ]);
  });

  test('names the package after the directory, and depends on the versions that were tested', async () => {
    await init();
    const {
      name,
      private: secret,
      dependencies,
      devDependencies,
    } = JSON.parse(readFileSync(path('package.json'), 'utf8'));
    const { version, devDependencies: tested } = JSON.parse(readFileSync('package.json', 'utf8'));
    expect({ name, secret }).toEqual({ name: 'our-fleet', secret: true });
    expect(dependencies['tke-cilium']).toBe(`^${version}`);
    expect(dependencies.cdk8s).toBe(tested.cdk8s);
    expect(Object.keys(devDependencies)).toEqual(['cdk8s-cli', 'jest', 'tsx']);
  });

  test.each(MODES)('the example %s is accepted without a warning', async (mode) => {
    await init('--mode', mode);
    expect(readdirSync(path('clusters'))).toEqual([`example-${mode}.yaml`]);
    const { clusters, warnings } = acceptFleet(fleetFiles(path('clusters')), testCharts);
    expect(clusters.map(({ cluster }) => cluster.name)).toEqual([`example-${mode}`]);
    expect(warnings).toEqual([]);
  });

  test('writes as many examples as are asked for', async () => {
    await init('--mode', ...MODES);
    expect(readdirSync(path('clusters'))).toHaveLength(MODES.length);
  });

  test.each(Object.entries(CI_SERVICES))(
    '--ci %s writes the check of that service only',
    async (service, file) => {
      await init('--ci', service);
      const checks = localDisk.list(path()).filter((one) => Object.values<string>(CI_SERVICES).includes(one));
      expect(checks).toEqual([file]);
      expect(parse(readFileSync(path(file), 'utf8'))).toBeInstanceOf(Object);
    },
  );

  test('hides nothing of dist/ from reviewers', async () => {
    await init();
    expect(readFileSync(path('.gitattributes'), 'utf8')).not.toMatch(/^dist.*(?<!-)linguist-generated/m);
  });

  test('overwrites nothing: it names every file in the way, and writes none', async () => {
    mkdirSync(path('clusters'), { recursive: true });
    writeFileSync(path('package.json'), 'mine');
    writeFileSync(path('main.ts'), 'mine');
    const { status, complained } = await init();
    expect(status).toBe(1);
    expect(complained.match(/: error: this file exists, and is not overwritten\. /g)).toHaveLength(2);
    expect(localDisk.list(path())).toEqual(['main.ts', 'package.json']);
    expect(readFileSync(path('package.json'), 'utf8')).toBe('mine');
  });

  test.each([
    [
      ['--mode', 'tunnel'],
      "argument 'tunnel' is invalid. Allowed choices are replace, coexist, overlay, global-router.",
    ],
    [['--ci', 'jenkins'], "argument 'jenkins' is invalid"],
  ])('%j is a usage error', async (args, sentence) => {
    expect(await init(...args)).toMatchObject({ status: 2, complained: expect.stringContaining(sentence) });
  });
});

describe('the dependency on this package', () => {
  test.each([
    ['a file', 'file:tke-cilium-1.0.0.tgz', 'file:../tke-cilium-1.0.0.tgz'],
    ['a registry', 'https://registry.example.com/tke-cilium.tgz', /^\^\d/],
  ])('installed from %s', (_, resolved, wanted) => {
    mkdirSync(join(temporary(), 'node_modules'));
    const packages = { 'node_modules/tke-cilium': { resolved } };
    writeFileSync(join(temporary(), 'node_modules', '.package-lock.json'), JSON.stringify({ packages }));
    const spec = installedFrom(join(temporary(), 'fleet'), join(temporary(), 'node_modules', 'tke-cilium'));
    expect(spec).toMatch(wanted instanceof RegExp ? wanted : new RegExp(`^${wanted}$`));
  });

  test('of a checkout is its version', () => {
    expect(installedFrom(temporary(), temporary())).toMatch(/^\^\d/);
  });
});
