import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { keepArchive, keptArchive } from '../../lib/charts/archive-cache';
import { GATEWAY_API } from '../../lib/charts/crd-sets';
import { lockedChart, lockedVersions } from '../../lib/charts/lock';
import { TEST_LOCK } from './charts';
import type { Requirement } from './requires';

/**
 * The CRDs of the Gateway API that the tests' lock names, in the cache where a synth finds them: one file of the CRDs in the
 * Go module, which `go mod download` takes from its cache or from GOPROXY.
 */
export const GATEWAY_API_CRDS: Requirement = () => {
  try {
    for (const version of lockedVersions(TEST_LOCK, GATEWAY_API)) {
      const locked = lockedChart(TEST_LOCK, GATEWAY_API, version);
      if (locked && !keptArchive(locked)) {
        keepArchive(locked, (path) => writeFileSync(path, standardCrds(version)));
      }
    }
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};

/** The CRDs of the standard channel, one after the other. */
function standardCrds(version: string): string {
  const module = `sigs.k8s.io/gateway-api@v${version}`;
  const { status, stdout, stderr, error } = spawnSync('go', ['mod', 'download', '-json', module], {
    encoding: 'utf8',
    env: { ...process.env, GOFLAGS: '-mod=mod' },
  });
  if (status !== 0) {
    throw new Error(`the Go module ${module} is not at hand: ${error?.message ?? stderr.trim()}`);
  }
  const directory = join((JSON.parse(stdout) as { Dir: string }).Dir, 'config', 'crd', 'standard');
  return readdirSync(directory)
    .filter((name) => /^gateway\..*\.yaml$/.test(name))
    .sort()
    .map((name) => readFileSync(join(directory, name), 'utf8'))
    .join('---\n');
}
