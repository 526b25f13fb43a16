import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { schemeOf } from '../../cluster/declared';
import { readClusters } from '../../cluster/read-clusters';
import { formatDiagnostic, InputError } from '../../diagnostics/diagnostic';
import { suggest } from '../../diagnostics/suggest';
import { knownVersions, valueFacts } from '../chart-values';
import { tkeValues } from '../tke-values';
import { asMarkdown, asText, type Listing } from './listing';
import { changed, difference, search, show } from './queries';

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

/** Answers one command line. Reads the cluster file it names, writes nothing. */
export function answer(args: readonly string[]): Answer {
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
    return { status: 0, stdout: values.markdown ? asMarkdown(listing) : asText(listing), stderr: '' };
  } catch (error) {
    if (error instanceof InputError) {
      return { status: 1, stdout: '', stderr: `${error.diagnostics.map(formatDiagnostic).join('\n')}\n` };
    }
    return { status: 1, stdout: '', stderr: `${error instanceof Error ? error.message : error}\n\n${USAGE}` };
  }
}

function listingOf([command, ...rest]: readonly string[], version: string): Listing {
  const [first, second] = rest;
  switch (command) {
    case 'show':
      return first !== undefined && /^\d/.test(first)
        ? show(checked(first), existing(checked(first), second))
        : show(checked(version), existing(checked(version), first));
    case 'search':
      return search(checked(version), atLeastOne(rest, 'a word to search for'));
    case 'changed':
      return changedIn(atLeastOne(rest, 'a cluster file')[0] ?? '');
    case 'diff':
      return difference(checked(first), checked(second));
    default:
      throw new Error(`there is no command "${command}"`);
  }
}

function changedIn(file: string): Listing {
  const { clusters } = readClusters([{ path: file, content: contentOf(file) }]);
  const [read] = clusters;
  if (!read) {
    throw new Error(`${file} describes no cluster`);
  }
  const { cilium, name } = read.cluster;
  return changed(name, cilium.version, [
    { by: 'this tool', values: tkeValues(schemeOf(read.cluster)) },
    { by: file, values: cilium.values },
  ]);
}

function contentOf(file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch {
    throw new Error(`there is no file "${file}"`);
  }
}

function checked(version: string | undefined): string {
  if (version === undefined || !knownVersions().includes(version)) {
    throw new Error(`"${version ?? ''}" is not a known version; known are ${knownVersions().join(', ')}`);
  }
  return version;
}

function existing(version: string, key: string | undefined): string | undefined {
  const keys = Object.keys(valueFacts(version));
  if (key !== undefined && !keys.includes(key)) {
    const near = suggest(key, keys);
    throw new Error(
      `Cilium ${version} has no value "${key}"${near === undefined ? '' : `; did you mean "${near}"?`}`,
    );
  }
  return key;
}

function atLeastOne(given: readonly string[], what: string): readonly string[] {
  if (given.length === 0) {
    throw new Error(`name ${what}`);
  }
  return given;
}

function newest(): string {
  return knownVersions().at(-1) ?? '';
}

if (require.main === module) {
  const { status, stdout, stderr } = answer(process.argv.slice(2));
  process.stdout.write(stdout);
  process.stderr.write(stderr);
  process.exitCode = status;
}
