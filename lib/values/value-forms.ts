import { DURATION, orEmpty, PORT, type ValueForm } from './form';
import { FORMED_VALUES, type FormedValue } from './formed-values';
import { ABSOLUTE_PATH } from './text-forms';

/** Ends of paths that are ports. */
const IS_PORT = /(?:^|\.)(?:port|[a-zA-Z]*Port)$/;

/** What is known of a key and decides its form where no entry above does. */
interface Known {
  readonly default?: unknown;
}

/** The form that a value must have; undefined where nothing is known of it. */
export function formOfValue(path: string, minor: number, known: Known = {}): ValueForm | undefined {
  const listed = FORMED_VALUES.find((one) => matches(one.path, path) && concerns(one, minor));
  if (listed) {
    return listed.form;
  }
  if (typeof known.default === 'string' && known.default !== '' && DURATION.takes(known.default)) {
    return DURATION;
  }
  if (typeof known.default === 'string' && /^\/./.test(known.default)) {
    // An empty one turns off what it is for.
    return orEmpty(ABSOLUTE_PATH);
  }
  return IS_PORT.test(path) && isPort(known.default) ? PORT : undefined;
}

/** The form that an option of the agents must have when `extraConfig` sets it. */
export function formOfOption(option: string, minor: number): ValueForm | undefined {
  return FORMED_VALUES.find((one) => one.option === option && concerns(one, minor))?.form;
}

function concerns(
  { minors: { from = 0, to = Number.POSITIVE_INFINITY } = {} }: FormedValue,
  minor: number,
): boolean {
  return minor >= from && minor <= to;
}

function isPort(value: unknown): boolean {
  return (typeof value === 'number' || typeof value === 'string') && PORT.takes(String(value));
}

function matches(pattern: string, path: string): boolean {
  const names = pattern.replace(/^\*\*\./, '').split('.');
  const given = path.split('.');
  const compared = pattern.startsWith('**.') ? given.slice(-names.length) : given;
  return (
    compared.length === names.length && names.every((name, index) => name === '*' || name === compared[index])
  );
}
