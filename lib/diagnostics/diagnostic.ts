/** Where a problem is. Lines and columns count from 1; a problem of the file as a whole has neither. */
export interface Place {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
}

/** One problem, reported so that a person can fix it without reading our code. */
export interface Diagnostic {
  readonly severity: 'error' | 'warning';
  /** True for an error that the cluster file may acknowledge. */
  readonly acknowledgeable?: boolean;
  /** Stable id of the rule that spoke, for example `unknown-field`. */
  readonly rule: string;
  readonly place?: Place;
  /** Dotted path of the field, for example `cilium.values.ipam.mode`. */
  readonly field?: string;
  /** What is wrong, naming the value. One sentence. */
  readonly problem: string;
  /** What to do about it. One sentence. */
  readonly remedy: string;
  /** The values of a chart that it is about, the most likely first, as the keys that lead to them. */
  readonly valuePaths?: readonly (readonly string[])[];
  /** Where the rule comes from, a link or the name of a document. */
  readonly source?: string;
  /** Names of the clusters that it affects, where the place is in a file that clusters share. */
  readonly clusters?: readonly string[];
}

/** Input that the synth refuses. Carries every problem found, never just the first. */
export class InputError extends Error {
  constructor(readonly diagnostics: readonly Diagnostic[]) {
    super(diagnostics.map(formatDiagnostic).join('\n'));
    this.name = 'InputError';
  }
}

/**
 * Prints `file:line:column: severity: field: problem. Remedy. (source)` on one line. What a cluster file may acknowledge
 * has the id of its rule behind the severity, for it is acknowledged by that.
 */
export function formatDiagnostic(diagnostic: Diagnostic): string {
  const {
    place,
    rule,
    field,
    problem,
    remedy,
    source,
    severity,
    acknowledgeable,
    clusters = [],
  } = diagnostic;
  const where = place
    ? [place.file, place.line, place.column].filter((part) => part !== undefined).join(':')
    : undefined;
  const kind = severity === 'warning' || acknowledgeable ? `${severity} [${rule}]` : severity;
  const head = [where, kind, field].filter((part) => part !== undefined).join(': ');
  return oneLine(
    `${head}: ${sentence(problem)} ${sentence(remedy)}${affected(clusters)}${source ? ` (${source})` : ''}`,
  );
}

/** How many clusters a sentence names; the others it counts. */
const NAMED = 5;

function affected(clusters: readonly string[]): string {
  const more = clusters.length - NAMED;
  const named = clusters.slice(0, NAMED).join(', ');
  return clusters.length === 0
    ? ''
    : ` Affects ${clusters.length === 1 ? 'cluster' : 'clusters'} ${named}${more > 0 ? ` and ${more} more` : ''}.`;
}

/** Line breaks and other control characters of the input as escapes: one problem is one line. */
function oneLine(text: string): string {
  return text.replace(/\p{Cc}/gu, (character) => JSON.stringify(character).slice(1, -1));
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
