import { spawnSync } from 'node:child_process';
import { renameSync } from 'node:fs';

/** renameat2(2) by processor; flag 2 is RENAME_EXCHANGE (linux/fs.h, asm/unistd.h). */
const RENAMEAT2: Partial<Record<NodeJS.Architecture, number>> = { x64: 316, arm64: 276 };
const AT_FDCWD = -100;
const RENAME_EXCHANGE = 2;

/**
 * Lets two directories trade places in one step of the kernel, so that whoever looks, and whatever is killed,
 * finds the one or the other whole. Node has no call for it: coreutils 9.5 and later have `mv --exchange`,
 * and Perl, part of every Debian, Ubuntu and TencentOS, can make the system call itself.
 * Where neither works (other systems), two renames do it, with a moment between them in which `a` is absent.
 */
export function swapDirectories(a: string, b: string): void {
  if (!exchangeByMv(a, b) && !exchangeByPerl(a, b)) {
    const aside = `${b}.aside`;
    renameSync(a, aside);
    renameSync(b, a);
    renameSync(aside, b);
  }
}

function exchangeByMv(a: string, b: string): boolean {
  return succeeds('mv', ['--exchange', '--no-target-directory', '--', a, b]);
}

function exchangeByPerl(a: string, b: string): boolean {
  const call = process.platform === 'linux' ? RENAMEAT2[process.arch] : undefined;
  const script = `exit(syscall(${call}, ${AT_FDCWD}, $ARGV[0], ${AT_FDCWD}, $ARGV[1], ${RENAME_EXCHANGE}) == 0 ? 0 : 1)`;
  return call !== undefined && succeeds('perl', ['-e', script, a, b]);
}

function succeeds(program: string, args: readonly string[]): boolean {
  return spawnSync(program, args, { stdio: 'ignore' }).status === 0;
}
