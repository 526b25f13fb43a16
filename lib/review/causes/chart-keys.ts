import type { ValueFactsByPath } from '../../charts/knowledge/value-key';
import type { ConfigKeys } from '../consequences/config-keys';
import { keysOfTemplate } from '../consequences/template-keys';

/** What a chart says of itself. */
export interface ChartTexts {
  /** Text of the template of cilium-config. */
  readonly template: string;
  readonly facts: ValueFactsByPath;
}

/** Looks keys of cilium-config up in the charts, each of which is read once. */
export function configKeysOf(chart: (version: string) => ChartTexts | undefined): ConfigKeys {
  const known = new Map<string, ConfigKeys>();
  return (version, key) => {
    const lookUp = known.get(version) ?? keysIn(chart(version));
    known.set(version, lookUp);
    return lookUp(version, key);
  };
}

function keysIn(chart: ChartTexts | undefined): ConfigKeys {
  if (!chart) {
    return () => undefined;
  }
  const keys = keysOfTemplate(chart.template);
  return (_, key) => {
    const found = keys.get(key);
    if (!found) {
      return undefined;
    }
    const facts = found.value === undefined ? undefined : chart.facts[found.value];
    const description = facts?.description ?? found.comment;
    return {
      ...(found.value !== undefined && { value: found.value }),
      ...(description !== undefined && { description }),
      ...(facts?.default !== undefined && { default: facts.default }),
    };
  };
}
