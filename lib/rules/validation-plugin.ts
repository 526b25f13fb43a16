import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { testedKubernetes } from '../charts/kubernetes-range';
import type { Diagnostic } from '../diagnostics/diagnostic';
import type { JsonObject } from '../json';
import { checkObjects, type ObjectsCheck } from '../manifests/check-objects';
import { minorNumber } from '../version/version';
import { readManifests } from '../yaml/read';
import { AgentConfig } from './agent/agent-config';
import { checkAgent } from './agent/check-agent';

/** What `properties:` of the plugin in a cdk8s.yaml may say. */
export interface ManifestValidationProps
  extends Pick<ObjectsCheck, 'kubernetesVersion' | 'allowedRegistries'> {
  /**
   * Files of manifests for server-side apply that hold some fields only, by their names: `kube-proxy.k8s.yaml` for a
   * `KubeProxyOverrideChart` with the id `kube-proxy`. `true`: all are such.
   * @default - none
   */
  readonly partial?: boolean | readonly string[];
  /**
   * Version of Cilium that the manifests install, by which its agents and objects of its own kinds are judged.
   * @default - the tag of the agent's image, for the manifest that has the agent
   */
  readonly ciliumVersion?: string;
}

/**
 * As much of cdk8s-cli's `ValidationContext` as is used here. Spelt out, so that those who use the constructs alone
 * need no cdk8s-cli for their types; a test holds the two together.
 */
export interface ManifestsToValidate {
  readonly manifests: readonly string[];
  readonly logger: { log(message: string): void };
  readonly report: {
    addViolation(violation: {
      ruleName: string;
      recommendation: string;
      fix: string;
      violatingResources: { resourceName: string; locations: string[]; manifestPath: string }[];
    }): void;
    submit(status: 'success' | 'failure'): void;
  };
}

/** The object that the options of the agents are in, as messages name objects. */
const CONFIG_MAP = 'kube-system/ConfigMap/cilium-config';

/**
 * The checks of this project for any cdk8s app, as a validation plugin of `cdk8s synth`. Declare the app with
 * `new App({ recordConstructMetadata: false })`: otherwise cdk8s writes construct-metadata.json beside the manifests,
 * which `kubectl apply -f dist` refuses (https://github.com/cdk8s-team/cdk8s/issues/1039).
 */
export class ManifestValidation {
  constructor(private readonly props: ManifestValidationProps) {}

  async validate({ manifests, report, logger }: ManifestsToValidate): Promise<void> {
    let failed = false;
    for (const manifestPath of manifests) {
      for (const { severity, rule, field = '', problem, remedy } of this.diagnosticsOf(manifestPath)) {
        if (severity === 'warning') {
          logger.log(`warning: ${manifestPath}: ${field}: ${problem}. ${remedy}`);
          continue;
        }
        failed = true;
        const [resourceName = '', location = ''] = field.split(': ');
        report.addViolation({
          ruleName: rule,
          recommendation: problem,
          fix: remedy,
          violatingResources: [{ resourceName, locations: [location], manifestPath }],
        });
      }
    }
    report.submit(failed ? 'failure' : 'success');
  }

  private diagnosticsOf(manifestPath: string): readonly Diagnostic[] {
    const { kubernetesVersion, allowedRegistries } = this.props;
    const objects = readManifests(readFileSync(manifestPath, 'utf8'));
    const ciliumVersion = this.props.ciliumVersion ?? AgentConfig.versionOf(objects);
    const check = {
      kubernetesVersion,
      ...(ciliumVersion !== undefined && { ciliumVersion }),
      ...(allowedRegistries && { allowedRegistries }),
      partial: this.isPartial(manifestPath),
    };
    return [...checkObjects(objects, check), ...this.ofCilium(objects)];
  }

  /** Of a Cilium that is among the objects: whether it starts, and on this version of Kubernetes. */
  private ofCilium(objects: readonly JsonObject[]): readonly Diagnostic[] {
    const { ciliumVersion = AgentConfig.versionOf(objects), kubernetesVersion } = this.props;
    const config = ciliumVersion === undefined ? undefined : AgentConfig.of(objects, ciliumVersion);
    const range = ciliumVersion === undefined ? undefined : testedKubernetes(ciliumVersion);
    if (!config) {
      return [];
    }
    // A cdk8s.yaml may say 1.32 without quotes, which is a number.
    const minor = minorNumber(String(kubernetesVersion));
    const untested = range !== undefined && (minor < range.lowest || minor > range.highest);
    return [
      ...checkAgent(config).map(
        (finding): Diagnostic => ({ ...finding, severity: 'error', field: `${CONFIG_MAP}: data` }),
      ),
      ...(untested
        ? [
            {
              severity: 'error',
              rule: 'kubernetes-version',
              field: CONFIG_MAP,
              problem: `Cilium ${ciliumVersion} is not tested on Kubernetes ${kubernetesVersion}`,
              remedy: `Use Kubernetes 1.${range.lowest} to 1.${range.highest}, or another Cilium version`,
            } as const,
          ]
        : []),
    ];
  }

  private isPartial(manifestPath: string): boolean {
    const { partial = false } = this.props;
    return typeof partial === 'boolean' ? partial : partial.includes(basename(manifestPath));
  }
}
