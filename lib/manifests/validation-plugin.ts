import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { readManifests } from '../yaml/read';
import { checkObjects, type ObjectsCheck } from './check-objects';

/** What `properties:` of the plugin in a cdk8s.yaml may say. */
export interface ManifestValidationProps
  extends Pick<ObjectsCheck, 'kubernetesVersion' | 'allowedRegistries'> {
  /**
   * Files of manifests for server-side apply that hold some fields only, by their names: `kube-proxy.k8s.yaml` for a
   * `KubeProxyOverrideChart` with the id `kube-proxy`. `true`: all are such.
   * @default - none
   */
  readonly partial?: boolean | readonly string[];
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
      const objects = readManifests(readFileSync(manifestPath, 'utf8'));
      const check = { ...this.props, partial: this.isPartial(manifestPath) };
      for (const { severity, rule, field = '', problem, remedy } of checkObjects(objects, check)) {
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

  private isPartial(manifestPath: string): boolean {
    const { partial = false } = this.props;
    return typeof partial === 'boolean' ? partial : partial.includes(basename(manifestPath));
  }
}
