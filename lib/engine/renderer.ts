import type { JsonObject, JsonValue } from './json';

/** A chart archive. */
export interface PackedChart {
  /** As its Chart.yaml says, for messages. */
  readonly name: string;
  readonly version: string;
  /** SHA-256 of the archive, lower-case hex: charts are remembered by it. */
  readonly digest: string;
  /** Path of the `.tgz`. */
  readonly path: string;
}

/** What one `helm template` call is asked for. */
export interface ReleaseRequest {
  readonly chart: PackedChart;
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
   * @throws {RenderError} when the chart cannot be rendered
   */
  render(request: ReleaseRequest): string;

  /**
   * @returns the documents of that stream as the API server reads them, empty ones left out; not to be changed
   * @throws {RenderError} as `render` does
   */
  renderDocuments(request: ReleaseRequest): readonly JsonValue[];
}
