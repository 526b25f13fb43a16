import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const MODULE = 'github.com/cilium/cilium';

/** Options that agent or operator take, and that are in no reference: hidden in their help, or deprecated. */
export interface HiddenOption {
  readonly program: 'agent' | 'operator';
  readonly name: string;
  /** As the method is called that registers it: `Bool`, `Uint32`. */
  readonly type: string;
}

/** The hidden options, as the source of the module registers them. */
export function hiddenOptions(module: string): readonly HiddenOption[] {
  return ['daemon', 'operator', 'pkg'].flatMap((top) =>
    goFiles(join(module, top)).flatMap((file) =>
      inFile(module, file, top === 'operator' ? 'operator' : 'agent'),
    ),
  );
}

/** Former names of options, which are read from cilium-config all the same. */
export function formerNames(module: string): readonly string[] {
  const source = readFileSync(join(module, 'pkg/option/config.go'), 'utf8');
  const body = /func ReplaceDeprecatedFields[\s\S]*?\n}/.exec(source)?.[0] ?? '';
  return [...body.matchAll(/"([\w-]+)":/g)].map(([, name = '']) => name);
}

function inFile(module: string, file: string, program: HiddenOption['program']): HiddenOption[] {
  const source = readFileSync(file, 'utf8');
  const hidden = [...source.matchAll(/\.Mark(?:Hidden|Deprecated)\(([\w."-]+)[,)]/g)].map(
    ([, term = '']) => term,
  );
  return [...new Set(hidden)].flatMap((term) => {
    const registered = new RegExp(`flags\\.(\\w+)\\(\\s*(?:.*\\), )?${term.replace('.', '\\.')},`).exec(
      source,
    );
    return registered?.[1] === undefined
      ? []
      : [{ program, name: textOf(term, module, file, source), type: registered[1] }];
  });
}

/** The value of a literal or a constant. */
function textOf(term: string, module: string, file: string, source: string): string {
  if (term.startsWith('"')) {
    return term.slice(1, -1);
  }
  const [name = '', from] = term.split('.').reverse();
  const text = from === undefined ? undefined : constantIn(directoryOf(from, module, source), name);
  const found = text ?? constantIn(join(file, '..'), name);
  if (found === undefined) {
    throw new Error(`${file}: no constant ${term} was found`);
  }
  return found;
}

/** Directory of a package of the module, by the name that a file imports it under. */
function directoryOf(name: string, module: string, source: string): string {
  const path =
    new RegExp(`^\\s*${name} "${MODULE}/([^"]+)"`, 'm').exec(source) ??
    new RegExp(`^\\s*"${MODULE}/([^"]+/${name})"`, 'm').exec(source);
  return join(module, path?.[1] ?? '');
}

function constantIn(directory: string, name: string): string | undefined {
  const definition = new RegExp(`\\b${name}(?:\\s+string)?\\s*:?=\\s*"([^"]*)"`);
  return readdirSync(directory, { encoding: 'utf8' })
    .filter(isSource)
    .map((file) => definition.exec(readFileSync(join(directory, file), 'utf8'))?.[1])
    .find((text) => text !== undefined);
}

function goFiles(directory: string): string[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter(isSource)
    .sort()
    .map((name) => join(directory, name));
}

function isSource(name: string): boolean {
  return name.endsWith('.go') && !name.endsWith('_test.go');
}
