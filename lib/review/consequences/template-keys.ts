/** What the template of cilium-config says of a key. */
export interface TemplateKey {
  /** Dotted path of the chart value that the key is rendered from; absent where that is not one value for certain. */
  readonly value?: string;
  /** The comment above it. */
  readonly comment?: string;
}

/** A place of the template that writes a key. */
interface Writing {
  readonly value: string | undefined;
  /** True where the key has the value itself, and no fixed text. */
  readonly isDirect: boolean;
  readonly comment: string;
}

/** What opens and closes blocks, and gives a variable its value. */
const ACTION = /\{\{-?\s*(if|with|range|define|else|end|\$\w+(?=\s*:?=))\b(.*?)\}\}/g;

/**
 * Reads from the text of the chart's template which value a key is rendered from. A key with a fixed text comes from the
 * condition around it. A key that is written at several places, from several values, comes from none of them for certain.
 */
export function keysOfTemplate(template: string): ReadonlyMap<string, TemplateKey> {
  const writings = new Map<string, Writing[]>();
  const variables = new Map<string, string>();
  const blocks: (string | undefined)[] = [];
  let comment: string[] = [];
  for (const line of template.split('\n')) {
    const [isKey, name = '', rest = ''] = /^\s{2}([a-z0-9][a-z0-9.-]*):(?: (.*))?$/.exec(line) ?? [];
    if (isKey !== undefined) {
      const isDirect = rest.includes('{{');
      const value = isDirect ? valuesIn(rest, variables)[0] : blocks.at(-1);
      writings.set(name, [...(writings.get(name) ?? []), { value, isDirect, comment: comment.join(' ') }]);
      comment = [];
    } else if (/^\s*#/.test(line)) {
      comment.push(line.replace(/^\s*#\s?/, '').trim());
    } else if (line.trim() === '') {
      comment = [];
    }
    for (const [, word = '', text = ''] of line.matchAll(ACTION)) {
      follow(word, text, blocks, variables);
    }
  }
  return new Map([...writings].map(([name, places]) => [name, keyOf(places)]));
}

/** Keeps account of the conditions around a line, the innermost last. */
function follow(
  word: string,
  text: string,
  blocks: (string | undefined)[],
  variables: Map<string, string>,
): void {
  if (word === 'end') {
    blocks.pop();
  } else if (word === 'else') {
    if (/^\s*if\b/.test(text)) {
      blocks.splice(-1, 1, onlyValueIn(text, variables));
    }
  } else if (word.startsWith('$')) {
    const value = onlyValueIn(text, variables);
    if (value !== undefined) {
      variables.set(word, value);
    }
  } else {
    blocks.push(onlyValueIn(text, variables));
  }
}

function keyOf(places: readonly Writing[]): TemplateKey {
  const direct = places.filter(({ isDirect }) => isDirect);
  const named = (direct.length > 0 ? direct : places).flatMap((place) => place.value ?? []);
  const values = new Set(named);
  const [value] = values.size === 1 ? values : [];
  const comment = places.find((one) => one.comment !== '')?.comment;
  return { ...(value !== undefined && { value }), ...(comment !== undefined && { comment }) };
}

/** Of several values in a condition none is the one for certain. */
function onlyValueIn(text: string, variables: ReadonlyMap<string, string>): string | undefined {
  const values = valuesIn(text, variables);
  return values.length === 1 ? values[0] : undefined;
}

/** The values that an expression names, by themselves or else through variables; what it falls back to comes later. */
function valuesIn(text: string, variables: ReadonlyMap<string, string>): readonly string[] {
  const named = [
    ...text.matchAll(/hasKey \.Values(?:\.([A-Za-z0-9_.]+))? "([A-Za-z0-9_]+)"|\.Values\.([A-Za-z0-9_.]+)/g),
  ].map(([, parent, key, value]) => value ?? [parent, key].filter((part) => part !== undefined).join('.'));
  const throughVariables = [...text.matchAll(/(\$\w+)((?:\.\w+)*)/g)].flatMap(([, name = '', below = '']) => {
    const value = variables.get(name);
    return value === undefined ? [] : [`${value}${below}`];
  });
  return [...new Set(named.length > 0 ? named : throughVariables)];
}
