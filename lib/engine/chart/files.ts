import { baseName } from '../functions/paths';
import { OutsideProfile } from '../go/errors';
import { quoteGo } from '../go/quote';
import { type Dict, type Method, Struct, type Value } from '../go/value';
import { emitYaml } from '../go-yaml/write/emitter';
import type { LazyText } from './chart';

/** `.Files`: the chart's other files by path. Their bytes can be had by Get, or by Glob and AsConfig. */
export function filesValue(files: ReadonlyMap<string, LazyText>): Dict {
  const value: Dict = new Map(
    [...files.keys()].map((path) => [path, new Struct('[]uint8', 'slice', new Map())]),
  );
  value.type = 'engine.files';
  value.methods = new Map<string, Method>([
    ['Get', { parameters: 1, call: ([path]: readonly Value[]) => files.get(path as string)?.() ?? '' }],
    ['Glob', { parameters: 1, call: ([pattern]: readonly Value[]) => glob(files, pattern as string) }],
    ['AsConfig', { parameters: 0, call: () => asConfig(files) }],
    ...['AsSecrets', 'GetBytes', 'Lines'].map((name): [string, Method] => [
      name,
      { parameters: 0, call: () => refuse(name) },
    ]),
  ]);
  return value;
}

function refuse(name: string): never {
  throw new OutsideProfile(`the method .Files.${name}`);
}

function glob(files: ReadonlyMap<string, LazyText>, pattern: string): Dict {
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

function asConfig(files: ReadonlyMap<string, LazyText>): string {
  const named: Dict = new Map([...files].map(([path, text]) => [baseName(path), text()]));
  if (named.size < files.size) {
    throw new OutsideProfile('AsConfig of files that share a name, whose winner is random in Helm');
  }
  return emitYaml(named).replace(/\n$/, '');
}
