/** What a query found: sections of keys, ready to be printed. */
export interface Listing {
  readonly title: string;
  readonly sections: readonly Section[];
}

export interface Section {
  /** Empty when a listing has only one. */
  readonly heading: string;
  readonly entries: readonly Entry[];
}

export interface Entry {
  readonly key: string;
  /** What is printed beside the key: types and default, or before and after. */
  readonly facts: readonly Fact[];
  readonly description: string;
}

export interface Fact {
  readonly label: string;
  readonly text: string;
}

/** Columns that descriptions are wrapped to where nobody says how many there are. */
const COLUMNS = 100;

/** For people at a terminal of so many columns: a line a key, the description under it. */
export function asText(listing: Listing, columns = COLUMNS): string {
  const { title, sections } = listing;
  const width = Math.max(20, Math.min(columns, COLUMNS) - 4);
  const body = sections.flatMap(({ heading, entries }) => [
    ...(heading === '' ? [] : ['', `${heading} (${entries.length})`]),
    ...entries.flatMap(({ key, facts, description }) => [
      '',
      key,
      ...facts.map(({ label, text }) => `    ${label}: ${text}`),
      ...(description === '' ? [] : description.split('\n')).flatMap((line) =>
        wrapped(line, width).map((part) => `    ${part}`),
      ),
    ]),
  ]);
  return `${[title, ...body, ...emptiness(listing)].map((line) => line.trimEnd()).join('\n')}\n`;
}

/** For a pull request or a wiki: a table a section. */
export function asMarkdown({ title, sections }: Listing): string {
  const body = sections
    .filter(({ entries }) => entries.length > 0)
    .flatMap(({ heading, entries }) => {
      const labels = [...new Set(entries.flatMap(({ facts }) => facts.map(({ label }) => label)))];
      const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
      return [
        ...(heading === '' ? [] : ['', `## ${heading} (${entries.length})`]),
        '',
        row(['key', ...labels, 'description']),
        row(['key', ...labels, 'description'].map(() => '---')),
        ...entries.map(({ key, facts, description }) => {
          const cells = labels.map((label) => code(facts.find((fact) => fact.label === label)?.text ?? ''));
          return row([code(key), ...cells, cell(description)]);
        }),
      ];
    });
  return `${[`# ${title}`, ...body, ...emptiness({ title, sections })].join('\n')}\n`;
}

function emptiness({ sections }: Listing): readonly string[] {
  return sections.some(({ entries }) => entries.length > 0) ? [] : ['', 'Nothing.'];
}

function code(text: string): string {
  return text === '' ? '' : `\`${cell(text).replaceAll('`', '')}\``;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', '<br>');
}

function wrapped(line: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of line.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < width) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else {
      lines.push(word);
    }
  }
  return lines;
}
