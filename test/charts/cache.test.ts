import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join, resolve } from 'node:path';
import { temporaryDirectory } from '../support/temporary-directory';

const temporary = temporaryDirectory();

/** Where a process with that environment keeps its cache; it is a process, because Node asks the system for the home. */
function cacheWith(environment: Readonly<Record<string, string>>): string {
  const script = `console.log(require(${JSON.stringify(resolve('lib/cache.ts'))}).cacheDirectory())`;
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ['--require', resolve('node_modules/tsx/dist/cjs/index.cjs'), '-e', script],
    { cwd: temporary(), encoding: 'utf8', env: { PATH: process.env.PATH, ...environment } },
  );
  expect(stderr).toBe('');
  return stdout.trim();
}

test('the cache lies where XDG_CACHE_HOME says', () => {
  expect(cacheWith({ XDG_CACHE_HOME: join(temporary(), 'cache') })).toBe(
    join(temporary(), 'cache', 'tke-cilium'),
  );
});

test('a relative XDG_CACHE_HOME is ignored, and nothing is put into the working directory', () => {
  const home = join(temporary(), 'home');
  expect(cacheWith({ XDG_CACHE_HOME: 'cache', HOME: home })).toBe(join(home, '.cache', 'tke-cilium'));
  expect(readdirSync(temporary())).toEqual(['home']);
});

test('with an empty HOME, the home is the one that the system knows', () => {
  expect(cacheWith({ HOME: '' })).toBe(join(userInfo().homedir, '.cache', 'tke-cilium'));
  expect(readdirSync(temporary())).toEqual([]);
});
