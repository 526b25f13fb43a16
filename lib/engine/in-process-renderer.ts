import { readFileSync } from 'node:fs';
import type { Dialect } from './dialect';
import { manifestText } from './documents/release-manifest';
import { fromBytes } from './go/bytes';
import type { JsonValue } from './json';
import { ParsedChartStore, type ParsedCharts, parsedAnew } from './parsed/parsed-chart-store';
import { PreparedChart } from './prepared-chart';
import { asRenderError } from './refusal';
import type { ChartRenderer, PackedChart, ReleaseRequest } from './renderer';
import type { TracedDocument } from './traced-document';

export interface InProcessRendererProps {
  /** Whose answers are wanted: Helm 4.2.4's or Helm 3.21.4's. */
  readonly dialect: Dialect;
  /**
   * Receives what Helm would write to stderr.
   * @default - stderr
   */
  readonly warn?: (message: string) => void;
  /**
   * A directory in which parsed charts are kept from one process to the next. It is asked for when it is needed, and
   * must exist; when it cannot be read or written, a chart is parsed anew.
   * @default - none: every process parses the charts it renders
   */
  readonly cacheDirectory?: () => string;
  /**
   * Where parsed charts come from.
   * @default - the cache directory
   */
  readonly parsedCharts?: ParsedCharts;
}

/**
 * Renders charts in this process, with the bytes that `helm template` prints. What it does not know for certain it
 * refuses. A chart is unpacked, parsed and compiled once, and kept by its digest.
 */
export class InProcessRenderer implements ChartRenderer {
  private readonly charts = new Map<string, PreparedChart>();
  private readonly dialect: Dialect;
  private readonly warn: (message: string) => void;
  private readonly parsedCharts: ParsedCharts;

  constructor({
    dialect,
    warn = (message) => process.stderr.write(`warning: ${message}\n`),
    cacheDirectory,
    parsedCharts = cacheDirectory ? new ParsedChartStore({ directory: cacheDirectory }) : parsedAnew,
  }: InProcessRendererProps) {
    this.dialect = dialect;
    this.warn = warn;
    this.parsedCharts = parsedCharts;
  }

  render(request: ReleaseRequest): string {
    return this.answer(request, (chart) => fromBytes(manifestText(chart.render(request, this.warn))));
  }

  /**
   * The documents of the stream that `render` prints, in its order and without the empty ones, as the API server
   * would read them. They have been read already, so this saves reading the stream. They are frozen: renders share them.
   *
   * @throws {RenderError} when the chart cannot be rendered
   */
  renderDocuments(request: ReleaseRequest): JsonValue[] {
    return this.answer(request, (chart) =>
      chart
        .render(request, this.warn)
        .filter(({ value }) => value !== null)
        .map(({ value }) => value),
    );
  }

  /**
   * Renders once more, following every value that a template reads: which values a line of a document came from. Takes
   * several times as long as a render.
   *
   * @throws {RenderError} when the chart cannot be rendered
   */
  trace(request: ReleaseRequest): readonly TracedDocument[] {
    return this.answer(request, (chart) => chart.trace(request));
  }

  private answer<T>(request: ReleaseRequest, ask: (chart: PreparedChart) => T): T {
    return asRenderError(
      request.chart,
      () => ask(this.prepare(request.chart)),
      () => this.prepare(request.chart).readsOfFailure(request),
    );
  }

  private prepare(chart: PackedChart): PreparedChart {
    let prepared = this.charts.get(chart.digest);
    if (!prepared) {
      prepared = new PreparedChart(
        this.parsedCharts.parsed(readFileSync(chart.path), this.dialect),
        this.dialect,
      );
      this.charts.set(chart.digest, prepared);
    }
    return prepared;
  }
}
