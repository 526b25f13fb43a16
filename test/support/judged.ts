import { stringify } from 'yaml';
import { type Diagnostic, InputError } from '../../lib/diagnostics/diagnostic';
import type { JsonObject } from '../../lib/json';
import { acceptClusters } from '../../lib/rules/accept-clusters';
import type { Base } from '../../lib/rules/agent/agent-rule';
import { synthesize } from '../../lib/synth/synthesize';
import { clusterOn } from './bases';
import { testCharts } from './charts';

const OVERLAY_WEBHOOK = { rule: 'eni-ip-webhook', reason: 'deleted by hand before the first node' };

/** All that a synth says of a base with those chart values, which are text and the last of the file. */
export function diagnosticsOf(
  base: Base,
  version: string,
  values: string,
  more: JsonObject = {},
): readonly Diagnostic[] {
  const { cilium: _, ...cluster } = clusterOn(base, version);
  const acknowledged = base === 'overlay' ? [OVERLAY_WEBHOOK] : [];
  const fields = stringify({ ...cluster, acknowledged, ...more });
  const content = `${fields}cilium:\n  version: ${version}\n  values:\n${values.replace(/^/gm, '    ')}\n`;
  try {
    const { clusters, warnings } = acceptClusters(
      [{ path: 'c.yaml', content: Buffer.from(content) }],
      testCharts,
    );
    return [...warnings, ...synthesize(clusters, { charts: testCharts }).warnings];
  } catch (error) {
    if (error instanceof InputError) {
      return error.diagnostics;
    }
    throw error;
  }
}

/** The same, each as `error rule field`. */
export function judged(base: Base, version: string, values: string, more: JsonObject = {}): string[] {
  return diagnosticsOf(base, version, values, more).map(({ severity, rule, field = '' }) =>
    `${severity} ${rule} ${field}`.trim(),
  );
}
