import { execFileSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { cacheDirectory } from '../../lib/cache';

let built: string | undefined;

/** The program that answers with Helm's own code. `go build` does nothing when it is up to date. */
export function goProgram(): string {
  if (built === undefined) {
    const program = join(cacheDirectory('oracle'), 'go-answers');
    execFileSync('go', ['build', '-o', program, '.'], {
      cwd: resolve(__dirname, 'go'),
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    built = program;
  }
  return built;
}
