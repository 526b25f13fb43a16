import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { knownVersions, knowsValue, valueFacts } from '../charts/knowledge/chart-values';
import { layersAround } from '../cluster/cluster-files';
import { formatDiagnostic, InputError } from '../diagnostics/diagnostic';
import { suggest } from '../diagnostics/suggest';
import { asMarkdown, asText, type Listing } from '../inspect/listing';
import { changed, difference, search, show } from '../inspect/queries';
import { acceptClusters } from '../rules/accept-clusters';
import { instead } from '../values/replacements';

const USAGE = `Usage: npm run values -- COMMAND [--markdown] [--version VERSION]

  show [VERSION] [KEY]        all values of a version of Cilium, or those under a key
  search WORD...              values with these words in their key or description
  changed CLUSTER_FILE        what a cluster changes, and who sets it
  diff VERSION VERSION        new and gone values, changed defaults, types and descriptions

VERSION is one of ${knownVersions().join(', ')}; the newest where none is given.
`;

/** What a command line asks for, answered. */
export interface Answer {
  /** Exit status: 0, or 1 when the question could not be understood. */
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Answers one command line, for a terminal of so many columns. Reads the cluster file it names, writes nothing. */
export function answer(args: readonly string[], columns?: number): Answer {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        markdown: { type: 'boolean' },
        version: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
    if (values.help || positionals.length === 0) {
      return { status: values.help ? 0 : 1, stdout: USAGE, stderr: '' };
    }
    const listing = listingOf(positionals, values.version ?? newest());
    return {
      status: 0,
      stdout: values.markdown ? asMarkdown(listing) : asText(listing, columns),
      stderr: '',
    };
  } catch (error) {
    if (error instanceof InputError) {
      return { status: 1, stdout: '', stderr: `${error.diagnostics.map(formatDiagnostic).join('\n')}\n` };
    }
    return { status: 1, stdout: '', stderr: `${error instanceof Error ? error.message : error}\n\n${USAGE}` };
  }
}

function listingOf([command, ...rest]: readonly string[], version: string): Listing {
  switch (command) {
    case 'show': {
      const named = /^v?\d/.test(rest[0] ?? '');
      const [key] = atMost(1, named ? rest.slice(1) : rest);
      const known = checked(named ? rest[0] : version);
      return show(known, existing(known, key));
    }
    case 'search':
      return search(checked(version), atLeast(1, rest, 'a word to search for'));
    case 'changed':
      return changedIn(atMost(1, atLeast(1, rest, 'a cluster file'))[0] ?? '');
    case 'diff': {
      const [from, to] = atMost(2, atLeast(2, rest, 'two versions'));
      return difference(checked(from), checked(to));
    }
    default:
      throw new Error(`there is no command "${command}"`);
  }
}

function changedIn(file: string): Listing {
  const { clusters } = acceptClusters([{ path: file, content: contentOf(file) }], layersAround(file));
  const [read] = clusters;
  if (!read) {
    throw new Error(`${file} describes no cluster`);
  }
  const { cilium, name } = read.cluster;
  return changed(name, cilium.version, [
    { by: 'this tool', values: read.declared.ours },
    { by: file, values: cilium.values },
  ]);
}

function contentOf(file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw new Error(missing ? `there is no file "${file}"` : `"${file}" cannot be read as a file`);
  }
}

function checked(version: string | undefined): string {
  const plain = version?.replace(/^v/, '') ?? '';
  if (!knownVersions().includes(plain)) {
    throw new Error(`"${version ?? ''}" is not a known version; known are ${knownVersions().join(', ')}`);
  }
  return plain;
}

function existing(version: string, key: string | undefined): string | undefined {
  if (key === undefined || knowsValue(version, key)) {
    return key;
  }
  const facts = valueFacts(version);
  if (Object.hasOwn(facts, key)) {
    throw new Error(`Cilium ${version} refuses the value "${key}"${hint(instead(key))}`);
  }
  const others = knownVersions().filter((one) => knowsValue(one, key));
  const near = suggest(key, Object.keys(facts));
  throw new Error(
    `Cilium ${version} has no value "${key}"${hint(
      others.length > 0
        ? `${others.join(' and ')} ${others.length > 1 ? 'have' : 'has'} it`
        : near && `did you mean "${near}"?`,
    )}`,
  );
}

function hint(text: string | undefined): string {
  return text === undefined ? '' : `; ${text.replace(/^Use /, 'use ')}`;
}

function atLeast(count: number, given: readonly string[], what: string): readonly string[] {
  if (given.filter((one) => one.trim() !== '').length < count) {
    throw new Error(`name ${what}`);
  }
  return given;
}

function atMost(count: number, given: readonly string[]): readonly string[] {
  if (given.length > count) {
    throw new Error(`"${given[count]}" is one word too many`);
  }
  return given;
}

function newest(): string {
  return knownVersions().at(-1) ?? '';
}

if (require.main === module) {
  const { status, stdout, stderr } = answer(process.argv.slice(2), process.stdout.columns);
  // Whoever reads the output, `head` for one, may have seen enough.
  process.stdout.on('error', () => process.exit());
  process.stdout.write(stdout);
  process.stderr.write(stderr);
  process.exitCode = status;
}
