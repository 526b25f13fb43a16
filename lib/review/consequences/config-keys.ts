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
