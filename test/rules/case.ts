/** What breaks a rule, and the nearest thing that does not; both laid over the good cluster. */
export interface Case {
  /** Laid over the good cluster first. Default: nothing. */
  readonly on?: string;
  readonly breaks: readonly string[];
  readonly holds: readonly string[];
}
