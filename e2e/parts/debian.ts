import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { cacheDirectory } from '../../lib/cache';
import { MissingPart, type Program } from './program';

/**
 * The program on PATH, in the cache, or unpacked into the cache from Debian packages: nothing gets installed, so no
 * service starts and no file of the system changes.
 *
 * @param name what the cache calls it
 * @param file where the package puts the program
 * @param packages the package of the program and those of its shared libraries
 * @throws {MissingPart} when apt-get cannot bring a package
 */
export function debianProgram(name: string, file: string, packages: readonly string[]): Program {
  if (existsSync(file)) {
    return { path: file };
  }
  const directory = cacheDirectory('debian', name);
  const program = { path: join(directory, file), libraries: join(directory, 'usr/lib/x86_64-linux-gnu') };
  if (!existsSync(program.path)) {
    unpack(name, packages, directory);
  }
  if (!existsSync(program.path)) {
    throw new MissingPart(basename(file), `the packages ${packages.join(', ')} do not hold ${file}`);
  }
  return program;
}

function unpack(name: string, packages: readonly string[], directory: string): void {
  const work = mkdtempSync(join(tmpdir(), 'tke-cilium-debian-'));
  try {
    process.stderr.write(`downloading ${packages.join(', ')} from Debian, once\n`);
    const run = (program: string, ...args: string[]) =>
      execFileSync(program, args, { cwd: work, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
    run('apt-get', 'download', '-qq', ...packages);
    const unpacked = join(work, 'unpacked');
    for (const archive of readdirSync(work).filter((file) => file.endsWith('.deb'))) {
      run('dpkg-deb', '-x', archive, unpacked);
    }
    cpSync(unpacked, directory, { recursive: true, verbatimSymlinks: true });
  } catch (error) {
    const { stderr, message } = error as { stderr?: string; message: string };
    throw new MissingPart(
      name,
      `${(stderr ?? message).trim()} (try apt-get update, or install ${packages[0]})`,
    );
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
