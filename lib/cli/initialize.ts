import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { RECOMMENDED_VERSION, testedKubernetes } from '../charts/kubernetes-range';
import { lockedChart, readLockFile } from '../charts/lock';
import { LOCK_FILE } from '../charts/lock-file';
import { withLockedChart } from '../charts/lock-text';
import { type Diagnostic, InputError } from '../diagnostics/diagnostic';
import type { FileSpec } from '../layout/layout';
import { PACKAGE_ROOT } from '../package-root';
import { installedFrom } from './installed-from';
import { type CiService, type Mode, teamRepository } from './team-repository';

/** What `tke-cilium init` was asked for. */
export interface Wanted {
  readonly directory: string;
  readonly modes: readonly Mode[];
  readonly ci: readonly CiService[];
  /** @default - the version that is recommended for new clusters */
  readonly cilium?: string;
  /** Whether npm is asked for a package-lock.json, which `npm ci` needs. */
  readonly lockfile: boolean;
}

/**
 * Writes a team's repository.
 *
 * @returns what was done and what to do next, for a person
 * @throws {InputError} when any of its files exists; nothing is written then
 */
export function initialize({ directory, modes, ci, cilium: named, lockfile }: Wanted): string {
  const root = resolve(directory);
  const cilium = named ?? RECOMMENDED_VERSION;
  const lock = lockOf(cilium);
  const files = teamRepository({
    name: basename(root),
    modes,
    ci,
    cilium,
    kubernetes: newestKubernetes(cilium),
    lock: lock ?? 'charts: []\n',
    tool: installedFrom(root),
  });
  refuseExisting(files, directory);
  writeAll(files, root);
  const locked = !lockfile || npmLocks(root);
  return [
    `${directory} holds a repository for clusters: ${files.length} files`,
    ...(locked ? [] : ['package-lock.json could not be written: run npm install there, and commit it']),
    'Next:',
    ...(root === process.cwd() ? [] : [`  cd ${directory}`]),
    `  ${locked && lockfile ? 'npm ci' : 'npm install'}`,
    ...(lock === undefined ? [`  npx tke-cilium lock ${cilium}`] : []),
    '  edit clusters/*.yaml',
    '  npx tke-cilium synth && npm test',
    '  git init && git add -A && git commit',
    '',
  ].join('\n');
}

/** TKE offers the even minor versions of Kubernetes. */
function newestKubernetes(cilium: string): string {
  const { highest } = testedKubernetes(cilium) ?? { highest: 32 };
  return `1.${highest - (highest % 2)}.0`;
}

/** A lock of that version, where this package has one: its digest comes with the package. */
function lockOf(version: string): string | undefined {
  const shipped = readLockFile(join(PACKAGE_ROOT, LOCK_FILE));
  const chart = lockedChart(shipped, 'cilium', version);
  return chart && withLockedChart('', chart);
}

function refuseExisting(files: readonly FileSpec[], directory: string): void {
  const existing = files.map(({ path }) => join(directory, path)).filter((path) => existsSync(path));
  if (existing.length > 0) {
    throw new InputError(
      existing.map(
        (file): Diagnostic => ({
          severity: 'error',
          rule: 'file-exists',
          place: { file },
          problem: 'this file exists, and is not overwritten',
          remedy: 'Name another directory, or move it away',
        }),
      ),
    );
  }
}

/** All of them or none: a repository that is half there would be in the way of the next try. */
function writeAll(files: readonly FileSpec[], root: string): void {
  const written: string[] = [];
  try {
    for (const { path, content } of files) {
      const target = join(root, path);
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, content, { flag: 'wx' });
      written.push(target);
    }
  } catch (error) {
    for (const path of written) {
      rmSync(path, { force: true });
    }
    throw error;
  }
}

function npmLocks(root: string): boolean {
  const args = ['install', '--package-lock-only', '--ignore-scripts', '--no-audit', '--no-fund', '--silent'];
  return spawnSync('npm', args, { cwd: root, stdio: 'ignore' }).status === 0;
}
