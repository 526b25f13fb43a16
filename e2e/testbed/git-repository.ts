import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isMap, parseDocument } from 'yaml';
import { ChartStore } from '../../lib/charts/chart-store';
import { readLockFile } from '../../lib/charts/lock';
import type { JsonObject } from '../../lib/json';
import type { FileSpec } from '../../lib/layout/layout';
import { acceptClusters } from '../../lib/rules/accept-clusters';
import { synthesize } from '../../lib/synth/synthesize';
import { run } from './process';

/** The versions that the tests render, later ones than the examples among them. */
const LOCK = 'test/support/charts.lock.yaml';

/** A git repository on disk that holds a `dist/`, as a user's does, for Argo CD and for kubectl. */
export class GitRepository {
  readonly url: string;

  private constructor(readonly directory: string) {
    this.url = `file://${directory}`;
  }

  static async create(directory: string): Promise<GitRepository> {
    mkdirSync(directory, { recursive: true });
    const repository = new GitRepository(directory);
    await repository.git('init', '--quiet', '--initial-branch=main');
    return repository;
  }

  /**
   * Writes `dist/` anew and commits it.
   *
   * @returns the commit
   */
  async commit(files: readonly FileSpec[]): Promise<string> {
    rmSync(join(this.directory, 'dist'), { recursive: true, force: true });
    for (const { path, content } of files) {
      const file = join(this.directory, 'dist', path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content);
    }
    await this.git('add', '--all');
    await this.git('commit', '--quiet', '--allow-empty', '-m', 'dist');
    return (await this.git('rev-parse', 'HEAD')).trim();
  }

  private async git(...args: readonly string[]): Promise<string> {
    const identity = [
      '-c',
      'user.name=e2e',
      '-c',
      'user.email=e2e@example.com',
      '-c',
      'commit.gpgsign=false',
    ];
    const { status, stdout, stderr } = await run('git', [...identity, ...args], { cwd: this.directory });
    if (status !== 0) {
      throw new Error(`git ${args[0]}: ${stderr}`);
    }
    return stdout;
  }
}

/**
 * The `dist/` of a cluster file of the repository, with some of its fields changed.
 *
 * @param changes a JSON object laid over the file: maps merge, anything else replaces
 */
export function distOf(clusterFile: string, text: string, changes: JsonObject): FileSpec[] {
  const document = parseDocument(text);
  for (const [path, value] of leaves(changes)) {
    document.setIn(path, value);
  }
  if (!isMap(document.contents)) {
    throw new Error(`${clusterFile} is no map`);
  }
  const charts = new ChartStore({ lock: readLockFile(LOCK) });
  const content = Buffer.from(document.toString());
  const { clusters } = acceptClusters([{ path: clusterFile, content }], charts);
  return [...synthesize(clusters, { charts }).files];
}

function leaves(changes: JsonObject, path: readonly string[] = []): [string[], unknown][] {
  return Object.entries(changes).flatMap(([key, value]): [string[], unknown][] =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? leaves(value, [...path, key])
      : [[[...path, key], value]],
  );
}
