import { Planner } from '../../e2e/agent/plan';
import { nameOf, randomCombination, settingsOf, shrunk, valuesOf } from '../../e2e/agent/settings';
import { Random } from '../../e2e/oracle/random';
import { LOCKED_ARCHIVES, ofCharts, testCharts } from '../support/charts';
import { fileRequires } from '../support/requires';

fileRequires(LOCKED_ARCHIVES);

const settings = ofCharts(() => settingsOf(testCharts.values('1.19.6')));

test('settings of sections that overlap make one map of values', () => {
  expect(
    valuesOf([
      { path: 'hubble.relay.enabled', value: true },
      { path: 'hubble.enabled', value: false },
      { path: 'routingMode', value: 'native' },
    ]),
  ).toEqual({ hubble: { relay: { enabled: true }, enabled: false }, routingMode: 'native' });
});

test('every boolean of a chart is tried both ways, every word once, and nothing in place of a default', () => {
  const of = (path: string) => settings.filter((one) => one.path === path).map(({ value }) => value);
  expect(of('hubble.enabled')).toEqual([true, false, null]);
  expect(of('loadBalancer.mode')).toEqual(expect.arrayContaining(['snat', 'dsr', 'hybrid']));
  expect(of('identityManagementMode')).toEqual(['agent', 'operator', 'both', '', null]);
});

test('a list is tried with an item that means nothing', () => {
  const lists = settings.filter(({ value }) => JSON.stringify(value) === '["nonsense"]');
  expect(lists.map(({ path }) => path)).toEqual(
    expect.arrayContaining(['nodePort.addresses', 'hubble.metrics.enabled', 'extraArgs']),
  );
});

test('what has an effect only beside its switch is planned with it, and counts against the switch alone', () => {
  const planner = new Planner('native', '1.19.6', testCharts);
  expect(planner.plan([{ path: 'pprof.blockProfileRate', value: 1 }])).toEqual({ unchanged: true });
  expect(planner.planSwitchedOn({ path: 'pprof.blockProfileRate', value: 1 })).toMatchObject({
    accepted: { name: 'pprof.enabled=true pprof.blockProfileRate=1' },
  });
  expect(planner.planSwitchedOn({ path: 'pprof.blockProfileRate', value: 0 })).toEqual({ unchanged: true });
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

test('a combination that fails is taken apart until nothing can be left out', async () => {
  const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((path) => ({ path, value: true }));
  const has = (some: readonly unknown[], ...wanted: readonly unknown[]) =>
    wanted.every((one) => some.includes(one));
  const all = [a, b, c, d].filter((one) => one !== undefined);
  expect(await shrunk(all, async (fewer) => has(fewer, b, d))).toEqual([b, d]);
  expect(await shrunk(all, async (fewer) => has(fewer, c))).toEqual([c]);
  expect(await shrunk(all, async () => false)).toEqual(all);
});
