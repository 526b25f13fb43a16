import { isDeepStrictEqual } from 'node:util';
import type { ChartValues } from '../charts/knowledge/chart-values';
import type { ValueFactsByPath, ValueKey } from '../charts/knowledge/value-key';
import { hasType, namesOfTypes, typeOfValue } from '../charts/knowledge/value-types';
import { type Finding, fieldOf } from '../diagnostics/finding';
import { suggest } from '../diagnostics/suggest';
import { isObject, type JsonObject, type JsonValue } from '../json';
import { minorNumber } from '../version/version';
import { deprecation, described } from './described';
import { effectiveValue, isOn, unmetNeed, valueAt } from './effective';
import { textsOf, type ValueForm } from './form';
import { instead, insteadFor } from './replacements';
import { remedyForUnknown } from './unknown-value';
import { formOfOption, formOfValue } from './value-forms';

export interface ValueCheck {
  /** What the chart says of its values: `ChartStore.values`. */
  readonly known: ChartValues;
  /** What the user sets. Only this is judged. */
  readonly values: JsonObject;
  /** What the program sets beneath it; decides whether a key of the user's has any effect. Default: nothing. */
  readonly beneath?: JsonObject;
  /** Dotted paths that the user vouches for though the chart does not declare them. Default: none. */
  readonly undeclared?: readonly string[];
  /** What messages call that setting. Default: `undeclared`. */
  readonly undeclaredField?: string;
}

/**
 * Judges chart values: unknown keys, wrong types, keys that were removed or are deprecated, keys without effect.
 * Pure. Paths of the findings start at the values, not at the file.
 *
 * @returns every finding; an unknown key is reported once, not for what is under it
 */
export function checkValues(check: ValueCheck): readonly Finding[] {
  return new Judge(check).judge();
}

const SOURCE = 'values.yaml of the chart';

class Judge {
  private readonly findings: Finding[] = [];
  private readonly facts: ValueFactsByPath;
  private readonly minor: number;
  private readonly undeclaredField: string;
  private readonly layers: readonly JsonObject[];
  private readonly vouched: ReadonlySet<string>;
  /** Those of them that are set. */
  private readonly met = new Set<string>();

  constructor(private readonly check: ValueCheck) {
    this.facts = check.known.facts;
    this.minor = minorNumber(check.known.version);
    this.undeclaredField = check.undeclaredField ?? 'undeclared';
    this.layers = [check.beneath ?? {}, check.values];
    this.vouched = new Set(check.undeclared);
  }

  judge(): readonly Finding[] {
    // The tree of all keys is made when it is first asked for, and most clusters set no value.
    if (Object.keys(this.check.values).length > 0) {
      this.map(this.check.values, this.check.known.tree, []);
    }
    for (const path of this.vouched) {
      if (Object.hasOwn(this.facts, path)) {
        this.warn(
          'undeclared-value-known',
          path.split('.'),
          `Cilium ${this.check.known.version} knows the key "${path}", and it is checked like any other`,
          { remedy: `Remove it from ${this.undeclaredField}` },
        );
      } else if (!this.met.has(path)) {
        this.warn('undeclared-value-unset', path.split('.'), `no unknown value "${path}" is set`, {
          remedy: `Remove it from ${this.undeclaredField}, or correct its path`,
        });
      }
    }
    return this.findings;
  }

  private map(values: JsonObject, known: ValueKey, above: readonly (string | number)[]): void {
    for (const [name, value] of Object.entries(values)) {
      const path = [...above, name];
      const key = known.keys.get(name) ?? known.keys.get('*');
      if (key) {
        this.value(value, key, path);
      } else if (known.open) {
        // The chart passes the map on whole: what is in it is checked where it lands, in an object or by the agent.
        const form =
          known.path === 'extraConfig'
            ? formOfOption(name, this.minor)
            : formOfValue(`${known.path}.${name}`, this.minor);
        this.form(value, form, path);
      } else if (this.vouched.has(fieldOf(path))) {
        this.met.add(fieldOf(path));
      } else if (isObject(value) && this.vouchesWithin(path)) {
        this.map(value, { path: fieldOf(path), keys: new Map() }, path);
      } else {
        this.unknown(name, known, path);
      }
    }
  }

  private vouchesWithin(path: readonly (string | number)[]): boolean {
    return [...this.vouched].some((vouched) => vouched.startsWith(`${fieldOf(path)}.`));
  }

  private value(value: JsonValue, key: ValueKey, path: readonly (string | number)[]): void {
    if (key.removed !== undefined) {
      this.error('value-removed', path, `the chart refuses the key "${fieldOf(path)}": ${key.removed}`, {
        remedy: instead(key.path) ?? 'Remove it',
      });
      return;
    }
    this.type(value, key, path);
    this.worth(value, key, path);
    if (isObject(value) && (key.keys.size > 0 || key.types?.includes('object'))) {
      this.map(value, key, path);
    } else if (isObject(value)) {
      this.whole(value, key.path, path);
    } else if (Array.isArray(value)) {
      const entry = key.keys.get('*');
      value.forEach((item, index) => {
        if (entry && isObject(item)) {
          this.map(item, entry, [...path, index]);
        } else if (isObject(item)) {
          this.whole(item, `${key.path}.*`, [...path, index]);
        }
      });
    }
  }

  /** A map that the chart passes on whole, of whose keys it knows nothing. */
  private whole(values: JsonObject, known: string, above: readonly (string | number)[]): void {
    for (const [name, value] of Object.entries(values)) {
      this.form(value, formOfValue(`${known}.${name}`, this.minor), [...above, name]);
    }
  }

  private type(value: JsonValue, key: ValueKey, path: readonly (string | number)[]): void {
    const said = shown(value);
    if (key.types && !hasType(value, key.types)) {
      const found = `${namesOfTypes([typeOfValue(value)])} (${said.slice(0, 60)})`;
      this.error(
        'value-type',
        path,
        `"${fieldOf(path)}" is ${found}, and must be ${namesOfTypes(key.types)}`,
        {
          remedy: described(key, `Write ${namesOfTypes(key.types)}`),
        },
      );
    } else if (key.enum && value !== null && !key.enum.includes(value)) {
      const words = key.enum.map((word) => JSON.stringify(word)).join(', ');
      this.error('value-not-allowed', path, `${said.slice(0, 60)} is not allowed for "${fieldOf(path)}"`, {
        remedy: `Use one of ${words}`,
      });
    } else if (!key.enum) {
      this.form(value, formOfValue(key.path, this.minor, key), path);
      this.sign(value, key, path);
    }
  }

  /** What only comments, documents, templates or Cilium's code say of how a value is written. */
  private form(value: JsonValue, form: ValueForm | undefined, path: readonly (string | number)[]): void {
    const wrong = textsOf(value).find((text) => form && !form.takes(text));
    if (form === undefined || wrong === undefined) {
      return;
    }
    const { words = [] } = form;
    const meant = suggest(wrong, words);
    this.error(
      words.length > 0 ? 'value-not-allowed' : 'value-format',
      path,
      `"${wrong.slice(0, 60)}" is not allowed for "${fieldOf(path)}", which must be ${form.is}`,
      { remedy: meant === undefined ? `Use ${form.is}` : `Did you mean "${meant}"?` },
    );
  }

  /** Sizes, counts and limits: Cilium's code crashes on some that are negative, and none means anything by it. */
  private sign(value: JsonValue, key: ValueKey, path: readonly (string | number)[]): void {
    const isNegative = (typeof value === 'number' || typeof value === 'bigint') && value < 0;
    const mayBe = Number(key.default) < 0 || /-1\b|negative/.test(key.description ?? '');
    if (isNegative && !mayBe) {
      this.error(
        'value-format',
        path,
        `"${fieldOf(path)}" is ${value}, and a negative number means nothing`,
        {
          remedy: described(key, 'Write a number from 0 on'),
        },
      );
    }
  }

  /** Whether setting the key does any good. */
  private worth(value: JsonValue, key: ValueKey, path: readonly (string | number)[]): void {
    if (value === null || isDeepStrictEqual(value, key.default) || (isObject(value) && key.keys.size > 0)) {
      return;
    }
    const name = fieldOf(path);
    if (key.deprecated || (key.undeclared && instead(key.path) !== undefined)) {
      this.warn('value-deprecated', path, `"${name}" is deprecated`, {
        remedy: insteadFor(key.path, (path) => isOn(this.effective(path))) ?? deprecation(key),
      });
    }
    if (key.unread) {
      this.warn('value-unread', path, `no template of Cilium ${this.check.known.version} reads "${name}"`, {
        remedy: 'Remove it: setting it has no effect',
      });
    }
    if (this.isTagBesideDigest(key, path)) {
      this.warn(
        'image-tag-alone',
        path,
        `"${name}" is a name only: the digest of the chart's own image stays, and that image runs`,
        {
          remedy: 'Set the digest of the image along with its tag, or remove the key',
        },
      );
    }
    // People rewrite the repositories of all images at once, of components that are off as well.
    const unmet = /image(\.|$)/i.test(key.path)
      ? undefined
      : unmetNeed(key.needs ?? [], (needed) => this.effective(needed));
    if (unmet) {
      const condition = unmet.equals === undefined ? 'is off' : `is not "${unmet.equals}"`;
      this.warn('value-without-effect', path, `"${name}" has no effect while "${unmet.path}" ${condition}`, {
        remedy: `Set ${unmet.path} to ${unmet.equals ?? 'true'}, or remove the key`,
      });
    }
  }

  /** A tag that is set, where the digest beside it is not: what is pulled is what the digest says. */
  private isTagBesideDigest(key: ValueKey, path: readonly (string | number)[]): boolean {
    const names = path.map(String);
    const image = names.slice(0, -1);
    const beside = valueAt(this.check.values, image);
    const isTag = names.at(-1) === 'tag' && Object.hasOwn(this.facts, key.path.replace(/tag$/, 'useDigest'));
    return (
      isTag &&
      isOn(this.effective([...image, 'useDigest'].join('.'))) &&
      isObject(beside) &&
      !Object.keys(beside).some((one) => one === 'override' || /digest$/i.test(one))
    );
  }

  private effective(path: string): JsonValue | undefined {
    return effectiveValue(path, this.layers, this.facts);
  }

  private unknown(name: string, within: ValueKey, path: readonly (string | number)[]): void {
    const { known } = this.check;
    const shown = fieldOf(path).slice(0, 100);
    this.error(
      'unknown-value',
      path,
      `the chart of Cilium ${known.version} has no key "${shown}", and Helm would ignore it`,
      {
        remedy: remedyForUnknown({ known, name, within, undeclaredField: this.undeclaredField }),
      },
    );
  }

  private error(
    rule: string,
    path: readonly (string | number)[],
    problem: string,
    more: { remedy: string },
  ): void {
    this.findings.push({ rule, path, problem, ...more, source: SOURCE });
  }

  private warn(
    rule: string,
    path: readonly (string | number)[],
    problem: string,
    more: { remedy: string },
  ): void {
    this.findings.push({ rule, severity: 'warning', path, problem, ...more, source: SOURCE });
  }
}

function shown(value: JsonValue): string {
  return JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? String(part) : part));
}
