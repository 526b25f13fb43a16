import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Chart, Testing, Yaml } from 'cdk8s';
import { defaultRenderer } from '../../lib/constructs/default-renderer';
import { VerbatimObject } from '../../lib/constructs/verbatim-object';
import type { JsonObject } from '../../lib/json';
import { layout } from '../../lib/layout/layout';
import { readManifests } from '../../lib/yaml/read';
import { packChart } from '../support/chart-archive';
import { temporaryDirectory } from '../support/temporary-directory';

/** A template whose values cdk8s's own reading and writing change. */
const TEMPLATE = `apiVersion: v1
kind: ConfigMap
metadata:
  name: tricky
  annotations:
data:
  time: 10:20
  long-time: 190:20:30.15
  date: 2024-01-02
  moment: 2024-01-02T03:04:05Z
  big: 9007199254740993
  smallest: -9223372036854775808
  quoted-octal: "0o17"
  quoted-mode: "0o755"
  binary: !!binary aGVsbG8=
  empty:
  list: [null, 1, "1", yes, "yes", 0755]
  text: |+
    keeps its

    blank lines

  from-values: {{ .Values.mode | quote }}
`;

/** What kubectl 1.32 reads in it (kubectl label --local -f - -o json). */
const AS_KUBECTL_READS = {
  time: '10:20',
  'long-time': '190:20:30.15',
  date: '2024-01-02',
  moment: '2024-01-02T03:04:05Z',
  big: 9007199254740993n,
  smallest: -9223372036854775808n,
  'quoted-octal': '0o17',
  'quoted-mode': '0o755',
  binary: 'hello',
  empty: null,
  list: [null, 1, '1', true, 'yes', 493],
  'from-values': '0o17',
  text: 'keeps its\n\nblank lines\n\n',
};

const temporary = temporaryDirectory();

function rendered(): string {
  return defaultRenderer().render({
    chart: packChart(temporary(), { 'templates/config.yaml': TEMPLATE }),
    releaseName: 'tricky',
    namespace: 'default',
    values: { mode: '0o17' },
    kubeVersion: '1.32.2',
    apiVersions: [],
  });
}

/** Through constructs, layout and the written file, and read again as the API server reads it. */
function throughThisProject(manifests: readonly JsonObject[]): JsonObject[] {
  const chart = new Chart(new App(), 'tricky');
  for (const [index, manifest] of manifests.entries()) {
    new VerbatimObject(chart, `object-${index}`, manifest);
  }
  const files = layout([{ directory: 'x', origin: 'y', objects: Testing.synth(chart) }]);
  return files.flatMap(({ content }) => readManifests(content));
}

describe('a chart full of values that are easily changed', () => {
  test('comes out of the synth as kubectl reads it from helm template', () => {
    const manifests = readManifests(rendered());
    expect(manifests[0]?.data).toEqual(AS_KUBECTL_READS);
    expect(throughThisProject(manifests)).toEqual(manifests);
  });

  test("does not survive cdk8s's own reading and writing, which is why this project has its own", () => {
    const path = join(temporary(), 'rendered.yaml');
    writeFileSync(path, rendered());
    const [throughCdk8s] = readManifests(Yaml.stringify(...Yaml.load(path)));
    expect(throughCdk8s?.data).toMatchObject({
      time: 620,
      date: '2024-01-02T00:00:00.000Z',
      'quoted-octal': 15,
    });
  });
});
