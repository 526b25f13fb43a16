import { readFileSync } from 'node:fs';
import type { Validation, ValidationContext } from 'cdk8s-cli/plugins';
import { readManifests } from '../yaml/read';
import { checkObjects, type ObjectsCheck } from './check-objects';

/** What `properties:` of the plugin in a cdk8s.yaml may say. */
export type ManifestValidationProps = Pick<
  ObjectsCheck,
  'kubernetesVersion' | 'allowedRegistries' | 'partial'
>;

/**
 * The checks of this project for any cdk8s app, as a validation plugin of `cdk8s synth`. Declare the app with
 * `new App({ recordConstructMetadata: false })`: otherwise cdk8s writes construct-metadata.json beside the manifests,
 * which `kubectl apply -f dist` refuses (https://github.com/cdk8s-team/cdk8s/issues/1039).
 */
export class ManifestValidation implements Validation {
  constructor(private readonly props: ManifestValidationProps) {}

  async validate({ manifests, report, logger }: ValidationContext): Promise<void> {
    let failed = false;
    for (const manifestPath of manifests) {
      const objects = readManifests(readFileSync(manifestPath, 'utf8'));
      for (const { severity, rule, field = '', problem, remedy } of checkObjects(objects, this.props)) {
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
}
