import type { Diagnostic } from '../diagnostics/diagnostic';
import { InputError } from '../diagnostics/diagnostic';
import { RenderError } from '../engine';

const USE_HELM = 'Set cilium.renderer: helm in the cluster file to have the real Helm render the chart';
const OWN_CERTIFICATES =
  'Have the cluster make its certificates: set hubble.tls.auto.method (and clustermesh.apiserver.tls.auto.method) to cronJob or certmanager';

/** What to do where a chart makes certificates as it is rendered. */
const CERTIFICATES: ReadonlyMap<string, string> = new Map([
  ['genCA', OWN_CERTIFICATES],
  ['genCAWithKey', OWN_CERTIFICATES],
  ['genSignedCert', OWN_CERTIFICATES],
  ['genSignedCertWithKey', OWN_CERTIFICATES],
  ['genSelfSignedCert', OWN_CERTIFICATES],
  ['genSelfSignedCertWithKey', OWN_CERTIFICATES],
  ['genPrivateKey', OWN_CERTIFICATES],
  ['buildCustomCert', `${OWN_CERTIFICATES}, and leave tls.ca.cert and tls.ca.key empty`],
]);

/**
 * Runs a render, and reports a chart that is not rendered in this project's terms.
 *
 * @throws {InputError} where the engine throws a RenderError
 */
export function reportingRefusals<T>(render: () => T): T {
  try {
    return render();
  } catch (error) {
    throw error instanceof RenderError ? new InputError(diagnosticsOf(error)) : error;
  }
}

function diagnosticsOf(error: RenderError): Diagnostic[] {
  const { chart, kind, problem, valuePaths, violations = [] } = error;
  const subject = chart ? `the chart ${chart.name} ${chart.version}` : 'the chart';
  const common = {
    severity: 'error',
    rule: kind === 'refused' || kind === 'unreadable-chart' ? 'chart-refused' : 'renderer-profile',
    remedy: remedyOf(error),
  } as const;
  if (violations.length > 0) {
    return violations.map((violation) => ({
      ...common,
      problem: `${subject} does not take ${violation.valuePath.join('.') || 'the values'}: ${violation.problem}`,
      valuePaths: [violation.valuePath],
    }));
  }
  return [{ ...common, problem: `${subject} ${problem}`, ...(valuePaths && { valuePaths }) }];
}

function remedyOf({ kind, remedy, function: called = '' }: RenderError): string {
  switch (kind) {
    case 'refused':
    case 'unreadable-chart':
      return remedy;
    case 'not-reproducible':
      return CERTIFICATES.get(called) ?? remedy;
    default:
      return CERTIFICATES.get(called) ?? USE_HELM;
  }
}
