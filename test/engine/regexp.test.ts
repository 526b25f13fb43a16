import fc from 'fast-check';
import { compileByRe2, compileNatively, type Regexp } from '../../lib/engine/go/regexp';

const SINGLES = [
  'a',
  'b',
  '-',
  '@',
  '/',
  ' ',
  '.',
  '\\.',
  '\\$',
  '[ab]',
  '[^a]',
  '[a-z0-9]',
  '[-a-z]',
  '[^b/-]',
  '[a.:/@ ]',
];
const TEXTS = [
  '',
  'a',
  'b',
  'ab',
  'ba',
  'aab',
  'abba',
  'a.b',
  'a/b@a',
  '-a-',
  'a\nb',
  '\n',
  ' a b ',
  'Ab$9:',
  'bbbaaa/ab@@',
];

const suffix = (...marks: string[]) => fc.constantFrom('', '', '', ...marks);

const patterns = fc.letrec<{ pattern: string; part: string; group: string }>((tie) => ({
  pattern: fc.array(tie('part'), { minLength: 1, maxLength: 4 }).map((parts) => parts.join('')),
  part: fc.oneof(
    { maxDepth: 3 },
    fc
      .tuple(fc.constantFrom(...SINGLES), suffix('*', '+', '?', '*?', '+?', '??'))
      .map((parts) => parts.join('')),
    fc.constantFrom('^', '$', '|'),
    tie('group'),
  ),
  group: fc
    .tuple(fc.constantFrom('(', '(?:'), tie('pattern'), suffix('', '', '?'))
    .map(([open, inside, mark]) => `${open}${inside})${mark}`),
})).pattern;

/** Every match with its groups, searched from every index. */
function matchesOf(regexp: Regexp, text: string): unknown[] {
  return Array.from({ length: text.length + 1 }, (_, from) => {
    const match = regexp.find(text, from);
    return (
      match && [match.start, match.end, ...['0', '1', '2', '3', 'name'].map((name) => match.group(name))]
    );
  });
}

test('what JavaScript runs of RE2 gives what re2js gives, for 500 patterns on 15 texts', () => {
  fc.assert(
    fc.property(patterns, (pattern) => {
      const native = compileNatively(pattern);
      fc.pre(native !== undefined);
      const re2 = compileByRe2(pattern);
      expect(TEXTS.map((text) => native && matchesOf(native, text))).toEqual(
        TEXTS.map((text) => matchesOf(re2, text)),
      );
    }),
    { numRuns: 500, maxSkipsPerRun: 1000 },
  );
});

test.each(['@.*$', '^([a-z0-9][-a-z0-9]*)?[a-z0-9]$', '(^.*/)(.*)\\.json$'])(
  'the pattern %s of the Cilium charts is run by JavaScript',
  (pattern) => {
    expect(compileNatively(pattern)).toBeDefined();
  },
);

test.each([
  ['a**', 'a quantifier of a quantifier'],
  ['(a|b)*', 'a repeated group'],
  ['(|a)?', 'an optional group with alternatives'],
  ['(a*?)?', 'an optional group that would rather be empty'],
  ['[]', 'an empty class'],
  ['[]a]', 'a class that begins with its own end'],
  ['[^]', 'an empty class, negated'],
  ['[\\d-a]', 'a class within a class'],
  ['\\bword', 'a word boundary'],
  ['\\s', 'blanks, of which JavaScript has more'],
  ['a{2}', 'a counted repetition'],
  ['(?i)a', 'a flag'],
  ['(?=a)', 'a look ahead, which RE2 has not'],
  ['(a)\\1', 'a back reference, which RE2 has not'],
  ['é', 'a letter that is not ASCII'],
  ['a-z]', 'a bracket without its other half'],
  ['(a', 'a group without its end'],
])('%s is left to re2js: %s', (pattern) => {
  expect(compileNatively(pattern)).toBeUndefined();
});

test.each(['a\rb', 'é', 'a\u2028b', '\tb'])('a text like %j is left to re2js', (text) => {
  const native = compileNatively('^.*b?$');
  expect(native && matchesOf(native, text)).toEqual(matchesOf(compileByRe2('^.*b?$'), text));
});
