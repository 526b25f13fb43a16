import { knownVersions, knowsValue, valueFacts } from '../charts/knowledge/chart-values';
import { InputError } from '../diagnostics/diagnostic';
import { suggest } from '../diagnostics/suggest';
import { instead } from '../values/replacements';

/**
 * The version of Cilium that a command line names; the newest where it names none.
 * @throws {InputError} when nothing is known of its values
 */
export function knownVersion(named: string | undefined): string {
  const versions = knownVersions();
  const version = named === undefined ? versions.at(-1) : named.replace(/^v/, '');
  if (version === undefined || !versions.includes(version)) {
    throw refused(`"${named ?? ''}" is not a known version`, `Use one of ${versions.join(', ')}`);
  }
  return version;
}

/**
 * The key that a command line names, if it names one.
 * @throws {InputError} when that version has no such value, with what is near
 */
export function knownKey(version: string, key: string | undefined): string | undefined {
  if (key === undefined || knowsValue(version, key)) {
    return key;
  }
  const facts = valueFacts(version);
  if (Object.hasOwn(facts, key)) {
    throw refused(`Cilium ${version} refuses the value "${key}"`, instead(key) ?? 'Use another value');
  }
  const others = knownVersions().filter((one) => knowsValue(one, key));
  const near = suggest(key, Object.keys(facts));
  throw refused(`Cilium ${version} has no value "${key}"`, remedyFor(others, near));
}

function remedyFor(others: readonly string[], near: string | undefined): string {
  if (others.length > 0) {
    return `${others.join(' and ')} ${others.length > 1 ? 'have' : 'has'} it`;
  }
  return near === undefined ? 'Look for it with tke-cilium values search' : `Did you mean "${near}"?`;
}

function refused(problem: string, remedy: string): InputError {
  return new InputError([{ severity: 'error', rule: 'unknown-value', problem, remedy }]);
}
