import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { filesOf } from '../review/support';
import { LOCKED_ARCHIVES } from '../support/charts';
import { commandLine } from '../support/command-line';
import { describeRequiring } from '../support/requires';
import { temporaryDirectory } from '../support/temporary-directory';

const directory = temporaryDirectory();
const GZ = parse(readFileSync('test/fixtures/clusters/gz-replace.yaml', 'utf8'));

/** A checkout with one cluster and its dist/. */
function checkout(name: string, changes: (cluster: typeof GZ) => void = () => undefined): string {
  const cluster = structuredClone(GZ);
  changes(cluster);
  const path = join(directory(), name);
  mkdirSync(join(path, 'clusters'), { recursive: true });
  writeFileSync(join(path, 'clusters/gz-replace.yaml'), stringify(cluster));
  writeDist(path, cluster);
  return path;
}

function writeDist(path: string, cluster: typeof GZ): void {
  for (const file of filesOf(cluster)) {
    mkdirSync(join(path, 'dist', file.path, '..'), { recursive: true });
    writeFileSync(join(path, 'dist', file.path), file.content);
  }
}

describeRequiring(LOCKED_ARCHIVES, 'tke-cilium diff', () => {
  test('answers 0 where nothing changes', async () => {
    const same = checkout('a');
    const { status, printed } = await commandLine(['diff', same, same]);
    expect({ status, printed }).toEqual({
      status: 0,
      printed: expect.stringContaining('Nothing changes in 1 cluster'),
    });
  });

  test('says which field of which line caused what, and which pods restart', async () => {
    const [before, after] = [
      checkout('a'),
      checkout('b', ({ cilium }) => {
        cilium.values = { bpf: { lbMapMax: 131072 } };
      }),
    ];
    const { status, printed } = await commandLine(['diff', before, after], { columns: 1000 });
    expect(status).toBe(1);
    expect(printed).toMatch(
      /bpf\.lbMapMax nothing \u2192 131072 \(clusters\/gz-replace\.yaml:\d+\) moves 3 paths, first bpf-lb-map-max: 65536 \u2192 131072; so the pods of DaemonSet cilium and Deployment cilium-operator restart/,
    );
  });

  test('keeps the chart apart from the rest of the cluster file', async () => {
    const before = checkout('a');
    const after = checkout('b', (cluster) => {
      cluster.cilium = { version: '1.18.12', values: { bpf: { lbMapMax: 131072 } } };
    });
    const { printed } = await commandLine(['diff', before, after, '--json']);
    const { lines, causes } = JSON.parse(printed);
    const sources = (subject: string) =>
      lines
        .filter((line: { subject: string }) => line.subject === subject)
        .flatMap((line: { causes: string[] }) => line.causes)
        .map((id: string) => causes.find((cause: { id: string }) => cause.id === id).source);
    expect(sources('cilium-config bpf-lb-map-max')).toEqual(['cluster-file']);
    expect(sources('cilium-config enable-drift-checker')).toEqual(['chart']);
  });

  test('says what this tool writes otherwise, apart from what the cluster file changes', async () => {
    const [before, after] = [checkout('a'), checkout('b')];
    const file = join(before, 'dist/gz-replace/cilium/kube-system/ConfigMap.cilium-config.yaml');
    writeFileSync(
      file,
      readFileSync(file, 'utf8').replace('enable-lb-ipam: "true"', 'enable-lb-ipam: "false"'),
    );
    const { printed } = await commandLine(['diff', before, after, '--json']);
    expect(JSON.parse(printed).causes.map(({ source }: { source: string }) => source)).toEqual(['tool']);
  });

  test('fails only on the groups that it is asked to fail on', async () => {
    const before = checkout('a');
    const after = checkout('b', ({ cilium }) => {
      cilium.values = { bpf: { lbMapMax: 131072 } };
    });
    const failing = async (groups: string) =>
      (await commandLine(['diff', before, after, '--fail-on', groups])).status;
    expect(await failing('needs-hand,irreversible')).toBe(0);
    expect(await failing('needs-hand,restarts')).toBe(1);
    expect(await failing('needs-hands')).toBe(2);
    expect(await failing('')).toBe(2);
  });

  test('compares a revision of git with the working tree', async () => {
    const repository = checkout('a');
    const git = (...args: string[]) =>
      execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args], {
        cwd: repository,
      });
    git('init', '--quiet');
    git('add', '--all');
    git('commit', '--quiet', '-m', 'dist');
    cpSync(
      checkout('b', ({ cilium }) => {
        cilium.version = '1.18.12';
      }),
      repository,
      { recursive: true, force: true },
    );
    const here = process.cwd();
    try {
      process.chdir(repository);
      const { status, printed } = await commandLine(['diff', '--stat']);
      expect({ status, printed }).toEqual({
        status: 1,
        printed: expect.stringMatching(/^gz-replace {2}.*4 restarting\n1 changed, 0 unchanged\n$/),
      });
      expect((await commandLine(['diff', 'no-such-thing'])).complained).toContain(
        'neither a directory nor a revision',
      );
    } finally {
      process.chdir(here);
    }
  });

  test('keeps objects of the user apart, each as it was in its revision', async () => {
    const policy = (port: number) =>
      stringify({
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'policy', namespace: 'default' },
        data: { port: String(port) },
      });
    const repository = checkout('a');
    const write = (name: string, content: string) => {
      mkdirSync(join(repository, 'policies'), { recursive: true });
      writeFileSync(join(repository, 'policies', name), content);
    };
    const here = process.cwd();
    try {
      process.chdir(repository);
      const synthesize = (after: string[], lbMapMax: number) => {
        const cluster = structuredClone(GZ);
        cluster.manifests = { after };
        cluster.cilium.values = { bpf: { lbMapMax } };
        writeFileSync('clusters/gz-replace.yaml', stringify(cluster));
        writeDist('.', cluster);
      };
      write('one.yaml', policy(80));
      synthesize(['../policies/one.yaml'], 65_536);
      const git = (...args: string[]) =>
        execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args]);
      git('init', '--quiet');
      git('add', '--all');
      git('commit', '--quiet', '-m', 'dist');
      write('one.yaml', policy(443));
      write('two.yaml', policy(443).replace('name: policy', 'name: more'));
      synthesize(['../policies/one.yaml', '../policies/two.yaml'], 131_072);
      const { printed } = await commandLine(['diff', '--json']);
      const { lines, causes } = JSON.parse(printed);
      const causeOf = (text: string) =>
        lines
          .find((line: { text: string }) => line.text.includes(text))
          .causes.map((id: string) => {
            const { source, places } = causes.find((cause: { id: string }) => cause.id === id);
            return [source, places.join().replace(/:\d+$/, '')];
          });
      expect(causes).toHaveLength(3);
      expect(causeOf('data.port: 80')).toEqual([['manifests', 'policies/one.yaml']]);
      expect(causeOf('created: ')).toEqual([['cluster-file', 'clusters/gz-replace.yaml']]);
      expect(causeOf('bpf-lb-map-max')).toEqual([['cluster-file', 'clusters/gz-replace.yaml']]);
    } finally {
      process.chdir(here);
    }
  });

  describe('in CI', () => {
    const here = process.cwd();
    afterEach(() => process.chdir(here));

    /** A branch with one commit on top of main, and main with a commit that the branch does not have. */
    function clone(depth?: number): { readonly base: string } {
      const origin = checkout('origin');
      const git = (cwd: string, ...args: string[]) =>
        execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args], {
          cwd,
          encoding: 'utf8',
        }).trim();
      git(origin, 'init', '--quiet', '--initial-branch', 'main');
      const commit = (lbMapMax: number) => {
        const changes = (cluster: typeof GZ) => {
          cluster.cilium.values = { bpf: { lbMapMax } };
        };
        cpSync(checkout(`state-${lbMapMax}`, changes), origin, { recursive: true, force: true });
        git(origin, 'add', '--all');
        git(origin, 'commit', '--quiet', '-m', 'dist');
      };
      commit(65_536);
      const base = git(origin, 'rev-parse', 'HEAD');
      git(origin, 'checkout', '--quiet', '-b', 'change');
      commit(131_072);
      git(origin, 'checkout', '--quiet', 'main');
      commit(262_144);
      const target = join(directory(), 'clone');
      const shallow = depth === undefined ? [] : ['--depth', String(depth)];
      git(
        directory(),
        'clone',
        '--quiet',
        '--branch',
        'change',
        '--no-single-branch',
        ...shallow,
        `file://${origin}`,
        target,
      );
      process.chdir(target);
      return { base };
    }

    const ofPullRequest = (environment: NodeJS.ProcessEnv) =>
      commandLine(['diff', '--no-causes'], { environment, columns: 1000 });

    test.each(['GitHub', 'GitLab'])(
      'compares with the commit that the branch came from, on %s',
      async (forge) => {
        const { base } = clone();
        const { printed } = await ofPullRequest(
          forge === 'GitHub' ? { GITHUB_BASE_REF: 'main' } : { CI_MERGE_REQUEST_DIFF_BASE_SHA: base },
        );
        expect(printed).toContain('bpf-lb-map-max: 65536 \u2192 131072');
      },
    );

    test.each(['GitHub', 'GitLab'])(
      'says in one sentence that the clone is shallow, on %s',
      async (forge) => {
        const { base } = clone(1);
        const { status, printed, complained } = await ofPullRequest(
          forge === 'GitHub' ? { GITHUB_BASE_REF: 'main' } : { CI_MERGE_REQUEST_DIFF_BASE_SHA: base },
        );
        expect([status, printed]).toEqual([1, '']);
        expect(complained).toMatch(/^error: [^\n]*etch the history: fetch-depth: 0[^\n]*\n$/);
      },
    );
  });
});
