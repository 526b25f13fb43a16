import { spawnSync } from 'node:child_process';
import { InputError } from '../../diagnostics/diagnostic';
import { type Tree, textOf } from './tree';

/** How git marks a symbolic link: its content is the path that it leads to. */
const LINK = '120000';

interface Blob {
  readonly path: string;
  readonly id: string;
  readonly isLink: boolean;
}

/** Files of a revision. */
export interface GitFiles {
  readonly paths: readonly string[];
  readonly links: ReadonlySet<string>;
  read(paths: readonly string[]): ReadonlyMap<string, string>;
}

/** A git repository, read by the program git. Nothing in it is changed. */
export class GitRepository {
  private constructor(
    /** Top directory of the work tree. */
    readonly top: string,
    /** Directory that was asked for, relative to the top: empty, or with a slash at its end. */
    readonly prefix: string,
  ) {}

  /** The repository that a directory is part of, or undefined where it is part of none, or there is no git. */
  static of(directory: string): GitRepository | undefined {
    const found = spawnSync('git', ['rev-parse', '--show-toplevel', '--show-prefix'], {
      cwd: directory,
      encoding: 'utf8',
    });
    const [top = '', prefix = ''] = (found.stdout ?? '').split('\n');
    return found.status === 0 && top !== '' ? new GitRepository(top, prefix) : undefined;
  }

  /** The full id of a commit, or undefined where the text names none. */
  commit(revision: string): string | undefined {
    const text = this.attempt([
      'rev-parse',
      '--verify',
      '--quiet',
      '--end-of-options',
      `${revision}^{commit}`,
    ]);
    return text?.trim();
  }

  /** The newest commit that both have among their ancestors. */
  mergeBase(one: string, other: string): string | undefined {
    return this.attempt(['merge-base', one, other])?.trim();
  }

  /**
   * The files below a directory in a revision.
   *
   * @param directory relative to the directory that was asked for
   * @throws {InputError} when the revision does not exist
   */
  tree(revision: string, directory: string, name: string = revision): Tree {
    const commit = this.commit(revision);
    if (commit === undefined) {
      throw noRevision(revision);
    }
    const files = new Map(
      this.blobs(commit, `${directory}/`).map(({ path, id }) => [path.slice(directory.length + 1), id]),
    );
    return { name, files, read: (paths) => this.read(paths, files) };
  }

  /** Everything below the directory that was asked for, in a revision; nothing where the revision does not exist. */
  everything(revision: string): GitFiles {
    const commit = this.commit(revision);
    const blobs = commit === undefined ? [] : this.blobs(commit);
    const ids = new Map(blobs.map(({ path, id }) => [path, id]));
    return {
      paths: [...ids.keys()],
      links: new Set(blobs.filter(({ isLink }) => isLink).map(({ path }) => path)),
      read: (paths) => this.read(paths, ids),
    };
  }

  private blobs(commit: string, ...below: readonly string[]): Blob[] {
    const listed = this.run([
      'ls-tree',
      '-r',
      '-z',
      '--full-tree',
      `${commit}:${this.prefix}`,
      '--',
      ...below,
    ]);
    return listed
      .toString('utf8')
      .split('\0')
      .flatMap((line): Blob[] => {
        const [meta = '', path] = line.split('\t');
        const [mode, type, id] = meta.split(' ');
        return path === undefined || type !== 'blob' || id === undefined
          ? []
          : [{ path, id, isLink: mode === LINK }];
      });
  }

  private read(paths: readonly string[], ids: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
    const wanted = [...new Set(paths.flatMap((path) => ids.get(path) ?? []))];
    const contents = new Map<string, string>();
    const output = this.run(['cat-file', '--batch'], `${wanted.join('\n')}\n`);
    let at = 0;
    for (const id of wanted) {
      const end = output.indexOf('\n', at);
      const size = Number(output.toString('latin1', at, end).split(' ')[2]);
      contents.set(id, textOf(output.subarray(end + 1, end + 1 + size)));
      at = end + 1 + size + 1;
    }
    return new Map(paths.map((path) => [path, contents.get(ids.get(path) ?? '') ?? '']));
  }

  private attempt(args: readonly string[]): string | undefined {
    const done = spawnSync('git', args, { cwd: this.top, encoding: 'utf8' });
    return done.status === 0 ? done.stdout : undefined;
  }

  private run(args: readonly string[], input = ''): Buffer {
    const done = spawnSync('git', args, { cwd: this.top, input, maxBuffer: 1 << 30 });
    if (done.status !== 0) {
      throw new InputError([
        {
          severity: 'error',
          rule: 'git',
          problem: `git ${args[0]} failed: ${done.stderr?.toString().trim() || done.error?.message}`,
          remedy: 'Look whether the repository is complete: CI often fetches one commit only',
        },
      ]);
    }
    return done.stdout;
  }
}

export function noRevision(revision: string): InputError {
  return new InputError([
    {
      severity: 'error',
      rule: 'no-revision',
      problem: `"${revision}" is neither a directory nor a revision of the git repository here`,
      remedy:
        'Name a directory, a branch, a tag or a commit. In CI fetch the history: fetch-depth: 0 for actions/checkout, GIT_DEPTH: 0 for GitLab',
    },
  ]);
}

export function noMergeBase(branch: string): InputError {
  return new InputError([
    {
      severity: 'error',
      rule: 'no-merge-base',
      problem: `the commit that this pull request branched off from "${branch}" is not in this clone`,
      remedy: 'Fetch the history: fetch-depth: 0 for actions/checkout',
    },
  ]);
}
