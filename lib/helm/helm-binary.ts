import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { cacheDirectory } from '../cache';
import { InputError } from '../diagnostics/diagnostic';
import type { Dialect } from '../engine';
import { HELM_RELEASES } from './helm-releases';

/**
 * The path of the `helm` of exactly the release that represents a dialect: the one named in `TKE_CILIUM_HELM`, the one built before,
 * the one on PATH, else one built from its Go module into the cache (about two minutes, once).
 * Any other version is passed over: Helm's versions do not render the same objects.
 *
 * @throws {InputError} when it is nowhere to be had
 */
export function findHelm(dialect: Dialect): string {
  const version = HELM_RELEASES[dialect];
  const named = process.env.TKE_CILIUM_HELM;
  if (named) {
    const found = versionOf(named);
    return found === version
      ? named
      : refuse(`TKE_CILIUM_HELM names ${named}, which ${describe(found)}`, version);
  }
  const built = join(cacheDirectory('helm', version), 'helm');
  if (existsSync(built)) {
    return built;
  }
  const onPath = versionOf('helm');
  if (onPath === version) {
    return 'helm';
  }
  const failure = build(version);
  return failure === undefined
    ? built
    : refuse(
        `the helm on PATH ${describe(onPath)}, and helm ${version} could not be built: ${failure}`,
        version,
      );
}

/** A release prints its full version. One built from its module prints `v4.2`, which could be any patch. */
function versionOf(program: string): string | undefined {
  try {
    return execFileSync(program, ['version', '--template', '{{.Version}}'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return undefined;
  }
}

function describe(version: string | undefined): string {
  return version === undefined ? 'does not run' : `is ${version}`;
}

/** `go install` puts the binary in place in one step. Returns why it failed, undefined when it did not. */
function build(version: string): string | undefined {
  const module = `helm.sh/helm/${version.split('.')[0]}/cmd/helm@${version}`;
  process.stderr.write(`building helm ${version} from its Go module, once; this takes about two minutes\n`);
  try {
    execFileSync('go', ['install', module], {
      env: { ...process.env, GOBIN: cacheDirectory('helm', version), GOFLAGS: '' },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    return undefined;
  } catch (error) {
    const { code, stderr } = error as NodeJS.ErrnoException & { stderr?: Buffer };
    return code === 'ENOENT' ? 'there is no Go on PATH' : (stderr?.toString().trim() ?? String(error));
  }
}

function refuse(problem: string, version: string): never {
  throw new InputError([
    {
      severity: 'error',
      rule: 'helm-missing',
      problem,
      remedy: `Install helm ${version} (https://helm.sh/docs/intro/install/), or Go 1.26 or later to have it built`,
    },
  ]);
}
