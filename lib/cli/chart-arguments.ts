import type { ChartStore } from '../charts/chart-store';
import type { ChartValues } from '../charts/knowledge/chart-values';
import { isVersion, lockRemedy } from '../charts/lock';
import { InputError } from '../diagnostics/diagnostic';
import { suggest } from '../diagnostics/suggest';
import { instead } from '../values/replacements';

/**
 * The values of the version of Cilium that a command line names; of the newest locked one where it names none. One that
 * is not locked may be looked at where an archive of it is at hand.
 *
 * @param note is given a sentence about a version that is not locked
 * @throws {InputError} when the version is neither locked nor at hand, or its chart cannot be had
 */
export function knownVersion(
  named: string | undefined,
  charts: ChartStore,
  note: (sentence: string) => void,
): ChartValues {
  const versions = charts.versions('cilium');
  const version = named === undefined ? versions.at(-1) : named.replace(/^v/, '');
  if (version === undefined) {
    throw refused(
      'chart-not-locked',
      `no version of Cilium is locked in ${charts.lock.file}`,
      'Run npx tke-cilium lock VERSION',
    );
  }
  if (versions.includes(version)) {
    return charts.values(version);
  }
  const unlocked = isVersion(version) ? charts.valuesOfUnlocked(version) : undefined;
  if (!unlocked) {
    throw refused(
      'chart-not-locked',
      `"${named}" is not locked in ${charts.lock.file}`,
      lockRemedy('cilium', version, versions),
    );
  }
  note(`Cilium ${version} is not locked; its values are read from ${unlocked.path}\n`);
  return unlocked.values;
}

/**
 * The key that a command line names, if it names one.
 * @throws {InputError} when that version has no such value, with what is near
 */
export function knownKey(known: ChartValues, key: string | undefined): string | undefined {
  if (key === undefined || known.knows(key)) {
    return key;
  }
  const { version, facts } = known;
  if (Object.hasOwn(facts, key)) {
    throw refused(
      'unknown-value',
      `Cilium ${version} refuses the value "${key}"`,
      instead(key) ?? 'Use another value',
    );
  }
  const others = known.others().filter((other) => other.knows(key));
  const near = suggest(key, Object.keys(facts));
  throw refused('unknown-value', `Cilium ${version} has no value "${key}"`, remedyFor(others, near));
}

function remedyFor(others: readonly ChartValues[], near: string | undefined): string {
  if (others.length > 0) {
    return `${others.map(({ version }) => version).join(' and ')} ${others.length > 1 ? 'have' : 'has'} it`;
  }
  return near === undefined ? 'Look for it with tke-cilium values search' : `Did you mean "${near}"?`;
}

function refused(rule: string, problem: string, remedy: string): InputError {
  return new InputError([{ severity: 'error', rule, problem, remedy }]);
}
