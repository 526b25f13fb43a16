import { baseName } from '../functions/paths';
import { stringList } from '../functions/strings';
import { NotReproducible, OutsideProfile } from '../go/errors';
import { quoteGo } from '../go/quote';
import { type Dict, type List, type Method, Struct, type Value } from '../go/value';
import { emitYaml } from '../go-yaml/write/emitter';

/** What a file is by itself: nothing can be asked of it. */
const BYTES = new Struct('[]uint8', 'slice', new Map());

/** `.Files`: the chart's other files by path. Their bytes can be had by Get, or by Glob and AsConfig. */
export function filesValue(files: ReadonlyMap<string, string>): Dict {
  const value: Dict = new Map([...files.keys()].map((path) => [path, BYTES]));
  value.type = 'engine.files';
  value.methods = new Map<string, Method>([
    ['Get', { parameters: 1, call: ([path]: readonly Value[]) => files.get(path as string) ?? '' }],
    ['Glob', { parameters: 1, call: ([pattern]: readonly Value[]) => glob(files, pattern as string) }],
    ['AsConfig', { parameters: 0, call: () => asConfig(files) }],
    ['AsSecrets', { parameters: 0, call: () => asSecrets(files) }],
    ['Lines', { parameters: 1, call: ([path]: readonly Value[]) => lines(files, path as string) }],
    ['GetBytes', { parameters: 1, call: refuseBytes }],
  ]);
  return value;
}

function refuseBytes(): never {
  throw new OutsideProfile('the method .Files.GetBytes');
}

function lines(files: ReadonlyMap<string, string>, path: string): List {
  const text = files.get(path);
  if (text === '') {
    throw new OutsideProfile('.Files.Lines of an empty file');
  }
  return stringList(text === undefined ? [] : text.replace(/\n$/, '').split('\n'));
}

function glob(files: ReadonlyMap<string, string>, pattern: string): Dict {
  const matches = globPattern(pattern);
  return filesValue(new Map([...files].filter(([path]) => matches.test(path))));
}

/** The globs of gobwas/glob with `/` as separator, as far as `*`, `**` and `?` go. */
function globPattern(pattern: string): RegExp {
  if (/[[\]{}\\!]/.test(pattern)) {
    throw new OutsideProfile(`the glob ${quoteGo(pattern)}`);
  }
  const expression = pattern.replace(/\*\*|[*?]|[.+^$()|]/g, (found) => {
    switch (found) {
      case '**':
        return '[^]*';
      case '*':
        return '[^/]*';
      case '?':
        return '[^/]';
      default:
        return `\\${found}`;
    }
  });
  return new RegExp(`^${expression}$`);
}

function asConfig(files: ReadonlyMap<string, string>): string {
  return yamlByName(files, (text) => text);
}

function asSecrets(files: ReadonlyMap<string, string>): string {
  return yamlByName(files, (text) => Buffer.from(text, 'latin1').toString('base64'));
}

function yamlByName(files: ReadonlyMap<string, string>, encode: (text: string) => string): string {
  const named: Dict = new Map([...files].map(([path, text]) => [baseName(path), encode(text)]));
  if (named.size < files.size) {
    throw new NotReproducible('files by name where two share one, whose winner is random in Helm');
  }
  return emitYaml(named).replace(/\n$/, '');
}
