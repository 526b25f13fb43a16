import { knownVersions, knowsValue, valueFacts } from '../charts/knowledge/chart-values';
import type { ValueKey } from '../charts/knowledge/value-key';
import { suggest } from '../diagnostics/suggest';
import { described } from './described';
import { instead } from './replacements';

/** A key that the chart does not know, and the map it stands in. */
export interface UnknownValue {
  readonly version: string;
  readonly name: string;
  readonly within: ValueKey;
}

/** What to do about a key that the chart does not know: what took its place, who knows it, what may be meant. */
export function remedyForUnknown({ version, name, within }: UnknownValue): string {
  const path = within.path === '' ? name : `${within.path}.${name}`;
  const near = suggest(name, within.keys.keys());
  const nearKey = near === undefined ? undefined : within.keys.get(near);
  const elsewhere = sameNameElsewhere(name, version);
  return (
    instead(path) ??
    (name.includes('.') ? nested(name, path, version) : onlyIn(otherVersions(path))) ??
    (nearKey && described(nearKey, `Did you mean "${near}"?`)) ??
    (elsewhere.length > 0
      ? `Did you mean ${elsewhere.map((one) => `"${one}"`).join(' or ')}?`
      : 'Remove it, or list it in cilium.undeclaredValues if the chart does read it')
  );
}

/** `--set` makes maps of dots, a values file does not. */
function nested(name: string, path: string, version: string): string | undefined {
  const known = Object.keys(valueFacts(version));
  const meant = known.includes(path) ? path : suggest(path, known);
  if (meant === undefined) {
    return undefined;
  }
  const names = meant.split('.').slice(path.split('.').length - name.split('.').length);
  return `Dots make no maps in a file. Write ${names.join(': {')}: ...${'}'.repeat(names.length - 1)}`;
}

function otherVersions(path: string): readonly string[] {
  return knownVersions().filter((version) => knowsValue(version, path));
}

function onlyIn(versions: readonly string[]): string | undefined {
  const last = versions.at(-1);
  const others = versions.slice(0, -1);
  return last === undefined
    ? undefined
    : `Remove it: only Cilium ${others.length > 0 ? `${others.join(', ')} and ${last} know` : `${last} knows`} it`;
}

function sameNameElsewhere(name: string, version: string): readonly string[] {
  const paths = Object.entries(valueFacts(version)).flatMap(([path, { removed }]) =>
    removed === undefined && path.split('.').at(-1)?.toLowerCase() === name.toLowerCase() ? [path] : [],
  );
  return paths.length <= 3 ? paths : [];
}
