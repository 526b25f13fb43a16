import { Random } from '../../e2e/oracle/random';
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

function patternBy(random: Random, depth = 0): string {
  const parts = Array.from({ length: 1 + random.below(4) }, () => {
    const kind = random.below(12);
    if (kind === 0) {
      return '^';
    }
    if (kind === 1) {
      return '$';
    }
    if (kind === 2) {
      return '|';
    }
    if (kind < 6 && depth < 3) {
      return `(${random.below(3) === 0 ? '?:' : ''}${patternBy(random, depth + 1)})${random.pick(['', '', '?', '*', '??'])}`;
    }
    return `${random.pick(SINGLES)}${random.pick(['', '', '', '*', '+', '?', '*?', '+?', '??'])}`;
  });
  return parts.join('');
}

/** Every match with its groups, searched from every index. */
function matchesOf(regexp: Regexp, text: string): unknown[] {
  return Array.from({ length: text.length + 1 }, (_, from) => {
    const match = regexp.find(text, from);
    return (
      match && [match.start, match.end, ...['0', '1', '2', '3', 'name'].map((name) => match.group(name))]
    );
  });
}

test('what JavaScript runs of RE2 gives what re2js gives, for 2,000 patterns on 15 texts', () => {
  const random = new Random(20);
  let compared = 0;
  while (compared < 2000) {
    const pattern = patternBy(random);
    const native = compileNatively(pattern);
    if (!native) {
      continue;
    }
    const re2 = compileByRe2(pattern);
    for (const text of TEXTS) {
      expect([pattern, text, matchesOf(native, text)]).toEqual([pattern, text, matchesOf(re2, text)]);
    }
    compared++;
  }
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
