import { isNativeError } from 'node:util/types';
import { ISSUES_URL } from '../package-facts';
import { type Diagnostic, InputError } from './diagnostic';
import { systemDiagnostic } from './system-error';

/** Whatever was thrown, as what a person needs to know of it. The only place where an error becomes text. */
export function failureDiagnostics(error: unknown): readonly Diagnostic[] {
  if (error instanceof InputError) {
    return error.diagnostics;
  }
  return [systemDiagnostic(error) ?? missingPackage(error) ?? bug(error)];
}

/** The stack trace of an error where DEBUG asks for it (`tke-cilium` or `*`), otherwise nothing. */
export function stackTrace(error: unknown, { DEBUG = '' }: NodeJS.ProcessEnv = process.env): string[] {
  const asked = DEBUG.split(/[\s,]+/).some((name) => name === '*' || name.startsWith('tke-cilium'));
  return asked && isNativeError(error) && error.stack ? [error.stack] : [];
}

/** `npm ci` was not run, or ended early. */
function missingPackage(error: unknown): Diagnostic | undefined {
  const { code, message = '' } = isNativeError(error) ? (error as NodeJS.ErrnoException) : {};
  if (code !== 'MODULE_NOT_FOUND' && code !== 'ERR_MODULE_NOT_FOUND') {
    return undefined;
  }
  return {
    severity: 'error',
    rule: 'installation',
    problem: `a package is not installed: ${message.split('\n')[0]}`,
    remedy: 'Run npm ci (or npm install) here again',
  };
}

function bug(error: unknown): Diagnostic {
  return {
    severity: 'error',
    rule: 'bug',
    problem: `this is a fault of tke-cilium itself: ${isNativeError(error) ? error.message : String(error)}`,
    remedy: `Please report it at ${ISSUES_URL}, with what the same command prints when DEBUG=tke-cilium is set`,
  };
}
