import type { Dialect } from './dialect';
import { documentMemory } from './documents/document-memory';
import type { ManifestDocument } from './documents/manifest-document';
import { sortManifests } from './documents/release-manifest';
import { type FileReads, ValueReads } from './eval/value-reads';
import { fromBytes, toBytes } from './go/bytes';
import type { Dict } from './go/value';
import type { ParsedChart } from './parsed/parsed-chart';
import { FailedTemplate } from './refusal';
import { parseKubeVersion } from './release/capabilities';
import { ChartPrograms } from './release/chart-programs';
import { coalesce } from './release/coalesce';
import { RootContext } from './release/context';
import { goValue } from './release/given-values';
import { requireKubeVersion, requireReleaseName } from './release/requirements';
import type { ValuePath } from './render-error';
import type { ReleaseRequest } from './renderer';
import { type ValuesSchema, valuesSchema } from './schema/values-schema';
import { TracedDocument } from './traced-document';

/** A parsed chart, ready to be rendered any number of times. */
export class PreparedChart {
  private readonly programs: ChartPrograms;
  private readonly schema: ValuesSchema | undefined;
  private readonly memory = documentMemory();
  private readonly root: RootContext;

  constructor(
    private readonly parsed: ParsedChart,
    private readonly dialect: Dialect,
  ) {
    const { schema } = parsed.chart;
    this.programs = new ChartPrograms(parsed, dialect);
    this.root = new RootContext(parsed.chart, dialect);
    this.schema = schema === undefined ? undefined : valuesSchema(schema);
  }

  /** The documents of the release, in the order in which `helm template` prints them. */
  render(request: ReleaseRequest, warn: (message: string) => void): ManifestDocument[] {
    const root = this.context(request, warn);
    return sortManifests(this.programs.run(root), this.memory, this.dialect);
  }

  /** The same documents, and which values each of their lines came from. */
  trace(request: ReleaseRequest): TracedDocument[] {
    const reads = new ValueReads();
    const files = new Map<string, FileReads>();
    const root = this.context(request, () => undefined, reads);
    const rendered = new ChartPrograms(this.parsed, this.dialect, reads).run(root, (path) => {
      files.set(path, reads.ofFile());
    });
    const from = new Map<string, number>();
    return sortManifests(rendered, this.memory, this.dialect).map((document) => {
      const { path, content } = document;
      const start = (rendered.get(path)?.output ?? '').indexOf(content, from.get(path) ?? 0);
      from.set(path, start + 1);
      return new TracedDocument(document, start, files.get(path));
    });
  }

  /** The values that were read where a render fails, the most likely culprit first. */
  readsOfFailure(request: ReleaseRequest): ValuePath[] {
    const reads = new ValueReads();
    try {
      const root = this.context(request, () => undefined, reads);
      new ChartPrograms(this.parsed, this.dialect, reads).run(root, () => reads.ofFile());
    } catch (error) {
      if (error instanceof FailedTemplate) {
        return reads.ofFailure(error.reading);
      }
      throw error;
    }
    return [];
  }

  private context(request: ReleaseRequest, warn: (message: string) => void, reads?: ValueReads): Dict {
    const { dialect } = this;
    const { chart } = this.parsed;
    const kube = parseKubeVersion(request.kubeVersion, dialect);
    requireReleaseName(toBytes(request.releaseName));
    const given = goValue(request.values) as Dict;
    const values = coalesce(chart.name, chart.values, given, dialect, (message) => warn(fromBytes(message)));
    this.schema?.check(chart.name, values);
    requireKubeVersion(chart, kube);
    if (this.parsed.fault) {
      throw this.parsed.fault;
    }
    return this.root.of(reads ? reads.follow(values) : values, {
      releaseName: toBytes(request.releaseName),
      namespace: toBytes(request.namespace),
      kube,
      apiVersions: request.apiVersions.map(toBytes),
    });
  }
}
