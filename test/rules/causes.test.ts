import { InputError } from '../../lib/diagnostics/diagnostic';
import { isObject, type JsonObject } from '../../lib/json';
import { Causes, type Outcome } from '../../lib/rules/causes';

/** A chart that copies its values into one object, and refuses `refused: true`. */
function rendered(values: JsonObject): JsonObject[] {
  if (values.refused === true) {
    throw new InputError([{ severity: 'error', rule: 'chart-refused', problem: 'no', remedy: 'none' }]);
  }
  return [values];
}

const holds =
  (...path: string[]) =>
  (outcome: Outcome) =>
    outcome.objects === undefined ||
    path.reduce<unknown>(
      (map, name) => (isObject(map as JsonObject) ? (map as JsonObject)[name] : undefined),
      outcome.objects[0],
    ) !== undefined;

describe('the cause of a fault', () => {
  test.each<[string, JsonObject, string[], string[] | undefined]>([
    [
      'is the deepest value without which it is gone',
      { a: { b: { c: 1 } }, d: 2 },
      ['a', 'b', 'c'],
      ['a', 'b', 'c'],
    ],
    ['is a map when no single key of it takes the fault away', { a: { enabled: true, b: 1 } }, ['a'], ['a']],
    ['is none of the values when it is there without them', {}, ['x'], undefined],
  ])('%s', (_, values, path, cause) => {
    expect(new Causes(values, rendered).causeOf(holds(...path))).toEqual(cause);
  });

  test('is the first of several values that cause it each by itself', () => {
    const either = ({ objects }: Outcome) => objects?.[0]?.a !== undefined || objects?.[0]?.b !== undefined;
    expect(new Causes({ c: 1, b: 1, a: 1 }, rendered).causeOf(either)).toEqual(['b']);
  });

  test('is what is beside a switch, when either takes the fault away', () => {
    const both = ({ objects }: Outcome) => {
      const map = objects?.[0]?.a;
      return isObject(map) && map.enabled === true && map.bbr === true;
    };
    expect(new Causes({ a: { bbr: true, enabled: true } }, rendered).causeOf(both)).toEqual(['a', 'bbr']);
    expect(new Causes({ a: { enabled: true, bbr: true } }, rendered).causeOf(both)).toEqual(['a', 'bbr']);
  });

  test('may be what the chart refuses', () => {
    const causes = new Causes({ a: 1, refused: true }, rendered);
    expect(causes.causeOf(({ refusal }) => refusal !== undefined)).toEqual(['refused']);
  });

  test('costs one render for each question, however often it is asked', () => {
    const render = jest.fn(rendered);
    const causes = new Causes({ a: 1, b: 2 }, render);
    expect(render).not.toHaveBeenCalled();
    causes.causeOf(holds('b'));
    const once = render.mock.calls.length;
    causes.causeOf(holds('b'));
    expect(render.mock.calls.length).toBe(once);
  });
});
