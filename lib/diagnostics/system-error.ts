import { isNativeError } from 'node:util/types';
import type { Diagnostic } from './diagnostic';

/** What to do about what the operating system refuses, by its own code (errno(3)). */
const REMEDIES: Readonly<Record<string, string>> = {
  EACCES: 'Give this user the right to write there, or run in a copy that may be written',
  EPERM: 'Give this user the right to write there, or run in a copy that may be written',
  EROFS: 'The file system is read-only: run in a copy that may be written',
  ENOSPC: 'Free some space on this disk and run again',
  EDQUOT: 'Free some of the space that this user may use and run again',
  EEXIST: 'Another run may be writing at the same time: run again when it has ended, or remove it',
  ENOTEMPTY: 'Another run may be writing at the same time: run again when it has ended',
  ENOENT: 'Check the path; another run at the same time may have moved it: run again then',
  ENOTDIR: 'Remove the file that is where a directory should be',
  EISDIR: 'Name a file, not a directory',
  EMFILE: 'Raise the number of files that may be open (ulimit -n) and run again',
};

/** What the operating system refused (a full disk, a missing right), as a diagnostic; undefined for any other error. */
export function systemDiagnostic(error: unknown): Diagnostic | undefined {
  if (!isSystemError(error)) {
    return undefined;
  }
  return {
    severity: 'error',
    rule: 'system',
    problem: error.message,
    remedy: REMEDIES[error.code ?? ''] ?? 'Fix this and run again',
  };
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return isNativeError(error) && 'syscall' in error && 'errno' in error;
}
