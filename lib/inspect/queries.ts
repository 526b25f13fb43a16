import { isDeepStrictEqual } from 'node:util';
import type { ChartValues } from '../charts/knowledge/chart-values';
import type { ValueFacts } from '../charts/knowledge/value-key';
import { isObject, type JsonObject, type JsonValue } from '../json';
import type { Entry, Fact, Listing, Section } from './listing';

/** All values of a version, or those at and under one key. */
export function show({ version, facts }: ChartValues, subtree?: string): Listing {
  const entries = Object.entries(facts)
    .filter(
      ([key, { removed }]) => removed === undefined && (subtree === undefined || isAtOrUnder(key, subtree)),
    )
    .map(([key, known]) => entryOf(key, known));
  return {
    title: `Values of Cilium ${version}${subtree === undefined ? '' : `: ${subtree}`}`,
    sections: [{ heading: '', entries }],
  };
}

/** Values whose key or description holds every one of the words, in any case; those with it in the key first. */
export function search({ version, facts }: ChartValues, words: readonly string[]): Listing {
  const wanted = words.map((word) => word.toLowerCase());
  const holds = (text: string) => wanted.every((word) => text.toLowerCase().includes(word));
  const found = Object.entries(facts).filter(
    ([key, { description = '', removed }]) => removed === undefined && holds(`${key} ${description}`),
  );
  const entries = [...found.filter(([key]) => holds(key)), ...found.filter(([key]) => !holds(key))];
  return {
    title: `Values of Cilium ${version} with ${words.join(' and ')}`,
    sections: [{ heading: '', entries: entries.map(([key, known]) => entryOf(key, known)) }],
  };
}

/** A layer of values and who sets them. */
export interface SetBy {
  readonly by: string;
  readonly values: JsonObject;
}

/** What a cluster changes: every value that is not the chart's default, and who sets it. Later layers win. */
export function changed(cluster: string, { version, facts }: ChartValues, layers: readonly SetBy[]): Listing {
  const last = new Map<string, { by: string; value: JsonValue }>();
  for (const { by, values } of layers) {
    for (const [key, value] of leaves(values, (path) => hasKeys(path, facts))) {
      last.set(key, { by, value });
    }
  }
  const sections = layers.map(
    ({ by }): Section => ({
      heading: `Set by ${by}`,
      entries: [...last]
        .filter(([key, one]) => one.by === by && !isDefault(one.value, facts[key]))
        .map(([key, { value }]) => ({
          key,
          facts: [{ label: 'value', text: json(value) }, ...defaultOf(facts[key])],
          description: facts[key]?.description ?? '',
        })),
    }),
  );
  return {
    title: `What ${cluster} changes of the values of Cilium ${version}`,
    sections: sections.filter(({ entries }) => entries.length > 0),
  };
}

/** Some defaults are in the documentation only: values.yaml leaves them to the templates. */
function isDefault(value: JsonValue, facts: ValueFacts | undefined): boolean {
  return (
    isDeepStrictEqual(value, facts?.default) || facts?.documentedDefault?.replaceAll('`', '') === json(value)
  );
}

/** The difference between two versions. */
export function difference(from: ChartValues, to: ChartValues): Listing {
  const [before, after] = [known(from), known(to)];
  const both = [...after].flatMap(([key, now]) => {
    const then = before.get(key);
    return then ? [{ key, then, now }] : [];
  });
  const only = (one: typeof before, other: typeof before) =>
    [...one].filter(([key]) => !other.has(key)).map(([key, facts]) => entryOf(key, facts));
  const changes = (heading: string, part: (facts: ValueFacts) => string): Section => ({
    heading,
    entries: both
      .filter(({ then, now }) => part(then) !== part(now))
      .map(({ key, then, now }) => ({
        key,
        facts: [
          { label: from.version, text: part(then) || '(none)' },
          { label: to.version, text: part(now) || '(none)' },
        ],
        description: heading === DESCRIPTION ? '' : (now.description ?? ''),
      })),
  });
  const sections: Section[] = [
    { heading: 'New', entries: only(after, before) },
    { heading: 'Removed', entries: only(before, after) },
    changes('Default changed', (facts) => defaultOf(facts)[0]?.text ?? ''),
    changes('Type changed', ({ types = [], enum: words }) => words?.map(json).join(', ') ?? types.join(', ')),
    changes(DESCRIPTION, ({ description = '' }) => description),
  ];
  return {
    title: `Values of Cilium ${from.version} and ${to.version}`,
    sections: sections.filter(({ entries }) => entries.length > 0),
  };
}

const DESCRIPTION = 'Description changed';

function known({ facts: all }: ChartValues): ReadonlyMap<string, ValueFacts> {
  return new Map(Object.entries(all).filter(([, { removed }]) => removed === undefined));
}

function entryOf(key: string, facts: ValueFacts): Entry {
  const shown: Fact[] = [
    ...typeFact(facts),
    ...defaultOf(facts),
    ...(facts.needs
      ? [
          {
            label: 'needs',
            text: facts.needs.map(({ path, equals }) => `${path}: ${equals ?? 'true'}`).join(', '),
          },
        ]
      : []),
    ...(facts.deprecated ? [{ label: 'note', text: 'deprecated' }] : []),
    ...(facts.undeclared
      ? [{ label: 'note', text: 'the templates read it, values.yaml does not mention it' }]
      : []),
    ...(facts.unread ? [{ label: 'note', text: 'no template reads it' }] : []),
  ];
  return { key, facts: shown, description: facts.description ?? '' };
}

function typeFact({ types, enum: words }: ValueFacts): Fact[] {
  const text = words?.map(json).join(', ') ?? types?.filter((type) => type !== 'null').join(', ') ?? '';
  return text === '' ? [] : [{ label: 'type', text }];
}

function defaultOf(facts: ValueFacts | undefined): Fact[] {
  const text = facts?.documentedDefault ?? (facts?.default === undefined ? undefined : json(facts.default));
  return text === undefined ? [] : [{ label: 'default', text }];
}

/** The values at keys that the chart does not divide further. */
function leaves(values: JsonObject, divides: (path: string) => boolean, above = ''): [string, JsonValue][] {
  return Object.entries(values).flatMap(([name, value]): [string, JsonValue][] => {
    const path = above === '' ? name : `${above}.${name}`;
    return isObject(value) && divides(path) ? leaves(value, divides, path) : [[path, value]];
  });
}

function hasKeys(path: string, facts: Readonly<Record<string, ValueFacts>>): boolean {
  const { open, types, default: value } = facts[path] ?? {};
  return !open && value === undefined && types?.includes('object') === true;
}

function isAtOrUnder(key: string, subtree: string): boolean {
  return key === subtree || key.startsWith(`${subtree}.`);
}

function json(value: JsonValue): string {
  return JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? Number(part) : part));
}
