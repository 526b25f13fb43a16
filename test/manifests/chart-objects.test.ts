import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { ChartStore } from '../../lib/charts/chart-store';
import { knownVersions } from '../../lib/charts/knowledge/chart-values';
import { defaultRenderer } from '../../lib/constructs/default-renderer';
import type { JsonObject } from '../../lib/json';
import { checkObjects } from '../../lib/manifests/check-objects';
import { checkValues } from '../../lib/values/check-values';
import { readManifests } from '../../lib/yaml/read';
import { REAL_HELM } from '../support/charts';
import { describeRequiring } from '../support/requires';

const everything = parse(readFileSync(join(__dirname, 'values/everything.yaml'), 'utf8')) as JsonObject;

describeRequiring(REAL_HELM, 'the chart with nearly everything on', () => {
  test.each(knownVersions())('%s: its values are in order', (version) => {
    expect(checkValues({ version, values: everything })).toEqual([]);
  });

  const cases = knownVersions().flatMap((version) =>
    ['1.30.0', '1.36.0'].map((kubernetes) => [version, kubernetes]),
  );
  test.each(cases)('%s on Kubernetes %s: every object passes', (version, kubernetesVersion) => {
    const text = defaultRenderer().render({
      chart: new ChartStore().locate('cilium', version ?? ''),
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
    const told = checkObjects(objects, { kubernetesVersion: kubernetesVersion ?? '', allowedRegistries });
    expect(told).toEqual([]);
  });
});
