import type { ChartValues } from '../../lib/charts/knowledge/chart-values';
import type { JsonObject } from '../../lib/json';
import { checkValues } from '../../lib/values/check-values';
import { LOCKED_ARCHIVES, testCharts } from '../support/charts';
import { describeRequiring } from '../support/requires';

/** A value at a dotted path, of a type that the chart took there. */
function valueAt(path: string, value: unknown): JsonObject {
  return path.split('.').reduceRight<unknown>((inner, name) => ({ [name]: inner }), value) as JsonObject;
}

describeRequiring(LOCKED_ARCHIVES, 'what Cilium 1.20 dropped', () => {
  const before = testCharts.values('1.19.6');
  const after = testCharts.values('1.20.0');
  const gone = Object.keys(before.facts).filter((path) => before.knows(path) && !after.knows(path));
  const errors = (known: ChartValues, path: string) => {
    const { default: value = {} } = before.facts[path] ?? {};
    return checkValues({ known, values: valueAt(path, value) }).filter(
      ({ severity = 'error' }) => severity === 'error',
    );
  };

  test('is these keys', () => {
    expect(gone).toEqual([
      'clustermesh.apiserver.tls.admin.cert',
      'clustermesh.apiserver.tls.admin.key',
      'clustermesh.apiserver.tls.enableSecrets',
      'clustermesh.apiserver.tls.remote.cert',
      'clustermesh.apiserver.tls.remote.key',
      'clustermesh.apiserver.tls.server.cert',
      'clustermesh.apiserver.tls.server.key',
      'clustermesh.enableMCSAPISupport',
      'encryption.ipsec.encryptedOverlay',
      'encryption.strictMode.allowRemoteNodeIdentities',
      'encryption.strictMode.cidr',
      'encryption.strictMode.enabled',
      'hubble.redact.kafka',
      'hubble.redact.kafka.apiKey',
      'hubble.ui.backend.livenessProbe',
      'hubble.ui.backend.livenessProbe.enabled',
      'hubble.ui.backend.readinessProbe',
      'hubble.ui.backend.readinessProbe.enabled',
      'preflight.tofqdnsPreCache',
    ]);
  });

  test.each(gone)('%s is refused, with what to do instead', (path) => {
    expect(errors(before, path)).toEqual([]);
    const [error, ...others] = errors(after, path);
    expect(others).toEqual([]);
    expect(error).toMatchObject({ rule: expect.stringMatching(/^(?:unknown-value|value-removed)$/) });
    expect(error?.remedy).toMatch(/^(?:Use [a-zA-Z.]+ instead$|Remove it: )/);
    expect(error?.remedy).not.toMatch(/only Cilium/);
  });

  test('is no deprecation in a version that has it', () => {
    const values = {
      encryption: { strictMode: { enabled: true } },
      hubble: { redact: { kafka: { apiKey: true } } },
    };
    const known = testCharts.values('1.18.2');
    expect(checkValues({ known, values }).map(({ rule }) => rule)).not.toContain('value-deprecated');
  });
});
