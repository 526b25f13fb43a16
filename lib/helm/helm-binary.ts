import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { cacheDirectory } from '../cache';
import { InputError } from '../diagnostics/diagnostic';

/**
 * The path of the `helm` of exactly this version: the one named in `TKE_CILIUM_HELM`, the cached one, the one on PATH,
 * else one built from its Go module into the cache (about two minutes, once).
 * Any other version is passed over: Helm's versions do not render the same objects.
 *
 * @param version for example `v4.2.4`
 * @throws {InputError} when it is nowhere to be had
 */
export function findHelm(version: string): string {
  const cached = join(cacheDirectory('helm', version), 'helm');
  const named = process.env.TKE_CILIUM_HELM;
  for (const candidate of named ? [named] : [cached, 'helm']) {
    if (versionOf(candidate) === version) {
      return candidate;
    }
  }
  if (named === undefined && build(version, cached)) {
    return cached;
  }
  throw new InputError([
    {
      severity: 'error',
      rule: 'helm-missing',
      problem: named
        ? `TKE_CILIUM_HELM names ${named}, which is not helm ${version}`
        : `helm ${version} is neither on PATH nor in the cache, and could not be built for want of a working Go`,
      remedy: `Install helm ${version} (https://helm.sh/docs/intro/install/), or Go 1.26 or later to have it built`,
    },
  ]);
}

function versionOf(program: string): string | undefined {
  if (program.includes('/') && !existsSync(program)) {
    return undefined;
  }
  try {
    return execFileSync(program, ['version', '--template', '{{.Version}}'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return undefined;
  }
}

function build(version: string, path: string): boolean {
  const module = `helm.sh/helm/${version.split('.')[0]}/cmd/helm@${version}`;
  try {
    execFileSync('go', ['version'], { stdio: 'ignore' });
    process.stderr.write(`building helm ${version} from its Go module, once; this takes about two minutes\n`);
    execFileSync('go', ['install', module], {
      env: { ...process.env, GOBIN: cacheDirectory('helm', version), GOFLAGS: '' },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
  } catch {
    return false;
  }
  return versionOf(path) === version;
}
