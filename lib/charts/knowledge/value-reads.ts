/** A condition that must hold before a template comes to read a value. */
export interface Guard {
  /** Dotted path of the value that is asked. */
  readonly path: string;
  /** The text it must equal; absent: it must be true (set and not empty). */
  readonly equals?: string;
}

/** How the templates of a chart read one value. */
export interface ValueReads {
  /** Templates that read it, sorted. */
  readonly files: ReadonlySet<string>;
  /** True when the value is passed on as it is (`toYaml`, `range` over a map ...), with whatever keys it has. */
  readonly whole: boolean;
  /** Conditions of every read; empty when the value is read unconditionally. */
  readonly guards: readonly Guard[];
  /** The chart's own words, when every read only decides to `fail`. */
  readonly refusal?: string;
}

/** Reads by dotted path; `*` means every key or item of what `range` walks over. */
export type TemplateReads = ReadonlyMap<string, ValueReads>;

/** Gathers all reads of one value. */
export class Found {
  private readonly files = new Set<string>();
  private readonly refusals = new Set<string>();
  private guards: readonly Guard[] | undefined;
  private whole = false;
  private used = false;

  add(file: string, whole: boolean, guards: readonly Guard[], refusal: string | undefined): void {
    if (refusal !== undefined) {
      this.refusals.add(refusal);
      return;
    }
    this.files.add(file);
    this.used = true;
    this.whole ||= whole;
    const same = (a: Guard) => (b: Guard) => a.path === b.path && a.equals === b.equals;
    this.guards = this.guards
      ? this.guards.filter((guard) => guards.some(same(guard)))
      : guards.filter((guard, index) => guards.findIndex(same(guard)) === index);
  }

  result(): ValueReads {
    const [refusal] = this.refusals;
    return {
      files: new Set([...this.files].sort()),
      whole: this.whole,
      guards: this.guards ?? [],
      ...(refusal !== undefined && !this.used ? { refusal } : {}),
    };
  }
}
