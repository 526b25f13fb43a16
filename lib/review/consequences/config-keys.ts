import type { JsonValue } from '../../json';
import { code, type Text, valueText } from '../text';

/** What is known of a key of cilium-config in one version of Cilium. */
export interface ConfigKey {
  /** Dotted path of the chart value that it is rendered from. */
  readonly value?: string;
  readonly description?: string;
  /** The chart's default of the value. */
  readonly default?: JsonValue;
}

/** Looks up keys of cilium-config; undefined for a version, or a key, of which nothing is known. */
export type ConfigKeys = (version: string, key: string) => ConfigKey | undefined;

/** Longest description that is printed whole, in characters. */
const LONGEST = 160;

/** The chart value, its default, and the first sentence of what the chart says of it. */
export function describeKey(known: ConfigKey | undefined): Text | undefined {
  if (!known) {
    return undefined;
  }
  const { value, description, default: standard } = known;
  const head = value === undefined ? undefined : code(value);
  const usual =
    standard === undefined || standard === null ? undefined : `default ${code(valueText(standard))}`;
  const words = description === undefined ? undefined : firstSentence(description);
  const facts = [head, usual].filter((part) => part !== undefined).join(', ');
  return [facts, words].filter((part) => part !== undefined && part !== '').join(': ') || undefined;
}

function firstSentence(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  const sentence = /^.*?[.](?=\s|$)/.exec(line)?.[0] ?? line;
  return sentence.length > LONGEST ? `${sentence.slice(0, LONGEST - 1)}\u2026` : sentence;
}

/** Reads from the text of the chart's template which value a key is rendered from, and the comment above it. */
export function keysOfTemplate(template: string): ReadonlyMap<string, { value?: string; comment?: string }> {
  const keys = new Map<string, { value?: string; comment?: string }>();
  let comment: string[] = [];
  let condition: string | undefined;
  for (const line of template.split('\n')) {
    const key = /^\s{2}([a-z0-9][a-z0-9.-]*):(?: (.*))?$/.exec(line);
    const opened = /\{\{-?\s*(?:else )?if\b(.*)\}\}/.exec(line);
    if (key) {
      const [, name = '', rest = ''] = key;
      const value = valueIn(rest) ?? condition;
      if (!keys.has(name)) {
        keys.set(name, {
          ...(value !== undefined && { value }),
          ...(comment.length > 0 && { comment: comment.join(' ') }),
        });
      }
      comment = [];
    } else if (/^\s*#/.test(line)) {
      comment.push(line.replace(/^\s*#\s?/, '').trim());
    } else if (opened) {
      condition = valueIn(opened[1] ?? '') ?? hasKey(opened[1] ?? '');
    } else if (line.trim() === '') {
      comment = [];
    }
  }
  return keys;
}

function valueIn(text: string): string | undefined {
  return /\.Values\.([A-Za-z0-9_.]+)/.exec(text)?.[1];
}

function hasKey(text: string): string | undefined {
  const found = /hasKey \.Values(?:\.([A-Za-z0-9_.]+))? "([A-Za-z0-9_]+)"/.exec(text);
  return found ? [found[1], found[2]].filter((part) => part !== undefined).join('.') : undefined;
}
