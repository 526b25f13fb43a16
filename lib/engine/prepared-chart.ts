import type { Chart } from './chart/chart';
import type { Dialect } from './dialect';
import { documentMemory } from './documents/document-memory';
import { type ManifestDocument, sortManifests } from './documents/release-manifest';
import { execute, type Program, RefusedTemplate } from './eval/frame';
import { baseName } from './functions/paths';
import { parseConstraints, satisfies } from './functions/semver-constraint';
import { parseVersion } from './functions/semver-version';
import { functionsOf } from './functions/table';
import { toBytes } from './go/bytes';
import { GoError } from './go/errors';
import type { Dict } from './go/value';
import type { ParsedChart } from './parsed/parsed-chart';
import { capabilities, type KubeVersion, parseKubeVersion } from './release/capabilities';
import { coalesce } from './release/coalesce';
import { rootContext, templateValue } from './release/context';
import { goValue } from './release/given-values';
import { TemplateSet } from './release/templates';
import type { ReleaseRequest } from './renderer';
import { compileSchema, type ValuesSchema } from './schema/values-schema';

interface Entry {
  readonly path: string;
  readonly program: Program;
}

/** A parsed chart, ready to be rendered any number of times. */
export class PreparedChart {
  private readonly chart: Chart;
  private readonly templates: TemplateSet;
  private readonly entries: readonly Entry[];
  private readonly schema: ValuesSchema | undefined;
  private readonly memory = documentMemory();

  constructor(
    { chart, templates }: ParsedChart,
    private readonly dialect: Dialect,
  ) {
    this.chart = chart;
    this.templates = new TemplateSet(functionsOf(dialect));
    this.schema = chart.schema === undefined ? undefined : compileSchema(chart.schema);
    const programs = templates.map(({ source: { name: path }, definitions }) => ({
      path,
      program: this.templates.addParsed(path, definitions),
    }));
    this.entries = programs
      .filter(({ path }) => !baseName(path).startsWith('_'))
      .map(({ path, program }) => ({ path, program: this.templates.find(path) ?? program }));
  }

  /** The documents of the release, in the order in which `helm template` prints them. */
  render(request: ReleaseRequest, warn: (message: string) => void): ManifestDocument[] {
    const { chart, dialect } = this;
    const kube = parseKubeVersion(request.kubeVersion, dialect);
    const given = goValue(request.values) as Dict;
    const values = coalesce(chart.name, chart.values, given, dialect, warn);
    this.schema?.check(chart.name, values);
    this.requireKubeVersion(kube);
    const served = capabilities(kube, request.apiVersions.map(toBytes), dialect);
    const release = { releaseName: toBytes(request.releaseName), namespace: toBytes(request.namespace) };
    const root = rootContext(chart, values, served, release, dialect);
    return sortManifests(this.execute(root), this.memory, dialect);
  }

  private execute(root: Dict): Map<string, string> {
    const run = this.templates.run();
    const rendered = new Map<string, string>();
    for (const { path, program } of this.entries) {
      root.set('Template', templateValue(this.chart, path, this.dialect));
      const output = this.executeFile(path, () => execute(program, run, root));
      rendered.set(path, output.includes('<no value>') ? output.replaceAll('<no value>', '') : output);
    }
    return rendered;
  }

  /** A refusal names the file that was to be made, not only the template that it came from. */
  private executeFile(path: string, run: () => string): string {
    try {
      return run();
    } catch (error) {
      if (error instanceof RefusedTemplate) {
        error.file = path;
      }
      throw error;
    }
  }

  /** A constraint or version that cannot be read is taken for one that does not hold, as Helm does. */
  private requireKubeVersion({ version, normalized }: KubeVersion): void {
    const wanted = this.chart.metadata.get('kubeVersion');
    if (typeof wanted !== 'string' || wanted === '') {
      return;
    }
    let holds = false;
    try {
      holds = satisfies(parseVersion(normalized), parseConstraints(wanted));
    } catch (error) {
      if (!(error instanceof GoError)) {
        throw error;
      }
    }
    if (!holds) {
      throw new GoError(
        `chart requires kubeVersion: ${wanted} which is incompatible with Kubernetes ${version}`,
      );
    }
  }
}
