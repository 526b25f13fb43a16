import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Chart, Testing } from 'cdk8s';
import { ChartStore } from '../../lib/charts/chart-store';
import { HelmRelease, type HelmReleaseProps } from '../../lib/constructs/helm-release';
import { InputError } from '../../lib/diagnostics/diagnostic';
import { packChart } from '../support/chart-archive';
import { temporaryDirectory } from '../support/temporary-directory';

const temporary = temporaryDirectory();
const FILES = {
  'values.yaml': 'greeting: hello\n',
  'templates/config.yaml': `apiVersion: v1
kind: ConfigMap
metadata: {name: '{{ .Release.Name }}-{{ .Chart.Name }}'}
data: {greeting: '{{ .Values.greeting }}'}
`,
};

/** What a release of somebody else's chart gives. */
function objectsOf(chart: HelmReleaseProps['chart'], more: Partial<HelmReleaseProps> = {}): unknown[] {
  const app = new Chart(new App(), 'app');
  new HelmRelease(app, 'web', { chart, namespace: 'web', kubernetesVersion: '1.32.2', ...more });
  return Testing.synth(app);
}

describe('a release of any chart', () => {
  test('takes an archive with its digest, without any lock', () => {
    const { path: archive, digest } = packChart(temporary(), FILES);
    const expected = [
      {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'web-small' },
        data: { greeting: 'good day' },
      },
    ];
    const values = { greeting: 'good day' };
    expect(objectsOf({ archive, digest }, { values })).toEqual(expected);
    expect(objectsOf({ archive, digest: `sha256:${digest}` }, { values })).toEqual(expected);
  });

  test('takes a chart of a lock by name and version', () => {
    const { digest } = packChart(temporary(), FILES);
    const charts = new ChartStore({
      lock: {
        file: 'charts.lock.yaml',
        charts: [{ name: 'small', version: '1.0.0', digest, source: 'small-1.0.0.tgz' }],
      },
      source: { directories: [temporary()], download: () => {} },
    });
    expect(objectsOf({ name: 'small', version: '1.0.0' }, { charts })).toHaveLength(1);
  });

  test('refuses an archive with another digest, and what is no chart, each in one sentence', () => {
    const { path: archive, digest } = packChart(temporary(), FILES);
    const build = (wanted: string) => () => objectsOf({ archive, digest: wanted });
    expect(build('0'.repeat(64))).toThrow(InputError);
    expect(build('0'.repeat(64))).toThrow(
      `error: ${archive} has the SHA-256 ${digest}, and not ${'0'.repeat(64)}. Bring the archive that the digest is of, or review the new one and give its digest.`,
    );
    const none = join(temporary(), 'none.tgz');
    expect(() => objectsOf({ archive: none, digest })).toThrow(/^error: .*none\.tgz cannot be read: ENOENT/);
    writeFileSync(none, '');
    const empty = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
    expect(() => objectsOf({ archive: none, digest: empty })).toThrow(
      /^error: .*none\.tgz is no archive of a Helm chart\. Name a \.tgz/,
    );
  });
});
