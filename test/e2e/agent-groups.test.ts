import { askGroup, groupsOf } from '../../e2e/agent/groups';
import type { Case, Planned } from '../../e2e/agent/plan';
import { nameOf, type Setting } from '../../e2e/agent/settings';

const BESIDE = { 'enable-hubble': 'true', port: '1' };

/** A synth whose options are the settings themselves; `port` needs `enable-hubble`. */
function plan(settings: readonly Setting[]): Planned {
  if (settings.some(({ path }) => path === 'refused')) {
    return { refused: { base: 'native', settings, name: nameOf(settings), refused: [] } };
  }
  const set = Object.fromEntries(settings.map(({ path, value }) => [path, String(value)]));
  const options: Record<string, string> = { ...BESIDE, ...set };
  if (options['enable-hubble'] === 'false') {
    options.port = '0';
  }
  const beside: Record<string, string | undefined> = BESIDE;
  const changed = Object.keys(options).filter((name) => options[name] !== beside[name]);
  const rest = { base: 'native', rendered: {}, key: JSON.stringify(options) } as unknown as Case;
  return { accepted: { ...rest, settings, name: nameOf(settings), options, changed } };
}

function alone(path: string, value: string | boolean): Case {
  const planned = plan([{ path, value }]);
  if (!('accepted' in planned)) {
    throw new Error(`${path} is not accepted alone`);
  }
  return planned.accepted;
}

const named = (cases: readonly Case[]) => cases.map(({ name }) => name);
const letters = (text: string) => [...text].map((letter) => alone(letter, true));

test('settings go into groups of twenty', () => {
  expect(groupsOf(letters('abcdefghijklmnopqrstuvwxyz'), plan).map(({ length }) => length)).toEqual([20, 6]);
});

test('two words of one value go into two groups', () => {
  const groups = groupsOf([alone('mode', 'a'), alone('x', true), alone('mode', 'b')], plan);
  expect(groups.map(named)).toEqual([['mode="a"', 'x=true'], ['mode="b"']]);
});

test('a setting that undoes the option of another goes into another group', () => {
  const groups = groupsOf([alone('port', '2'), alone('enable-hubble', false), alone('x', true)], plan);
  expect(groups.map(named)).toEqual([['port="2"', 'x=true'], ['enable-hubble=false']]);
});

/** Asks about a group of agents that do not come up with any of these sets of settings. */
async function asked(group: readonly Case[], ...failing: readonly (readonly string[])[]) {
  const starts: string[] = [];
  const interplays: string[] = [];
  const comesUp = async ({ settings, name }: Case) => {
    starts.push(name);
    return !failing.some((set) => set.every((path) => settings.some((one) => one.path === path)));
  };
  const interplay = async ({ name }: Case) => {
    interplays.push(name);
  };
  const up = await askGroup(group, { plan, comesUp, alone: comesUp, interplay });
  return { up: named(up), starts, interplays };
}

test('a group that comes up is one start', async () => {
  const { up, starts } = await asked(letters('abcd'));
  expect(up).toEqual(named(letters('abcd')));
  expect(starts).toHaveLength(1);
});

test('a group that does not come up is taken apart down to the setting that is the reason', async () => {
  const { up, starts, interplays } = await asked(letters('abcdefgh'), ['f']);
  expect(up).toEqual(named(letters('abcdegh')));
  expect(starts).toContain('f=true');
  expect(starts).toHaveLength(7);
  expect(interplays).toEqual([]);
});

test('settings that come up apart and not together are reported together', async () => {
  const { up, interplays } = await asked(letters('abcd'), ['a', 'd']);
  expect(up).toEqual(named(letters('abcd')));
  expect(interplays).toEqual([nameOf(letters('abcd').flatMap(({ settings }) => settings))]);
});
