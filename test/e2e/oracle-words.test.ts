import { chosen, USAGE } from '../../e2e/oracle/chosen';

test('the oracle takes numbers and flags', () => {
  expect(chosen(['--charts', '1.19', '--sets', '3', '--hostile', '--only', '7'])).toMatchObject({
    charts: '1.19',
    sets: 3,
    hostile: true,
    only: 7,
    seed: 1,
  });
});

test('asked for help it says its options and asks nobody', () => {
  expect(chosen(['--help'])).toBeUndefined();
  const options = [...USAGE.matchAll(/^ +--(\w+)/gm)].map(([, name]) => name);
  expect(options).toEqual([
    'charts',
    'sets',
    'every',
    'templates',
    'seed',
    'record',
    'hostile',
    'inputs',
    'only',
  ]);
});

test.each<[words: string[], problem: RegExp]>([
  [['--chart', '1.19'], /Unknown option '--chart'/],
  [['--sets', 'many'], /--sets must be a whole number, not "many"/],
  [['1.19.6'], /Unexpected argument '1.19.6'/],
])('%p is refused in one sentence', (words, problem) => {
  expect(() => chosen(words)).toThrow(problem);
});
