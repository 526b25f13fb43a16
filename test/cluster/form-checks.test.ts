import { createRequire } from 'node:module';
import type { ValidateFunction } from 'ajv';
import { formCheck } from '../../lib/cluster/form-checks';
import { FORMS, type FormName } from '../../lib/cluster/forms';
import { isObject, type JsonObject, type JsonValue } from '../../lib/json';
import { formChecksCode } from '../../scripts/form-checks-code';

const WHOLE: JsonObject = {
  name: 'gz',
  groups: ['production'],
  kubernetes: '1.32.2',
  network: { mode: 'vpc-cni', routing: 'overlay', podCidrs: ['10.0.0.0/8'] },
  nodePools: [{ name: 'general', type: 'regular', os: 'tencentos-4', maxNodes: 10 }],
  kubeProxy: { mode: 'iptables', replace: true, nodeSelector: { a: 'b' } },
  apiServer: { host: '169.254.128.27' },
  cilium: { version: '1.18.2', values: { debug: { enabled: true } }, undeclaredValues: [] },
  containerdMirror: { endpoint: 'https://quay.example.com' },
  images: { allowedRegistries: ['quay.io'] },
  argoCD: { repoURL: 'https://git.example.com/clusters.git' },
  acknowledged: [{ rule: 'a-rule', reason: 'a reason of some length' }],
};

/** What people write by mistake in the place of a value. */
const MISTAKES: readonly JsonValue[] = [
  null,
  true,
  -1,
  1.5,
  '',
  'no such word',
  [],
  ['x', 'x'],
  {},
  { x: 1 },
];

/** The value, and every value with one mistake anywhere in it: something else, something missing, something unknown. */
function* withMistakes(value: JsonValue): Generator<JsonValue> {
  yield value;
  yield* MISTAKES;
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      for (const wrong of withMistakes(item)) {
        yield value.with(index, wrong);
      }
    }
  } else if (isObject(value)) {
    yield { ...value, unknown: 1 };
    for (const [key, item] of Object.entries(value)) {
      const { [key]: _, ...others } = value;
      yield others;
      for (const wrong of withMistakes(item)) {
        yield { ...value, [key]: wrong };
      }
    }
  }
}

/** The module by which the build replaces `lib/cluster/form-checks.ts`. */
function builtChecks(): { readonly formCheck: typeof formCheck } {
  const exports = {};
  new Function('exports', 'require', formChecksCode())(exports, createRequire(__filename));
  return exports as { formCheck: typeof formCheck };
}

/** What a check says of a value, as text; of the schema at an error, which is large, what messages need. */
function verdict(fits: ValidateFunction, value: JsonValue): string {
  const checked = structuredClone(value);
  const isFit = fits(checked);
  const errors = fits.errors?.map(({ schema: _, parentSchema, ...error }) => ({
    ...error,
    about: [parentSchema?.description, parentSchema?.examples, Object.keys(parentSchema?.properties ?? {})],
  }));
  return JSON.stringify(isFit ? { withDefaults: checked } : { errors });
}

const { name: _name, groups: _groups, ...defaults } = WHOLE;
const EXAMPLES: Readonly<Record<FormName, JsonObject>> = {
  cluster: WHOLE,
  defaults,
  group: { ring: 1, ...defaults },
};

describe('the checks of forms that the build compiles', () => {
  const built = builtChecks();

  test.each(Object.keys(FORMS) as FormName[])(
    'say of a %s what Ajv says, whatever is wrong with it',
    (name) => {
      const [ours, theirs] = [built.formCheck(name), formCheck(name)];
      const cases = [...withMistakes(EXAMPLES[name])];
      const verdicts = cases.map((value) => verdict(ours, value));
      expect(verdicts).toEqual(cases.map((value) => verdict(theirs, value)));
      expect(verdicts.filter((text) => text.startsWith('{"withDefaults"')).length).toBeGreaterThan(10);
      expect(verdicts.filter((text) => text.startsWith('{"errors"')).length).toBeGreaterThan(300);
    },
  );
});
