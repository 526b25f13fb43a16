import { spawnSync } from 'node:child_process';
import { InputError } from '../diagnostics/diagnostic';
import type { ChartRenderer, Dialect, ReleaseRequest } from '../engine';
import type { JsonValue } from '../json';
import { readDocuments } from '../yaml/read';
import { writeManifest } from '../yaml/write';
import { findHelm } from './helm-binary';
import { HELM_RELEASES } from './helm-releases';

/** Renders charts with the real Helm, one process per release. */
export class HelmProcess implements ChartRenderer {
  private program: string | undefined;

  /** @param dialect whose answers are wanted; no other release of Helm is used than the one that represents it */
  constructor(private readonly dialect: Dialect) {}

  renderDocuments(request: ReleaseRequest): JsonValue[] {
    return readDocuments(this.render(request), 'last');
  }

  render(request: ReleaseRequest): string {
    this.program ??= findHelm(this.dialect);
    const { status, stdout, stderr, error } = spawnSync(this.program, templateArguments(request), {
      input: writeManifest(request.values),
      encoding: 'utf8',
      env: withoutHelmSettings(process.env),
      maxBuffer: Number.POSITIVE_INFINITY,
    });
    if (error || status !== 0) {
      const words = onOneLine(error?.message ?? stderr).replace(/^Error: /, '');
      throw new InputError([
        {
          severity: 'error',
          rule: 'chart-refused',
          problem: `helm ${HELM_RELEASES[this.dialect]} cannot render the chart ${request.chart.name} ${request.chart.version}: ${words}`,
          remedy: 'Change the values it names',
          valuePaths: valuesNamed(words),
        },
      ]);
    }
    if (stderr !== '') {
      process.stderr.write(stderr);
    }
    return stdout;
  }
}

/** Helm prints some refusals over several lines; here one problem is one line. */
function onOneLine(words: string): string {
  return words.trim().replace(/\s*\n\s*/g, ' ');
}

/** The value that Helm's words name: the one a template read last, or one that the schema does not allow. */
function valuesNamed(words: string): string[][] {
  const read = [...words.matchAll(/<\.Values\.([\w.]+)>/g)].at(-1)?.[1]?.split('.');
  const path = read ?? /- at '\/([\w/]+)'/.exec(words)?.[1]?.split('/');
  return path ? [path] : [];
}

/** The arguments of `helm template` for a request; the values are read from stdin. */
export function templateArguments(request: ReleaseRequest): string[] {
  return [
    'template',
    request.releaseName,
    request.chart.path,
    '--namespace',
    request.namespace,
    '--kube-version',
    request.kubeVersion,
    ...request.apiVersions.flatMap((version) => ['--api-versions', version]),
    '--skip-tests',
    '--values',
    '-',
  ];
}

/** A developer's own Helm settings (HELM_NAMESPACE, HELM_PLUGINS, a kubeconfig) must not reach the output. */
function withoutHelmSettings(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(environment).filter(([name]) => !name.startsWith('HELM_') && name !== 'KUBECONFIG'),
  );
}
