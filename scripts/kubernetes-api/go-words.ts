import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The words of fields, by type (`core.v1.Container`) and the name of the field in a manifest. */
export type WordsByType = ReadonlyMap<string, Readonly<Record<string, readonly string[]>>>;

/** A Go type of the API that is a text with only so many values, or a struct. */
interface GoTypes {
  /** Values of texts that are marked `+enum`, by `group.version.Type`. */
  readonly enums: ReadonlyMap<string, readonly string[]>;
  readonly structs: ReadonlyMap<string, readonly GoField[]>;
}

interface GoField {
  /** Name in a manifest; empty when the fields of the type are those of the struct around it. */
  readonly json: string;
  /** `group.version.Type` without pointer and list. */
  readonly type: string;
}

/**
 * The words that fields of built-in types may hold. The OpenAPI document leaves them out; the Go source of the API marks
 * the types with `+enum` and lists their constants.
 *
 * @param directory of the Go module k8s.io/api
 */
export function wordsOfGoTypes(directory: string): WordsByType {
  const { enums, structs } = goTypes(directory);
  const wordsOf = (name: string): Record<string, readonly string[]> =>
    Object.fromEntries(
      (structs.get(name) ?? []).flatMap(({ json, type }): [string, readonly string[]][] => {
        const words = enums.get(type);
        return json === '' ? Object.entries(wordsOf(type)) : words ? [[json, words]] : [];
      }),
    );
  return new Map([...structs.keys()].map((name) => [name, wordsOf(name)]));
}

function goTypes(directory: string): GoTypes {
  const enums = new Map<string, readonly string[]>();
  const structs = new Map<string, readonly GoField[]>();
  const core = typesOf(join(directory, 'core', 'v1'));
  for (const group of directories(directory)) {
    for (const version of directories(join(directory, group)).filter((name) => /^v\d/.test(name))) {
      const source = typesOf(join(directory, group, version));
      const own = `${group}.${version}`;
      const qualified = qualifier(source, own);
      for (const [, name = ''] of source.matchAll(/\/\/ \+enum\n(?:\/\/.*\n)*type (\w+) string/g)) {
        enums.set(`${own}.${name}`, constantsOf(source, name, core));
      }
      for (const [, name = '', body = ''] of source.matchAll(/^type (\w+) struct \{\n([\s\S]*?)^\}/gm)) {
        structs.set(`${own}.${name}`, fieldsOf(body, qualified));
      }
    }
  }
  return { enums, structs };
}

function directories(path: string): string[] {
  return readdirSync(path, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? [entry.name] : [],
  );
}

function typesOf(directory: string): string {
  return readdirSync(directory)
    .filter((name) => /^types.*\.go$/.test(name))
    .map((name) => readFileSync(join(directory, name), 'utf8'))
    .join('\n');
}

/**
 * Values of the constants of a type: `Name Type = "word"`, `Name = Type("word")`, or `Name = Type(v1.Other)`.
 *
 * @throws {Error} when a constant cannot be resolved, or there is none
 */
function constantsOf(source: string, type: string, core: string): readonly string[] {
  const literal = new RegExp(
    `^\\s*(?:const\\s+)?\\w+\\s+(?:${type}\\s*=\\s*"([^"]*)"|=\\s*${type}\\("([^"]*)"\\))`,
    'gm',
  );
  const alias = new RegExp(`^\\s*(?:const\\s+)?\\w+\\s*=\\s*${type}\\(v1\\.(\\w+)\\)`, 'gm');
  const words = [
    ...[...source.matchAll(literal)].map(([, typed, cast]) => typed ?? cast ?? ''),
    ...[...source.matchAll(alias)].map(([, name = '']) => coreConstant(core, name)),
  ];
  if (words.length === 0) {
    throw new Error(`no constants of ${type} were found`);
  }
  return [...new Set(words)].sort();
}

function coreConstant(core: string, name: string): string {
  const word = new RegExp(`^\\s*${name}\\s+\\w+\\s*=\\s*"([^"]*)"`, 'm').exec(core)?.[1];
  if (word === undefined) {
    throw new Error(`core/v1 has no constant ${name}`);
  }
  return word;
}

const FIELD = /^\t(?:(\w+)\s+)?([*[\]]*)(?:(\w+)\.)?(\w+)\s+`json:"([\w$-]*),?([^"]*)"/gm;

function fieldsOf(body: string, qualified: (alias: string, type: string) => string): readonly GoField[] {
  return [...body.matchAll(FIELD)].flatMap(([, , , alias = '', type = '', json = '', options = '']) =>
    json !== '' || options.includes('inline') ? [{ json, type: qualified(alias, type) }] : [],
  );
}

/** Types of other packages by the names under which a file imports these. */
function qualifier(source: string, own: string): (alias: string, type: string) => string {
  const imports = new Map(
    [...source.matchAll(/^\s*(\w+)\s+"k8s\.io\/api\/(\w+)\/(\w+)"/gm)].map(
      ([, alias = '', group, version]) => [alias, `${group}.${version}`],
    ),
  );
  return (alias, type) => `${alias === '' ? own : (imports.get(alias) ?? alias)}.${type}`;
}
