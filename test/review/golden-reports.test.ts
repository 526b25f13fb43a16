import { readFileSync } from 'node:fs';
import { readChartFiles } from '../../lib/engine';
import { configKeysOf } from '../../lib/review/causes/chart-keys';
import { asMarkdown } from '../../lib/review/forms/markdown';
import type { Line } from '../../lib/review/report';
import { plainText } from '../../lib/review/text';
import { LOCKED_ARCHIVES, testCharts } from '../support/charts';
import { describeRequiring } from '../support/requires';
import { clusterWith, expectGolden, filesOf, reportOn } from './support';

const described = configKeysOf((version) => ({
  template:
    readChartFiles(readFileSync(testCharts.locate('cilium', version).path)).get(
      'templates/cilium-configmap.yaml',
    ) ?? '',
  facts: testCharts.values(version).facts,
}));

/** Without the words of the chart, which are not ours to keep in a file. */
const configKeys: typeof described = (version, key) => {
  const { description: _, ...known } = described(version, key) ?? {};
  return known;
};

function upgrade(from: string, to: string) {
  const [before, after] = [from, to].map((version) =>
    filesOf(
      clusterWith('native', {
        kubernetes: '1.33.0',
        cilium: { version },
        argoCD: { repoURL: 'https://git.example.com/clusters.git' },
      }),
    ),
  );
  return reportOn(before ?? [], after ?? [], { configKeys });
}

describeRequiring(LOCKED_ARCHIVES, 'the report on an upgrade of Cilium', () => {
  test.each([
    ['1.18.2', '1.18.12'],
    ['1.18.2', '1.19.6'],
    ['1.19.6', '1.20.0'],
  ])('from %s to %s is as it was reviewed', (from, to) => {
    expectGolden(`${from}-to-${to}.md`, asMarkdown(upgrade(from, to)));
  });

  test('to the next minor version is shorter than 150 lines, and the first 20 hold what matters', () => {
    const lines = asMarkdown(upgrade('1.18.2', '1.19.6')).split('\n');
    expect(lines.length).toBeLessThan(150);
    const top = lines.slice(0, 20).join('\n');
    for (const word of [
      'Needs a hand',
      'Restarts',
      'pods restart',
      'Security',
      'deletecollection',
      'SYSLOG',
      '9879',
    ]) {
      expect(top).toContain(word);
    }
  });

  test.each<[string, Line['group'], string]>([
    ['policy-default-local-cluster: false \u2192 true', 'network', '1.19.6'],
    ['mesh-auth-enabled: true \u2192 false', 'network', '1.19.6'],
    ['hostPort 9879', 'security', '1.19.6'],
    [
      'Role cilium-operator-ztunnel is new and gives: create, delete, get, list and watch on daemonsets.apps',
      'security',
      '1.19.6',
    ],
    ['deletecollection on ciliumendpointslices.cilium.io', 'security', '1.19.6'],
    ['capability SYSLOG is given', 'security', '1.19.6'],
    ['hubble-generate-certs \u2192 hubble-generate-certs-d23753c582', 'argo-cd', '1.19.6'],
    ['Job hubble-generate-certs changes', 'needs-hand', '1.18.12'],
    ['another digest under the same tag', 'security', '1.18.12'],
    ['enable-drift-checker: new: true', 'network', '1.18.12'],
  ])('says "%s" in the group %s', (text, group, to) => {
    const found = upgrade('1.18.2', to).lines.filter((line) => plainText(line.text).includes(text));
    expect(found.map((line) => line.group)).toEqual([group]);
  });
});
