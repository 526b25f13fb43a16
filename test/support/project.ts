import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { cpSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { localSource } from '../../lib/charts/chart-source';
import { localDisk } from '../../lib/publish/disk';

/** What a checkout has beside its cluster files and its dist/. */
const SHARED = ['cdk8s.yaml', 'main.ts', 'package.json', 'tsconfig.json', 'lib', 'imports', 'node_modules'];

/** A checkout of this project with the tests' own clusters and lock, for `cdk8s synth` to run in. */
export class Project {
  constructor(readonly directory: string) {
    for (const name of SHARED) {
      symlinkSync(resolve(name), join(directory, name));
    }
    cpSync('test/support/charts.lock.yaml', join(directory, 'charts.lock.yaml'));
    cpSync('test/fixtures/clusters', join(directory, 'clusters'), { recursive: true });
  }

  /** Environment of the commands: charts are looked for where this checkout finds them. */
  static environment(): NodeJS.ProcessEnv {
    const charts = localSource().directories.map((directory) => resolve(directory));
    return {
      ...process.env,
      CDK8S_CHECK_UPGRADE: 'false',
      TKE_CILIUM_CHARTS: charts.join(delimiter),
      NO_COLOR: '1',
    };
  }

  cdk8s(...args: readonly string[]): SpawnSyncReturns<string> {
    return spawnSync(process.execPath, [resolve('node_modules/cdk8s-cli/bin/cdk8s'), 'synth', ...args], {
      cwd: this.directory,
      encoding: 'utf8',
      env: Project.environment(),
    });
  }

  path(...parts: readonly string[]): string {
    return join(this.directory, ...parts);
  }

  edit(file: string, from: string, to: string): void {
    const text = readFileSync(this.path(file), 'utf8');
    if (!text.includes(from)) {
      throw new Error(`${file} does not contain ${from}`);
    }
    writeFileSync(this.path(file), text.replace(from, to));
  }

  /** All files below a directory of the project, by path. */
  tree(directory: string): Record<string, string> {
    return treeOf(this.path(directory));
  }
}

/** All files below a directory, by path. */
export function treeOf(directory: string): Record<string, string> {
  return Object.fromEntries(
    localDisk.list(directory).map((path) => [path, localDisk.read(join(directory, path))]),
  );
}
