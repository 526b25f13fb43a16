import { type Meanings, pairs } from './meaning';
import type { Circumstances, ReadRecorder } from './read-recorder';

/** A call of a template function: what its arguments may be, and where it is made. */
export interface FunctionCall {
  readonly given: readonly Meanings[];
  readonly where: Circumstances;
  readonly recorder: ReadRecorder;
}

/** What a function does with values that it is given; it returns what its result may be. */
type Family = (call: FunctionCall) => Meanings;

/**
 * The functions of templates by what they do with values. One that is missing here is taken to read all it is given
 * with every key, which declares too much but never too little.
 */
const FAMILIES: readonly (readonly [family: Family, functions: string])[] = [
  [
    looks,
    `not if eq ne lt le gt ge quote squote print printf println toString int int64 float64 add sub mul div len empty
     kindIs typeIs typeOf kindOf b64enc trim trimPrefix trimSuffix trimAll upper lower contains replace has hasPrefix
     hasSuffix regexMatch regexReplaceAll semverCompare sha256sum fail mustDateModify dateModify nindent indent join
     lookup genCA genSignedCert buildCustomCert split splitList until`,
  ],
  [givesAnyOf, 'and or default coalesce ternary'],
  [joins, 'append concat merge mergeOverwrite mustMerge mustMergeOverwrite'],
  [givesTheLast, 'deepCopy required'],
  [givesTheFirst, 'unset'],
  [sets, 'set'],
  [makesList, 'list tuple'],
  [makesDict, 'dict'],
  [readsKey, 'hasKey get'],
  [readsByIndex, 'index'],
  [digs, 'dig'],
  [readsElements, 'first last mustFirst'],
  [readsTheFirstWhole, 'tpl'],
];

const FAMILY_OF: ReadonlyMap<string, Family> = new Map(
  FAMILIES.flatMap(([family, functions]) =>
    functions.split(/\s+/).map((name): [string, Family] => [name, family]),
  ),
);

/** Reads what a function reads of the values it is given, and returns what its result may be. */
export function callFunction(name: string, call: FunctionCall): Meanings {
  return (FAMILY_OF.get(name) ?? readsAllWhole)(call);
}

/** Looks at a value: which keys a map has does not matter to it. */
function looks(): Meanings {
  return [];
}

function readsAllWhole({ given, where, recorder }: FunctionCall): Meanings {
  recorder.wholly(given.flat(), where);
  return [];
}

/** Only the first: it may be a template that is a value, and what it reads cannot be followed. */
function readsTheFirstWhole({ given: [first = []], where, recorder }: FunctionCall): Meanings {
  recorder.wholly(first, where);
  return [];
}

function givesAnyOf({ given }: FunctionCall): Meanings {
  return given.flat().filter(({ kind }) => kind !== 'text');
}

function joins({ given }: FunctionCall): Meanings {
  return given.flat();
}

function givesTheLast({ given }: FunctionCall): Meanings {
  return given.at(-1) ?? [];
}

function givesTheFirst({ given: [first = []] }: FunctionCall): Meanings {
  return first;
}

function sets({ given: [dict = [], , value = []], where, recorder }: FunctionCall): Meanings {
  recorder.wholly(value, where);
  return dict;
}

function makesList({ given }: FunctionCall): Meanings {
  return [{ kind: 'list', items: given }];
}

function makesDict({ given }: FunctionCall): Meanings {
  return [{ kind: 'dict', entries: new Map(pairs(given)) }];
}

function readsKey({ given: [dict = [], key = []], where, recorder }: FunctionCall): Meanings {
  const name = textOf(key);
  if (name === undefined) {
    recorder.wholly(dict, where);
    return [];
  }
  return recorder.follow(dict, [name], where);
}

function readsByIndex({ given: [collection = [], ...steps], where, recorder }: FunctionCall): Meanings {
  return steps.reduce<Meanings>(
    (base, step) =>
      base.flatMap((meaning) => {
        const name = textOf(step);
        if (meaning.kind === 'list') {
          return meaning.items[Number(name)] ?? [];
        }
        return name === undefined
          ? recorder.elements(meaning, where)
          : recorder.follow([meaning], [name], where);
      }),
    collection,
  );
}

/** `dig "a" "b" DEFAULT DICT` */
function digs({ given, where, recorder }: FunctionCall): Meanings {
  const path = given.slice(0, -2).map((name) => textOf(name) ?? '*');
  return [...recorder.follow(given.at(-1) ?? [], path, where), ...(given.at(-2) ?? [])];
}

function readsElements({ given: [list = []], where, recorder }: FunctionCall): Meanings {
  return list.flatMap((meaning) => recorder.elements(meaning, where));
}

/** The text that an argument is, where it is one. */
export function textOf(meanings: Meanings): string | undefined {
  return meanings.find((meaning) => meaning.kind === 'text')?.text;
}
