import type { Diagnostic } from '../diagnostics/diagnostic';
import { type LocatedDocument, readLocated } from '../yaml/located';
import type { ClusterFile } from './cluster-files';

/** The YAML of a settings file, with the place of everything in it. */
export interface SettingsFile extends LocatedDocument {
  readonly file: string;
}

/** Reads the YAML of one file, or says everything that keeps it from being YAML. Pure. */
export function readSettings({ path, content }: ClusterFile): SettingsFile | readonly Diagnostic[] {
  const text = decode(content);
  if (text === undefined) {
    return [{ severity: 'error', ...BINARY, place: { file: path } }];
  }
  const located = readLocated(text);
  if ('value' in located) {
    return { file: path, value: located.value, position: located.position };
  }
  const conflicts = mergeConflicts(text).map((line) => ({ ...CONFLICT, place: { file: path, line } }));
  return conflicts.length > 0
    ? conflicts
    : located.map(({ problem, line, column }) => ({
        severity: 'error',
        rule: 'yaml-syntax',
        place: { file: path, line, column },
        problem,
        remedy: 'Correct the YAML at this place',
      }));
}

/** Lines at which git left a conflict open; where somebody removed the opening marks, those of the other marks. */
function mergeConflicts(text: string): number[] {
  const lines = text.split(/\r?\n/);
  const marked = (mark: RegExp) => lines.flatMap((line, index) => (mark.test(line) ? [index + 1] : []));
  const opened = marked(/^<{7} /);
  return opened.length > 0 ? opened : marked(/^(?:={7}$|>{7} )/);
}

const CONFLICT = {
  severity: 'error',
  rule: 'merge-conflict',
  problem: 'a merge conflict is open here',
  remedy: 'Settle it: keep one side, and remove the lines with <<<<<<<, ======= and >>>>>>>',
} as const;

const BINARY = {
  rule: 'not-text',
  problem: 'the file is binary, not YAML text in UTF-8',
  remedy: 'Replace it with a cluster file, or move it out of this directory',
};

function decode(content: Uint8Array): string | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(content);
    return text.includes('\0') ? undefined : text;
  } catch {
    return undefined;
  }
}
