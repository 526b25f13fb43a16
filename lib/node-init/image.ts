import type { ChartValues } from '../charts/knowledge/chart-values';
import { InputError } from '../diagnostics/diagnostic';
import { QUAY_MIRROR } from '../tke/registries';

/** Registry, and path in it, that a mirror serves quay.io's images under: its address without the API's own `/v2`. */
export function mirrorRegistry(endpoint: string): string {
  return endpoint
    .replace(/^https?:\/\//, '')
    .replace(/\/v2(?=\/|$)/, '')
    .replace(/\/$/, '');
}

/**
 * The image that a Cilium chart pins for its own node-init (`nodeinit.image`), under the mirror's name: the DaemonSet that
 * makes quay.io reachable can't wait for quay.io. A mirror serves the same bytes, so the chart's digest holds.
 *
 * @param registry where the image is taken from
 * @throws {InputError} when the chart pins none
 */
export function startupScriptImage({ version, facts }: ChartValues, registry: string = QUAY_MIRROR): string {
  const [tag, digest] = ['tag', 'digest'].map((key) => facts[`nodeinit.image.${key}`]?.default);
  if (typeof tag !== 'string' || typeof digest !== 'string' || digest === '') {
    throw new InputError([
      {
        severity: 'error',
        rule: 'node-init-image',
        field: 'containerdMirror.image',
        problem: `the chart of Cilium ${version} pins no image for its node-init (nodeinit.image)`,
        remedy: 'Name one with a shell and nsenter, by digest',
      },
    ]);
  }
  return `${registry}/cilium/startup-script:${tag}@${digest}`;
}
