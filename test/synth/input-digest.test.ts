import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { toolVersion } from '../../lib/package-facts';
import { LOCKED_ARCHIVES } from '../support/charts';
import { commandLine } from '../support/command-line';
import { Project } from '../support/project';
import { describeRequiring } from '../support/requires';
import { temporaryDirectory } from '../support/temporary-directory';

const temporary = temporaryDirectory();
const here = process.cwd();

/** Synthesizes the clusters of the temporary directory; says what is reported, without the counts. */
async function synth(): Promise<string[]> {
  const { status, complained } = await commandLine(['synth', '--no-cache']);
  expect({ status, complained }).toMatchObject({ status: 0 });
  return complained.trimEnd().split('\n').slice(1);
}

function edit(file: string, change: (text: string) => string): void {
  const before = readFileSync(file, 'utf8');
  expect(change(before)).not.toBe(before);
  writeFileSync(file, change(before));
}

describeRequiring(LOCKED_ARCHIVES, 'what a synth says of the cause of a change', () => {
  beforeEach(async () => {
    const environment = Project.environment();
    const project = new Project(temporary());
    for (const name of ['cd-overlay', 'gr-overlay', 'own-cni']) {
      rmSync(project.path('clusters', `${name}.yaml`));
    }
    jest.replaceProperty(process, 'env', environment);
    process.chdir(project.directory);
    await synth();
  });
  afterEach(() => process.chdir(here));

  /** A file as another version of the tool would have written it. */
  const byAnotherTool = () =>
    edit('dist/sh-coexist/cilium/kube-system/ConfigMap.cilium-config.yaml', (text) =>
      text.replace('debug: "false"', 'debug: "true"'),
    );

  test('settings that are what they were: the tool', async () => {
    byAnotherTool();
    expect(await synth()).toEqual([
      '  sh-coexist  1 changed, because of the tool',
      `because of the tool: the settings of the cluster are what they were, and tke-cilium ${toolVersion()} makes other files of them`,
    ]);
  });

  test('settings that changed: nobody is named, and the other cluster keeps its cause', async () => {
    byAnotherTool();
    edit('clusters/gz-replace.yaml', (text) => text.replace('169.254.128.27', '169.254.128.28'));
    const [gz, sh] = await synth();
    expect(gz).toMatch(/^ {2}gz-replace {2}\d+ changed$/);
    expect(sh).toBe('  sh-coexist  1 changed, because of the tool');
  });

  test('comments and the order of keys are no settings', async () => {
    edit('clusters/gz-replace.yaml', (text) => `# Another comment.\n${text}`);
    expect(await synth()).toEqual([]);
  });
});
