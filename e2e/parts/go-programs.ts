import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cacheDirectory } from '../../lib/cache';
import { MissingPart, type Program } from './program';

/** Commands of one Go module, built together in a module of our own that requires it. */
export interface GoPrograms {
  /** What the cache calls it, for example `k8s`. */
  readonly part: string;
  /** The module's path, for example `k8s.io/kubernetes`. */
  readonly module: string;
  /** With the leading v. */
  readonly version: string;
  /** Program name to the package of its `main`. */
  readonly commands: Readonly<Record<string, string>>;
  readonly ldflags: string;
  /** Build tags, for all of the commands. */
  readonly tags?: readonly string[];
  /** Modules that the proxy does not have in the version required, and what is built with instead: path and version. */
  readonly instead?: Readonly<Record<string, string>>;
  /**
   * The target of a `replace` of the module's own go.mod that names a local directory, which is not there when the
   * module comes from the proxy. Replaces that name a module are taken over as they stand.
   */
  readonly publishedAs?: (path: string) => string;
}

/**
 * Finds the programs in the cache, or builds them into it: minutes of work, done once a version.
 *
 * @throws {MissingPart} when Go is missing or the build fails
 */
export function goPrograms(wanted: GoPrograms): Readonly<Record<string, Program>> {
  const directory = cacheDirectory(wanted.part, wanted.version.replace(/^v/, ''));
  const names = Object.keys(wanted.commands);
  if (!names.every((name) => existsSync(join(directory, name)))) {
    build(wanted, directory);
  }
  return Object.fromEntries(names.map((name) => [name, { path: join(directory, name) }]));
}

/** One program takes minutes on two cores; on a machine that others use, up to twenty were seen. Milliseconds. */
const BUILD_LIMIT = 45 * 60_000;

/** Where Go keeps the source of a module, downloaded when it is not there. */
export function goModuleDirectory({ module, version }: Pick<GoPrograms, 'module' | 'version'>): string {
  const answer = execFileSync('go', ['mod', 'download', '-json', `${module}@${version}`], {
    cwd: tmpdir(),
    encoding: 'utf8',
    env: { ...process.env, GOFLAGS: '-mod=mod' },
  });
  return (JSON.parse(answer) as { Dir: string }).Dir;
}

function build(wanted: GoPrograms, directory: string): void {
  const { module, version, commands } = wanted;
  process.stderr.write(`building ${Object.keys(commands).join(', ')} ${version}, once; this takes minutes\n`);
  const work = mkdtempSync(join(tmpdir(), 'tke-cilium-build-'));
  const go = (...args: string[]) =>
    execFileSync('nice', ['go', ...args], {
      cwd: work,
      encoding: 'utf8',
      env: { ...process.env, GOFLAGS: '-mod=mod -buildvcs=false', GOWORK: 'off', CGO_ENABLED: '0' },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: BUILD_LIMIT,
    });
  try {
    const { GoMod, Dir } = JSON.parse(go('mod', 'download', '-json', `${module}@${version}`)) as {
      GoMod: string;
      Dir: string;
    };
    const upstream = readFileSync(GoMod, 'utf8');
    // Its own sums cover forks that it replaces modules by, which the public checksum database does not know.
    if (existsSync(join(Dir, 'go.sum'))) {
      copyFileSync(join(Dir, 'go.sum'), join(work, 'go.sum'));
      chmodSync(join(work, 'go.sum'), 0o644);
    }
    const goVersion = /^go (\S+)$/m.exec(upstream)?.[1] ?? '1.24';
    writeFileSync(
      join(work, 'go.mod'),
      `module bench\n\ngo ${goVersion}\n\nrequire ${module} ${version}\n\n${[...replaces(upstream, wanted), ...instead(wanted)].join('\n')}\n`,
    );
    const imports = Object.values(commands).map((command) => `\t_ "${command}"`);
    writeFileSync(
      join(work, 'tools.go'),
      `//go:build tools\n\npackage tools\n\nimport (\n${imports.join('\n')}\n)\n`,
    );
    go('mod', 'tidy');
    for (const [name, command] of Object.entries(commands)) {
      const options = [
        '-trimpath',
        '-tags',
        (wanted.tags ?? []).join(),
        '-ldflags',
        `-s -w ${wanted.ldflags}`,
      ];
      go('build', ...options, '-o', join(work, 'out', name), command);
      renameAcross(join(work, 'out', name), join(directory, name));
    }
  } catch (error) {
    const { stderr, message } = error as { stderr?: string; message: string };
    throw new MissingPart(
      `${wanted.part} ${version}`,
      (stderr?.trim() || message).split('\n').slice(-3).join(' '),
    );
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function replaces(goMod: string, { publishedAs }: GoPrograms): readonly string[] {
  return [...goMod.matchAll(/^\s*(?:replace\s+)?(\S+(?: v\S+)?) => (\S+)(?: (v\S+))?/gm)].map(
    ([, from = '', path = '', version]) => {
      const target = version ? `${path} ${version}` : publishedAs?.(from);
      if (target === undefined) {
        throw new Error(`its go.mod replaces ${from} by the local directory ${path}`);
      }
      return `replace ${from} => ${target}`;
    },
  );
}

function instead({ instead: modules = {} }: GoPrograms): readonly string[] {
  return Object.entries(modules).map(([path, version]) => `replace ${path} => ${path} ${version}`);
}

/** A half-written program must never look finished, and the cache may be on another file system than the work. */
function renameAcross(from: string, to: string): void {
  execFileSync('cp', [from, `${to}.part`]);
  renameSync(`${to}.part`, to);
}
