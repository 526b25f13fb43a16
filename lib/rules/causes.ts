import { InputError } from '../diagnostics/diagnostic';
import { isObject, type JsonObject } from '../json';
import { valueAt } from '../values/effective';

/** What a chart makes of values: objects, or a refusal. */
export type Outcome =
  | { readonly objects: readonly JsonObject[]; readonly refusal?: never }
  | { readonly objects?: never; readonly refusal: InputError };

/**
 * Finds the value that a fault of the rendered objects comes from: the one without which the fault is not there. Every
 * question is a render, and each is made once; nothing is rendered until somebody asks.
 */
export class Causes {
  private readonly outcomes = new Map<string, Outcome>();

  /**
   * @param values what the user sets
   * @param render what the chart gives for other values of the user in their place
   */
  constructor(
    readonly values: JsonObject,
    private readonly render: (values: JsonObject) => readonly JsonObject[],
  ) {}

  /**
   * @param isThere whether the fault is there in an outcome
   * @returns the path of the value, or undefined when none of the values is the cause
   */
  causeOf(isThere: (outcome: Outcome) => boolean): readonly string[] | undefined {
    const names = Object.keys(this.values);
    if (names.length === 0 || isThere(this.outcome({}))) {
      return undefined;
    }
    return this.within([], isThere) ?? this.firstOf(isThere);
  }

  /** The outcome for the values without what is at the path. */
  without(path: readonly string[]): Outcome {
    return this.outcome(removed(this.values, path));
  }

  /** The deepest path under that one whose removal alone takes the fault away. */
  private within(
    above: readonly string[],
    isThere: (outcome: Outcome) => boolean,
  ): readonly string[] | undefined {
    const map = above.length === 0 ? this.values : valueAt(this.values, above);
    for (const name of isObject(map) ? bySaying(Object.keys(map)) : []) {
      const path = [...above, name];
      if (!isThere(this.without(path))) {
        return this.within(path, isThere) ?? path;
      }
    }
    return undefined;
  }

  /** Where several values cause the fault, each by itself: the first with which it is there. */
  private firstOf(isThere: (outcome: Outcome) => boolean): readonly string[] | undefined {
    const laid: JsonObject = {};
    for (const [name, value] of Object.entries(this.values)) {
      laid[name] = value;
      if (isThere(this.outcome(laid))) {
        return [name];
      }
    }
    return undefined;
  }

  private outcome(values: JsonObject): Outcome {
    const key = JSON.stringify(values, (_, value) => (typeof value === 'bigint' ? `${value}n` : value));
    const known = this.outcomes.get(key) ?? this.outcomeOf(values);
    this.outcomes.set(key, known);
    return known;
  }

  private outcomeOf(values: JsonObject): Outcome {
    try {
      return { objects: this.render(values) };
    } catch (error) {
      if (error instanceof InputError) {
        return { refusal: error };
      }
      throw error;
    }
  }
}

/** A switch turns on everything beside it; what is set beside it is the more precise place. */
function bySaying(names: readonly string[]): readonly string[] {
  return [...names.filter((name) => name !== 'enabled'), ...names.filter((name) => name === 'enabled')];
}

function removed(values: JsonObject, [name = '', ...rest]: readonly string[]): JsonObject {
  const { [name]: value, ...others } = values;
  return rest.length > 0 && isObject(value) ? { ...values, [name]: removed(value, rest) } : others;
}
