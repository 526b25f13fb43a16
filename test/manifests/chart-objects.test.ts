import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { defaultRenderer } from '../../lib/constructs/default-renderer';
import type { JsonObject } from '../../lib/json';
import { checkObjects } from '../../lib/manifests/check-objects';
import { checkValues } from '../../lib/values/check-values';
import { readManifests } from '../../lib/yaml/read';
import { LOCKED_ARCHIVES, TEST_VERSIONS, testCharts } from '../support/charts';
import { describeRequiring } from '../support/requires';

const everything = parse(readFileSync(join(__dirname, 'values/everything.yaml'), 'utf8')) as JsonObject;

describeRequiring(LOCKED_ARCHIVES, 'the chart with nearly everything on', () => {
  test.each(TEST_VERSIONS)('%s: its values are in order', (version) => {
    expect(checkValues({ known: testCharts.values(version), values: everything })).toEqual([]);
  });

  const cases = TEST_VERSIONS.flatMap((version) =>
    ['1.30.0', '1.36.0'].map((kubernetes) => [version, kubernetes]),
  );
  test.each(cases)('%s on Kubernetes %s: every object passes', (version, kubernetesVersion) => {
    const text = defaultRenderer().render({
      chart: testCharts.locate('cilium', version ?? ''),
      releaseName: 'cilium',
      namespace: 'kube-system',
      values: everything,
      kubeVersion: kubernetesVersion ?? '',
      apiVersions: [],
    });
    const objects = readManifests(text);
    expect(objects.length).toBeGreaterThan(90);
    // SPIRE and its init container come from the other two.
    const allowedRegistries = ['quay.io', 'ghcr.io/spiffe', 'docker.io/library'];
    const reported = checkObjects(objects, { kubernetesVersion: kubernetesVersion ?? '', allowedRegistries });
    expect(reported).toEqual([]);
  });
});
