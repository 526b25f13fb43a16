import { ownParts } from '../../lib/engine/parsed/code-digest';

const BUNDLE = [
  '"use strict";',
  '// lib/rules/rule.ts',
  'var words = "a";',
  '// lib/engine/parsed/code-digest.ts',
  'var digest = 1;',
  '// lib/engine/template/lexer.ts',
  'var lexer = 1;',
  '// main.ts',
  'run();',
].join('\n');

test('the parts of a bundle that came from the engine are those under its directory', () => {
  expect(ownParts(BUNDLE)).toContain('var digest = 1;');
  expect(ownParts(BUNDLE)).toContain('var lexer = 1;');
  expect(ownParts(BUNDLE)).not.toMatch(/words|run/);
});

test('other words in a rule leave them as they are, other code of the engine does not', () => {
  expect(ownParts(BUNDLE.replace('"a"', '"another word"'))).toBe(ownParts(BUNDLE));
  expect(ownParts(BUNDLE.replace('lexer = 1', 'lexer = 2'))).not.toBe(ownParts(BUNDLE));
});

test('it does not matter where the engine is installed', () => {
  const installed = BUNDLE.replaceAll('lib/', 'node_modules/tke-cilium/build/lib/').replaceAll('.ts', '.js');
  expect(ownParts(installed)).toContain('var lexer = 1;');
  expect(ownParts(installed)).not.toMatch(/words/);
});

test('a bundle that does not say where its parts came from counts as a whole', () => {
  expect(ownParts('var words=1;var lexer=1;')).toBe('var words=1;var lexer=1;');
});
