import type { LocatedChart } from '../charts/chart-store';
import type { JsonObject, JsonValue } from './json';

/** What one `helm template` call is asked for. */
export interface ReleaseRequest {
  /** The chart archive, already found and verified against the lock. */
  readonly chart: LocatedChart;
  /** `.Release.Name`. */
  readonly releaseName: string;
  /** `.Release.Namespace`. */
  readonly namespace: string;
  /** Values laid over the chart's own, as one `-f` file would be: `null` deletes a default. */
  readonly values: JsonObject;
  /** `.Capabilities.KubeVersion`, for example `1.32.2`. Pinned, so the output does not depend on who renders. */
  readonly kubeVersion: string;
  /** Extra `.Capabilities.APIVersions`, for example `monitoring.coreos.com/v1`. */
  readonly apiVersions: readonly string[];
}

/**
 * Turns a chart and values into the text that `helm template` prints.
 * This is the one seam behind which charts are rendered; tests and other engines plug in here.
 */
export interface ChartRenderer {
  /**
   * @returns a YAML stream, every document as `helm template --no-hooks=false --skip-tests` prints it, in Helm's order
   * @throws {InputError} when the chart refuses the values; the message carries Helm's own words
   */
  render(request: ReleaseRequest): string;

  /**
   * @returns the documents of that stream as the API server reads them, empty ones left out
   * @throws {InputError} as `render` does
   */
  renderDocuments(request: ReleaseRequest): readonly JsonValue[];
}
