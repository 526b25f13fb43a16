import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { fleetFiles } from '../../lib/cluster/cluster-files';
import { acceptFleet } from '../../lib/rules/accept-clusters';
import { synthesize } from '../../lib/synth/synthesize';
import { LOCKED_ARCHIVES, testCharts } from '../support/charts';
import { Project, treeOf } from '../support/project';
import { describeRequiring } from '../support/requires';
import { temporaryDirectory } from '../support/temporary-directory';

jest.setTimeout(300_000);

const temporary = temporaryDirectory();

/** Makes the archives of this directory come before those of the machine. */
function findsChartsFirstIn(directory: string): void {
  const { TKE_CILIUM_CHARTS: machine } = process.env;
  const directories = [directory, ...(machine ? [machine] : [])].join(delimiter);
  jest.replaceProperty(process, 'env', { ...process.env, TKE_CILIUM_CHARTS: directories });
}

describeRequiring(LOCKED_ARCHIVES, 'the command cdk8s synth', () => {
  let project: Project;
  beforeEach(() => {
    project = new Project(temporary());
  });

  test('writes the goldens, byte for byte, and changes nothing the second time', () => {
    const first = project.cdk8s();
    expect(first).toMatchObject({ status: 0 });
    expect(first.stderr).toMatch(/^dist\/: 5 clusters, \d+ added, 0 changed, 0 removed, 0 unchanged$/m);
    expect(project.tree('dist')).toEqual(treeOf('test/synth/golden'));
    expect(project.cdk8s().stderr).toMatch(/, 0 added, 0 changed, 0 removed, \d+ unchanged$/m);
    expect(project.tree('dist')).toEqual(treeOf('test/synth/golden'));
  });

  test('parses a chart once per machine: the second synth reads what the first one kept', () => {
    jest.replaceProperty(process, 'env', { ...process.env, XDG_CACHE_HOME: project.path('cache') });
    const kept = () => stamps(project.path('cache/tke-cilium/parsed'));
    expect(project.cdk8s()).toMatchObject({ status: 0 });
    const first = kept();
    expect(first).toHaveLength(3);
    for (const name of first) {
      expect(name).toMatch(/^[0-9a-f]{64}-v4\.2-[0-9a-f]{64} \d+$/);
    }
    expect(project.cdk8s()).toMatchObject({ status: 0 });
    expect(kept()).toEqual(first);
    expect(project.tree('dist')).toEqual(treeOf('test/synth/golden'));
  });

  test('renders many clusters in threads, with the bytes of one thread; what is wrong in a thread is said as ever', () => {
    const text = readFileSync(project.path('clusters/gz-replace.yaml'), 'utf8');
    rmSync(project.path('clusters'), { recursive: true });
    mkdirSync(project.path('clusters'));
    const names = Array.from({ length: 25 }, (_, index) => `gz-${index}`);
    for (const name of names) {
      const own = text
        .replace('name: gz-replace', `name: ${name}`)
        .replace(/destination: .*/, `destination: https://${name}.example.com`);
      writeFileSync(project.path(`clusters/${name}.yaml`), own);
    }
    const { status, stderr } = project.cdk8s();
    expect(stderr).toMatch(/^dist\/: 25 clusters, \d+ added/m);
    expect(status).toBe(0);
    const { clusters } = acceptFleet(fleetFiles(project.path('clusters')), testCharts);
    const { files } = synthesize(clusters, { charts: testCharts });
    const inside = (content: string) => content.replaceAll(`${project.directory}/`, '');
    expect(project.tree('dist')).toEqual(
      Object.fromEntries(files.map(({ path, content }) => [path, inside(content)])),
    );
    writeFileSync(project.path('cilium-1.18.2.tgz'), 'not a chart');
    project.edit('clusters/gz-7.yaml', '169.254.128.27', '169.254.128.28');
    rmSync(project.path('dist'), { recursive: true });
    findsChartsFirstIn(project.directory);
    const refused = project.cdk8s();
    expect(refused.stderr).toMatch(
      /^clusters\/gz-0\.yaml, clusters\/gz-1\.yaml, .* and 20 more: error: .*cilium-1\.18\.2\.tgz has the SHA-256/m,
    );
    expect(refused.stderr).toMatch(/^1 error; dist\/ is as it was$/m);
    expect(existsSync(project.path('dist'))).toBe(false);
  });

  test('says which files of dist/ a change of a cluster file changes', () => {
    project.cdk8s();
    project.edit('clusters/gz-replace.yaml', '169.254.128.27', '169.254.128.99');
    expect(project.cdk8s().stderr).toMatch(/0 added, \d+ changed, 0 removed/);
    expect(project.cdk8s().stderr).toMatch(/0 changed/);
  });

  test('refuses bad input with status 1, the faults and no stack trace, and leaves dist/ alone', () => {
    project.cdk8s();
    const before = project.tree('dist');
    project.edit('clusters/gz-replace.yaml', 'mode: vpc-cni', 'mode: vpccni');
    project.edit('clusters/sh-coexist.yaml', 'mode: iptables', 'mode: ipvs');
    const { status, stdout, stderr } = project.cdk8s();
    expect(status).toBe(1);
    expect(stderr.split('\n')).toEqual([
      expect.stringMatching(
        /^clusters\/gz-replace.yaml:6:3: error: network.mode: "vpccni" is not one of vpc-cni/,
      ),
      expect.stringMatching(
        /^clusters\/sh-coexist.yaml:16:3: error: kubeProxy.mode: Services cannot be reached/,
      ),
      '2 errors; dist/ is as it was',
      'ERROR: synthesis failed, app expected to create ".cdk8s-out"',
      '',
    ]);
    expect(`${stdout}${stderr}`).not.toMatch(/^\s+at /m);
    expect(project.tree('dist')).toEqual(before);
  });

  test('refuses values that would put private keys into dist/, at their line', () => {
    project.edit(
      'clusters/sh-coexist.yaml',
      '  version: 1.18.2\n',
      '  version: 1.18.2\n  values: {hubble: {tls: {auto: {method: helm}}}}\n',
    );
    const { status, stderr } = project.cdk8s();
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /^clusters\/sh-coexist.yaml:20:34: error: cilium.values.hubble.tls.auto.method: .* Set hubble.tls.auto.method to cronJob/m,
    );
    expect(existsSync(project.path('dist'))).toBe(false);
  });

  test('without any cluster file says so', () => {
    rmSync(project.path('clusters'), { recursive: true });
    expect(project.cdk8s()).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/^clusters: error: no cluster file \(\*\.yaml\) is here/),
    });
  });

  test('says in one line what the operating system refuses, and leaves what is there', () => {
    writeFileSync(project.path('dist'), 'a file where the directory should be\n');
    const { status, stderr } = project.cdk8s();
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /^error: ENOTDIR: not a directory, scandir 'dist'\. Remove the file .*\n1 error; dist\/ is intact, the previous or the new version$/m,
    );
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(readFileSync(project.path('dist'), 'utf8')).toBe('a file where the directory should be\n');
  });

  test('names a cluster file that cannot be read', () => {
    symlinkSync('absent', project.path('clusters/link.yaml'));
    expect(project.cdk8s()).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(
        /^clusters\/link.yaml: error: the file cannot be read: ENOENT.* Make it readable, or move it out/,
      ),
    });
  });

  test('with --output writes there and leaves dist/ alone', () => {
    expect(project.cdk8s('--output', 'elsewhere')).toMatchObject({ status: 0 });
    expect(project.tree('elsewhere')).toEqual(treeOf('test/synth/golden'));
    expect(existsSync(project.path('dist'))).toBe(false);
  });

  test('with --output dist, which cdk8s empties first, does not say that dist/ is as it was', () => {
    project.edit('clusters/gz-replace.yaml', 'mode: vpc-cni', 'mode: vpccni');
    const { status, stderr } = project.cdk8s('--output', 'dist');
    expect(status).toBe(1);
    expect(stderr).toMatch(/^1 error; cdk8s empties what --output names .* bring it back with git/m);
    expect(stderr).not.toContain('as it was');
  });

  test('says what is wrong with a chart once, for all clusters that ask for it', () => {
    writeFileSync(project.path('cilium-1.18.2.tgz'), 'not a chart');
    findsChartsFirstIn(project.directory);
    const { status, stderr } = project.cdk8s();
    expect(status).toBe(1);
    expect(stderr.match(/cilium-1\.18\.2\.tgz has the SHA-256/g)).toHaveLength(1);
    expect(stderr).toMatch(/^clusters\/gz-replace\.yaml, clusters\/sh-coexist\.yaml: error: /m);
    expect(stderr).toMatch(/^1 error; dist\/ is as it was$/m);
  });

  test('with --stdout prints manifests, and fails with status 1 on bad input', () => {
    const good = project.cdk8s('--stdout');
    expect(good.status).toBe(0);
    expect(parseAllDocuments(good.stdout).length).toBeGreaterThan(0);
    expect(existsSync(project.path('dist'))).toBe(false);
    writeFileSync(project.path('clusters/empty.yaml'), '');
    const bad = project.cdk8s('--stdout');
    expect(bad).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/clusters\/empty.yaml:1:1: error: the file is empty/),
    });
    expect(bad.stderr).not.toMatch(/^\s+at /m);
  });
});

function stamps(directory: string): string[] {
  return readdirSync(directory).map((name) => `${name} ${statSync(join(directory, name)).ino}`);
}
