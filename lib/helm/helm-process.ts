import { spawnSync } from 'node:child_process';
import { InputError } from '../diagnostics/diagnostic';
import { onOneLine } from '../engine/helms-words';
import type { ChartRenderer, ReleaseRequest } from '../engine/renderer';
import type { JsonValue } from '../json';
import { readDocuments } from '../yaml/read';
import { writeManifest } from '../yaml/write';
import { findHelm } from './helm-binary';

/** Renders charts with the real Helm, one process per release. */
export class HelmProcess implements ChartRenderer {
  private program: string | undefined;

  /** @param version the Helm wanted, for example `v4.2.4`; no other is used */
  constructor(private readonly version: string) {}

  renderDocuments(request: ReleaseRequest): JsonValue[] {
    return readDocuments(this.render(request));
  }

  render(request: ReleaseRequest): string {
    this.program ??= findHelm(this.version);
    const { status, stdout, stderr, error } = spawnSync(this.program, templateArguments(request), {
      input: writeManifest(request.values),
      encoding: 'utf8',
      env: withoutHelmSettings(process.env),
      maxBuffer: Number.POSITIVE_INFINITY,
    });
    if (error || status !== 0) {
      throw new InputError([
        {
          severity: 'error',
          rule: 'chart-refused',
          problem: `helm ${this.version} cannot render the chart ${request.chart.name} ${request.chart.version}: ${onOneLine(error?.message ?? stderr).replace(/^Error: /, '')}`,
          remedy: 'Change the values it names',
        },
      ]);
    }
    if (stderr !== '') {
      process.stderr.write(stderr);
    }
    return stdout;
  }
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
