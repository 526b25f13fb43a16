/** A path as people write it: `nodePools[0].os`. */
export function fieldOf(path: readonly (string | number)[]): string {
  return path.reduce<string>(
    (text, part) => (typeof part === 'number' ? `${text}[${part}]` : text === '' ? part : `${text}.${part}`),
    '',
  );
}

/** Something wrong in a cluster file, before its line is known. */
export interface Finding {
  /** Stable id of the rule. */
  readonly rule: string;
  /** Default: error. */
  readonly severity?: 'error' | 'warning';
  /** True for an error that a cluster file may acknowledge: what is wrong nearly everywhere and meant somewhere. */
  readonly acknowledgeable?: boolean;
  readonly path: readonly (string | number)[];
  /** What is wrong, naming the value. */
  readonly problem: string;
  /** What to do. */
  readonly remedy: string;
  /** Where the rule comes from. */
  readonly source?: string;
}
