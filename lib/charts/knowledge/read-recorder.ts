import type { Meaning, Meanings } from './meaning';
import { Found, type Guard, type TemplateReads } from './value-reads';

/** Under which circumstances a value is read. */
export interface Circumstances {
  readonly file: string;
  /** What must hold for this place to be reached. */
  readonly guards: readonly Guard[];
  /** The chart's own words, where a value is read only to decide whether to fail. */
  readonly refusal?: string;
}

/** Follows expressions to values, and records every value that is read on the way. */
export class ReadRecorder {
  private readonly found = new Map<string, Found>();

  /** All reads, by dotted path in the order of the alphabet. */
  reads(): TemplateReads {
    const sorted = [...this.found].sort(([a], [b]) => (a < b ? -1 : 1));
    return new Map(sorted.map(([path, found]) => [path, found.result()]));
  }

  /** Follows field names; the value at their end is read. */
  follow(base: Meanings, path: readonly string[], where: Circumstances): Meanings {
    return base.flatMap((meaning): Meanings => {
      if (path.length === 0) {
        return [meaning];
      }
      if (meaning.kind === 'context') {
        return path[0] === 'Values' ? [this.value([], path.slice(1), where)] : [];
      }
      if (meaning.kind === 'dict') {
        return this.follow(meaning.entries.get(path[0] ?? '') ?? [], path.slice(1), where);
      }
      return meaning.kind === 'value' ? [this.value(meaning.path, path, where)] : [];
    });
  }

  /** The items of a list, or what the keys of a map hold. */
  elements(meaning: Meaning, where: Circumstances): Meanings {
    if (meaning.kind === 'list') {
      return meaning.items.flat();
    }
    if (meaning.kind === 'dict') {
      return [...meaning.entries.values()].flat();
    }
    return meaning.kind === 'value' ? [this.value(meaning.path, ['*'], where)] : [];
  }

  /** Records values as read with whatever keys they hold. */
  wholly(meanings: Meanings, where: Circumstances): void {
    for (const meaning of meanings) {
      if (meaning.kind === 'value') {
        this.record(meaning.path, where, true);
      } else if (meaning.kind === 'list') {
        this.wholly(meaning.items.flat(), where);
      } else if (meaning.kind === 'dict') {
        this.wholly([...meaning.entries.values()].flat(), where);
      }
    }
  }

  private value(base: readonly string[], path: readonly string[], where: Circumstances): Meaning {
    // `.Values.AsMap` is Helm's method for the values themselves.
    const full = [...base, ...path].filter((name, depth) => depth > 0 || name !== 'AsMap');
    this.record(full, where, false);
    return { kind: 'value', path: full };
  }

  private record(path: readonly string[], { file, guards, refusal }: Circumstances, whole: boolean): void {
    if (path.length > 0) {
      const key = path.join('.');
      const found = this.found.get(key) ?? new Found();
      this.found.set(key, found);
      // A value that guards itself (`if .x` around `.x`) says nothing about when it counts.
      const others = guards.filter((guard) => guard.path !== key);
      found.add(file, whole, others, refusal);
    }
  }
}
