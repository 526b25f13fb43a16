import type { ReadManifestFiles } from '../../lib/cluster/manifest-files';
import { formatDiagnostic } from '../../lib/diagnostics/diagnostic';
import { acceptClusters } from '../../lib/rules/accept-clusters';
import { synthesizeCluster } from '../../lib/synth/synthesize';
import { LOCKED_ARCHIVES, testCharts } from '../support/charts';
import { describeRequiring } from '../support/requires';

const CLUSTER = `name: gz
kubernetes: 1.34.1
network: {mode: vpc-cni}
nodePools: [{name: general, type: regular, os: tencentos-4}]
kubeProxy: {mode: iptables, replace: true}
apiServer: {host: 169.254.128.27}
cilium: {version: 1.19.6}
manifests: {MANIFESTS}
`;

interface Result {
  readonly files: readonly string[];
  readonly said: readonly string[];
}

/** What a synth makes, or says, of a cluster with objects of its own. */
function synth(manifests: string, texts: Readonly<Record<string, string>>): Result {
  const read: ReadManifestFiles = (path) =>
    texts[path] === undefined
      ? { problem: 'there is none', remedy: 'Write it' }
      : [{ path, content: Buffer.from(texts[path]) }];
  const content = Buffer.from(CLUSTER.replace('MANIFESTS', manifests));
  const { clusters } = acceptClusters([{ path: 'clusters/gz.yaml', content }], testCharts);
  const [cluster] = clusters;
  const made = cluster && synthesizeCluster(cluster, { charts: testCharts, manifests: read });
  return {
    files: (made?.files ?? []).map(({ path }) => path).filter((path) => /^gz\/(?:before|after)/.test(path)),
    said: (made?.diagnostics ?? []).map(formatDiagnostic),
  };
}

const after = (text: string) => synth('after: [own.yaml]', { 'own.yaml': text }).said;

const POLICY = `apiVersion: cilium.io/v2
kind: CiliumNetworkPolicy
metadata:
  name: dns
  namespace: shop
spec:
  endpointSelector: {}
  egress:
    - toPorts:
        - ports: [{port: "53", protocol: ANY}]
`;

describeRequiring(LOCKED_ARCHIVES, 'the objects of manifests:', () => {
  test('are files of a layer before Cilium and of one after it', () => {
    expect(
      synth('before: [ns.yaml], after: [dns.yaml]', {
        'ns.yaml': 'apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n',
        'dns.yaml': POLICY,
      }),
    ).toEqual({
      files: [
        'gz/after-cilium/shop/CiliumNetworkPolicy.dns.yaml',
        'gz/before-cilium/_cluster/Namespace.shop.yaml',
      ],
      said: [],
    });
  });

  test.each<[string, string, string]>([
    [
      'a misspelt field of a resource of Cilium',
      POLICY.replace('toPorts', 'toPort'),
      'own.yaml:9:7: error: shop/CiliumNetworkPolicy/dns: spec.egress[0].toPort: this version of the API does not know the field "toPort". Did you mean "toPorts"? Affects cluster gz. (its CustomResourceDefinition)',
    ],
    [
      'a word that a field of Cilium does not know',
      POLICY.replace('ANY', 'ALL'),
      'own.yaml:10:32: error: shop/CiliumNetworkPolicy/dns: spec.egress[0].toPorts[0].ports[0].protocol: "ALL" is not one of its words,',
    ],
    [
      'a version of a kind that this Cilium does not have',
      POLICY.replace('cilium.io/v2', 'cilium.io/v3'),
      'own.yaml:1:1: error: shop/CiliumNetworkPolicy/dns: Cilium 1.19.6 has no cilium.io/v3/CiliumNetworkPolicy that is written by hand.',
    ],
    [
      'a wrong type in the second document of a file',
      `${POLICY}---\napiVersion: v1\nkind: Service\nmetadata: {name: a, namespace: shop}\nspec:\n  ports: [{port: "80"}]\n`,
      'own.yaml:16:12: error: shop/Service/a: spec.ports[0].port: it is string (80), and must be a whole number.',
    ],
    [
      'a missing field in an item of a List',
      'apiVersion: v1\nkind: List\nitems:\n  - apiVersion: v1\n    kind: Service\n    metadata: {name: a, namespace: shop}\n    spec:\n      ports: [{name: http}]\n',
      'own.yaml:8:15: error: shop/Service/a: spec.ports[0].port: the field "port" is required.',
    ],
    [
      'an egress policy that selects every node',
      'apiVersion: cilium.io/v2\nkind: CiliumEgressGatewayPolicy\nmetadata: {name: out}\nspec:\n  selectors: [{podSelector: {}}]\n  destinationCIDRs: [0.0.0.0/0]\n  egressGateway:\n    nodeSelector: {}\n',
      'own.yaml:8:5: error: CiliumEgressGatewayPolicy/out: spec.egressGateway.nodeSelector: a gateway is one node, and this selects every node.',
    ],
    ['text that is no YAML', 'a: [1\n', 'own.yaml:2:1: error: '],
    ['a document that is no object', 'replicas: 1\n', 'own.yaml:1:1: error: this is no Kubernetes object'],
    [
      'a Secret with values',
      'apiVersion: v1\nkind: Secret\nmetadata: {name: a, namespace: shop}\nstringData: {password: x}\n',
      'own.yaml:1:1: error: shop/Secret/a: a Secret with values would be committed to dist/',
    ],
    [
      'a private key in a ConfigMap',
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: shop}\ndata:\n  ca: |\n    -----BEGIN PRIVATE KEY-----\n',
      'own.yaml:1:1: error: shop/ConfigMap/a: its field data.ca holds a private key',
    ],
    [
      'an image without a digest',
      'apiVersion: v1\nkind: Pod\nmetadata: {name: a, namespace: shop}\nspec:\n  containers:\n    - name: a\n      image: quay.io/a/b:1\n',
      'own.yaml:7:7: error: shop/Pod/a: spec.containers[0].image: the image quay.io/a/b:1 names no digest',
    ],
    [
      'an object without its namespace',
      POLICY.replace('  namespace: shop\n', ''),
      'own.yaml:3:1: error: CiliumNetworkPolicy/dns: metadata.namespace: without a namespace it depends on who applies it',
    ],
    [
      'an object that Cilium has already',
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: cilium-config, namespace: kube-system}\ndata: {debug: "true"}\n',
      'own.yaml:1:1: error: kube-system/ConfigMap/cilium-config: the object is there already, from this tool.',
    ],
    [
      'an object that is there twice',
      `${POLICY}---\n${POLICY}`,
      'own.yaml:12:1: error: shop/CiliumNetworkPolicy/dns: the object is there already, from own.yaml:1.',
    ],
    [
      'an object without a name',
      'apiVersion: v1\nkind: Namespace\nmetadata: {generateName: a-}\n',
      'clusters/gz.yaml: error: gz/after-cilium: an object of kind Namespace has no metadata.name.',
    ],
  ])('stop the synth at their line: %s', (_, text, problem) => {
    const [first = '', ...more] = after(text).filter((line) => !line.includes('warning'));
    expect(first.slice(0, problem.length)).toBe(problem);
    expect(more).toEqual([]);
  });

  test('that cannot be read are reported at the entry that names them', () => {
    expect(synth('after: [own.yaml]', {}).said).toEqual([
      'clusters/gz.yaml:8:21: error: manifests.after[0]: "own.yaml": there is none. Write it.',
    ]);
  });

  test('of Cilium come with a warning where they are applied before it', () => {
    expect(synth('before: [own.yaml]', { 'own.yaml': POLICY }).said).toEqual([
      expect.stringMatching(/^own\.yaml:3:1: warning \[custom-resource-order\]: /),
    ]);
  });

  test('of a kind that nobody here knows come with one warning, and with none beside their CRD', () => {
    const own = 'apiVersion: example.com/v1\nkind: Thing\nmetadata: {name: NAME}\nspec: {size: 1}\n';
    const two = `${own.replace('NAME', 'a')}---\n${own.replace('NAME', 'b')}`;
    expect(after(two)).toEqual([expect.stringMatching(/^own\.yaml:1:1: warning \[unchecked-kind\]: /)]);
    const crd = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: things.example.com}
spec:
  group: example.com
  names: {kind: Thing, plural: things}
  scope: Cluster
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          properties: {spec: {type: object, properties: {size: {type: string}}}}
`;
    const said = synth('before: [crd.yaml], after: [own.yaml]', { 'crd.yaml': crd, 'own.yaml': two }).said;
    expect(said).toEqual([
      expect.stringMatching(
        /^own\.yaml:4:8: error: Thing\/a: spec\.size: it is number \(1\), and must be a string/,
      ),
      expect.stringMatching(/^own\.yaml:9:8: error: Thing\/b: spec\.size: /),
    ]);
  });
});
