import { readFileSync } from 'node:fs';
import type { LocatedChart } from '../charts/chart-store';
import type { Dialect } from './dialect';
import { copyJson } from './documents/documents';
import { manifestText } from './documents/release-manifest';
import { fromBytes } from './go/bytes';
import type { JsonValue } from './json';
import { ParsedChartStore, type ParsedCharts } from './parsed/parsed-chart-store';
import { PreparedChart } from './prepared-chart';
import { asInputError } from './refusal';
import type { ChartRenderer, ReleaseRequest } from './renderer';

export interface InProcessRendererProps {
  /** Whose answers are wanted: Helm 4.2.4's or Helm 3.21.4's. */
  readonly dialect: Dialect;
  /** Told what Helm would write to stderr. Default: stderr. */
  readonly warn?: (message: string) => void;
  /** Where parsed charts come from. Default: kept in the cache directory between runs. */
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
    parsedCharts = new ParsedChartStore(),
  }: InProcessRendererProps) {
    this.dialect = dialect;
    this.warn = warn;
    this.parsedCharts = parsedCharts;
  }

  render(request: ReleaseRequest): string {
    return asInputError(request.chart, () => {
      const documents = this.prepare(request.chart).render(request, this.warn);
      return fromBytes(manifestText(documents));
    });
  }

  /**
   * The documents of the stream that `render` prints, in its order and without the empty ones, as the API server
   * would read them. They have been read already, so this saves reading the stream.
   *
   * @throws {InputError} when the chart refuses the values; the message carries Helm's own words
   */
  renderDocuments(request: ReleaseRequest): JsonValue[] {
    return asInputError(request.chart, () =>
      this.prepare(request.chart)
        .render(request, this.warn)
        .filter(({ value }) => value !== null)
        .map(({ value }) => copyJson(value)),
    );
  }

  private prepare(chart: LocatedChart): PreparedChart {
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
