import { nameOf, randomCombination, settingsOf, valuesOf } from '../../e2e/agent/settings';
import { Random } from '../../e2e/oracle/random';
import { testCharts } from '../support/charts';

const settings = settingsOf(testCharts.values('1.19.6'));

test('settings of sections that overlap make one map of values', () => {
  expect(
    valuesOf([
      { path: 'hubble.relay.enabled', value: true },
      { path: 'hubble.enabled', value: false },
      { path: 'routingMode', value: 'native' },
    ]),
  ).toEqual({ hubble: { relay: { enabled: true }, enabled: false }, routingMode: 'native' });
});

test('every boolean of a chart is tried both ways, and every word once', () => {
  const of = (path: string) => settings.filter((one) => one.path === path).map(({ value }) => value);
  expect(of('hubble.enabled')).toEqual([true, false]);
  expect(of('loadBalancer.mode')).toEqual(['snat', 'dsr', 'hybrid']);
  expect(of('identityManagementMode')).toEqual(['agent', 'operator', 'both']);
});

test('keys that stand for any name, and keys that the chart refuses, are no settings', () => {
  expect(settings.filter(({ path }) => path.includes('*'))).toEqual([]);
  const removed = Object.entries(testCharts.values('1.19.6').facts).filter(([, facts]) => facts.removed);
  expect(removed.length).toBeGreaterThan(0);
  expect(settings.filter(({ path }) => removed.some(([one]) => one === path))).toEqual([]);
});

test('a seed gives the same combinations again, each of different values', () => {
  const draw = (seed: number) => {
    const random = new Random(seed);
    return Array.from({ length: 50 }, () => randomCombination(settings, random));
  };
  expect(draw(7).map(nameOf)).toEqual(draw(7).map(nameOf));
  expect(draw(7).map(nameOf)).not.toEqual(draw(8).map(nameOf));
  for (const combination of draw(7)) {
    const paths = combination.map(({ path }) => path);
    expect(new Set(paths).size).toBe(paths.length);
  }
});
