import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { parse, stringify } from 'yaml';
import { filesOf } from '../review/support';
import { LOCKED_ARCHIVES, testCharts } from '../support/charts';
import { describeRequiring } from '../support/requires';
import { SHELLS } from '../support/shells';
import { temporaryDirectory } from '../support/temporary-directory';

jest.setTimeout(120_000);

const directory = temporaryDirectory();
const GZ = parse(readFileSync('test/fixtures/clusters/gz-replace.yaml', 'utf8'));
const TSX = resolve('node_modules/tsx/dist/loader.mjs');
const START = resolve('lib/cli/start.ts');

interface GitHubStep {
  readonly name?: string;
  readonly run?: string;
}

const GITHUB: { jobs: { dist: { steps: readonly GitHubStep[] } } } = parse(
  readFileSync('templates/team/dot-github/workflows/dist.yaml', 'utf8'),
);
const GITLAB: { dist: { script: readonly string[] } } = parse(
  readFileSync('templates/team/dot-gitlab-ci.yml', 'utf8'),
);

/** The shell lines of a step of the GitHub workflow. */
function githubStep(name: string): string {
  const step = GITHUB.jobs.dist.steps.find((one) => one.name === name);
  return step?.run ?? 'false';
}

const REVIEW = githubStep('what this does to the clusters');
const COMMENT = githubStep('the same as a comment');

/** A branch with one change of the cluster, and the commit that it came from. */
function branch(change: (cluster: typeof GZ) => void): { base: string; path: string } {
  const path = join(directory(), 'fleet');
  mkdirSync(join(path, 'clusters'), { recursive: true });
  copyFileSync('test/support/charts.lock.yaml', join(path, 'charts.lock.yaml'));
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args], {
      cwd: path,
      encoding: 'utf8',
    }).trim();
  git('init', '--quiet', '--initial-branch', 'main');
  const commit = (cluster: typeof GZ) => {
    writeFileSync(join(path, 'clusters/gz-replace.yaml'), stringify(cluster));
    for (const { path: file, content } of filesOf(cluster)) {
      mkdirSync(join(path, 'dist', file, '..'), { recursive: true });
      writeFileSync(join(path, 'dist', file), content);
    }
    git('add', '--all');
    git('commit', '--quiet', '-m', 'dist');
    return git('rev-parse', 'HEAD');
  };
  const base = commit(GZ);
  git('update-ref', 'refs/remotes/origin/main', base);
  const changed = structuredClone(GZ);
  change(changed);
  commit(changed);
  programs(path);
  return { base, path };
}

/** npx, which starts this tool from its sources, and a gh that notes what it is asked. */
function programs(path: string): void {
  const bin = join(path, '../bin');
  mkdirSync(bin, { recursive: true });
  const write = (name: string, text: string) => {
    writeFileSync(join(bin, name), text);
    chmodSync(join(bin, name), 0o755);
  };
  write('npx', `#!/bin/sh\nshift\nexec '${process.execPath}' --import '${TSX}' '${START}' "$@"\n`);
  write(
    'gh',
    '#!/bin/sh\necho "$@" >> ../gh.log\ncase "$*" in *--paginate*) [ ! -e ../existing ] || cat ../existing ;; esac\n',
  );
}

/** Runs shell lines as the CI service does: each line ends the job when it fails. */
function run(path: string, lines: string, environment: Readonly<Record<string, string>>) {
  const { status, stderr } = spawnSync('/bin/bash', ['-eo', 'pipefail', '-c', lines], {
    cwd: path,
    encoding: 'utf8',
    env: {
      // cat and head, which a machine may have elsewhere than where PATH looks.
      PATH: `${join(path, '../bin')}:${process.env.PATH}:/usr/bin:/bin`,
      HOME: process.env.HOME,
      TKE_CILIUM_CHARTS: testCharts.directories.map((one) => resolve(one)).join(delimiter),
      GITHUB_STEP_SUMMARY: join(path, '../summary'),
      ...environment,
    },
  });
  return { status, stderr, review: readFileSync(join(path, 'review.md'), 'utf8') };
}

const markIn = (text: string) => /`(read-[0-9a-f]{10})`/.exec(text)?.[1] ?? '';

/** The lines are for bash, as those services run them. */
const archivesAndBash = () =>
  LOCKED_ARCHIVES() ?? (SHELLS.includes('/bin/bash') ? undefined : 'there is no /bin/bash');

describeRequiring(archivesAndBash, 'the CI file that init writes', () => {
  const nextPatch = (cluster: typeof GZ) => {
    cluster.cilium.version = '1.18.12';
  };
  const onlyRestarts = (cluster: typeof GZ) => {
    cluster.cilium.values = { bpf: { lbMapMax: 131_072 } };
  };
  const comments = (path: string, existing?: string) => {
    if (existing !== undefined) {
      writeFileSync(join(path, '../existing'), existing);
    }
    run(path, COMMENT, { COMMENTS: 'comments', GITHUB_REPOSITORY: 'a/b' });
    const log = join(path, '../gh.log');
    const [, ...written] = existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n').slice(-2) : [];
    return written.join();
  };

  test('of GitHub fails until somebody writes the mark, and comments either way', () => {
    const { path } = branch(nextPatch);
    const review = (description: string) =>
      run(path, REVIEW, { GITHUB_BASE_REF: 'main', DESCRIPTION: description });
    const unread = review('A new patch of Cilium.');
    expect(unread.status).toBe(1);
    expect(unread.review).toContain('Needs a hand');
    expect(readFileSync(join(path, '../summary'), 'utf8')).toBe(unread.review);
    const mark = markIn(unread.review);
    expect(unread.stderr).toContain(mark);
    expect(comments(path)).toBe('api --silent comments -F body=@review.md');
    const read = review(`A new patch of Cilium.\n\n${mark}`);
    expect([read.status, read.stderr]).toEqual([0, '']);
    expect(read.review).toContain('acknowledged: `read-');
    expect(comments(path, '77\n')).toBe(
      'api --silent -X PATCH repos/a/b/issues/comments/77 -F body=@review.md',
    );
    expect(review('read-0123456789').status).toBe(1);
  });

  test('of GitHub passes where nothing needs a hand', () => {
    const { path } = branch(onlyRestarts);
    const { status, review } = run(path, REVIEW, { GITHUB_BASE_REF: 'main', DESCRIPTION: '' });
    expect([status, markIn(review)]).toEqual([0, '']);
    expect(review).toContain('### Restarts');
  });

  test('of GitHub fails where the review cannot be made, and writes no comment', () => {
    const { path } = branch(nextPatch);
    const { status, review } = run(path, REVIEW, { GITHUB_BASE_REF: 'gone', DESCRIPTION: '' });
    expect([status, review]).toEqual([1, '']);
    expect(comments(path)).toBe('');
  });

  test('of GitLab runs to the review, and fails there until somebody writes the mark', () => {
    const { base, path } = branch(nextPatch);
    const lines = GITLAB.dist.script.filter((line) => !line.startsWith('npm '));
    expect(lines).toHaveLength(GITLAB.dist.script.length - 2);
    const job = (description?: string) =>
      run(path, lines.join('\n'), {
        CI_MERGE_REQUEST_DIFF_BASE_SHA: base,
        ...(description !== undefined && { CI_MERGE_REQUEST_DESCRIPTION: description }),
      });
    const unread = job();
    expect(unread.status).toBe(1);
    expect(existsSync(join(path, 'review.html'))).toBe(true);
    expect(job(markIn(unread.review)).status).toBe(0);
  });
});
