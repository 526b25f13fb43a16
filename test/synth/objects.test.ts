import { InputError } from '../../lib/diagnostics/diagnostic';
import { acceptClusters } from '../../lib/rules/accept-clusters';
import { synthesize } from '../../lib/synth/synthesize';
import { LOCKED_ARCHIVES, testCharts } from '../support/charts';
import { describeRequiring } from '../support/requires';

/** What the synth says of a cluster with those chart values. */
function reported(values: string, more = ''): string[] {
  const content = `name: gz
kubernetes: 1.32.2
network: {mode: vpc-cni}
nodePools: [{name: general, type: regular, os: tencentos-4}]
kubeProxy: {mode: iptables, replace: false}
cilium: {version: 1.18.2, values: {${values}}}
${more}`;
  const { clusters } = acceptClusters(
    [{ path: 'clusters/gz.yaml', content: Buffer.from(content) }],
    testCharts,
  );
  try {
    return synthesize(clusters, { charts: testCharts }).warnings.map(
      ({ rule, field }) => `warning ${rule} ${field}`,
    );
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return (error as InputError).diagnostics.map(
      ({ rule, field, place }) => `${place?.file} ${rule} ${field}`,
    );
  }
}

describeRequiring(LOCKED_ARCHIVES, 'objects that the chart renders and no API server should see', () => {
  test('a misspelt key in a map that the chart passes on whole stops the synth', () => {
    expect(reported('affinity: {nodeAfinity: {}}')).toEqual([
      'clusters/gz.yaml unknown-manifest-field kube-system/DaemonSet/cilium: spec.template.spec.affinity.nodeAfinity',
    ]);
  });

  test('an image without digest, and one from a registry that is not allowed, stop it too', () => {
    const image = 'image: {repository: docker.io/cilium/cilium, useDigest: false}';
    expect(new Set(reported(image).map((line) => line.split(' ')[1]))).toEqual(
      new Set(['image-registry', 'image-digest']),
    );
    expect(
      reported(
        'image: {repository: registry.example.com/cilium}',
        'images: {allowedRegistries: [quay.io, quay.tencentcloudcr.com, registry.example.com]}',
      ),
    ).toEqual([]);
  });
});
