import type { ChartValues } from '../charts/knowledge/chart-values';
import type { ValueKey } from '../charts/knowledge/value-key';
import { suggest } from '../diagnostics/suggest';
import { described } from './described';
import { instead } from './replacements';

/** A key that the chart does not know, and the map it is in. */
export interface UnknownValue {
  readonly known: ChartValues;
  readonly name: string;
  readonly within: ValueKey;
  /** What messages call the list of values that the user vouches for. */
  readonly undeclaredField: string;
}

/** Names that people write for something else, by their paths. */
const OFTEN_MEANT: ReadonlyMap<string, string> = new Map([
  ['cilium', 'Remove this level: what is in it belongs directly into the values of the chart'],
  ['masquerade', 'Use enableIPv4Masquerade instead'],
  ['tunneling', 'Use routingMode and tunnelProtocol instead'],
  ['tunnelMode', 'Use routingMode and tunnelProtocol instead'],
  ['metrics', 'Use prometheus instead'],
  ['operator.metrics', 'Use operator.prometheus instead'],
  ['envoy.metrics', 'Use envoy.prometheus instead'],
  ['hubble.metrics.enabledMetrics', 'Use hubble.metrics.enabled instead, a list'],
  ['hubble.metrics.metrics', 'Use hubble.metrics.enabled instead, a list'],
  ['hubble.relay.metrics', 'Use hubble.relay.prometheus instead'],
]);

/** What to do about a key that the chart does not know: what took its place, who knows it, what may be meant. */
export function remedyForUnknown({ known, name, within, undeclaredField }: UnknownValue): string {
  const path = within.path === '' ? name : `${within.path}.${name}`;
  const near = suggest(
    name,
    [...within.keys].flatMap(([key, { removed }]) => (removed === undefined ? [key] : [])),
  );
  const nearKey = near === undefined ? undefined : within.keys.get(near);
  const elsewhere = sameNameElsewhere(name, known);
  return (
    OFTEN_MEANT.get(path) ??
    instead(path) ??
    (name.includes('.') ? nested(name, path, known) : onlyIn(otherVersions(path, known))) ??
    (nearKey && described(nearKey, `Did you mean "${near}"?`)) ??
    (elsewhere.length > 0
      ? `Did you mean ${elsewhere.map((one) => `"${one}"`).join(' or ')}?`
      : `Remove it, or list it in ${undeclaredField} if the chart does read it`)
  );
}

/** `--set` makes maps of dots, a values file does not. */
function nested(name: string, path: string, { facts }: ChartValues): string | undefined {
  const known = Object.keys(facts);
  const meant = known.includes(path) ? path : suggest(path, known);
  if (meant === undefined) {
    return undefined;
  }
  const names = meant.split('.').slice(path.split('.').length - name.split('.').length);
  return `Dots make no maps in a file. Write ${names.join(': {')}: ...${'}'.repeat(names.length - 1)}`;
}

function otherVersions(path: string, known: ChartValues): readonly string[] {
  return known
    .others()
    .filter((other) => other.knows(path))
    .map(({ version }) => version);
}

function onlyIn(versions: readonly string[]): string | undefined {
  const last = versions.at(-1);
  const others = versions.slice(0, -1);
  return last === undefined
    ? undefined
    : `Remove it: only Cilium ${others.length > 0 ? `${others.join(', ')} and ${last} know` : `${last} knows`} it`;
}

function sameNameElsewhere(name: string, { facts }: ChartValues): readonly string[] {
  const paths = Object.entries(facts).flatMap(([path, { removed }]) =>
    removed === undefined && path.split('.').at(-1)?.toLowerCase() === name.toLowerCase() ? [path] : [],
  );
  return paths.length <= 3 ? paths : [];
}
