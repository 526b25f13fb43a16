import { InputError } from '../../lib/diagnostics/diagnostic';
import { acceptClusters } from '../../lib/rules/accept-clusters';
import { LOCKED_ARCHIVES, testCharts } from '../support/charts';
import { fileRequires } from '../support/requires';

fileRequires(LOCKED_ARCHIVES);

/** A cluster file in which nothing is wrong; the faults below are edits of it. */
const GOOD = `name: gz-replace
kubernetes: 1.32.2
network:
  mode: vpc-cni
nodePools:
  - name: general
    type: regular
    os: tencentos-4
kubeProxy:
  mode: iptables
  replace: true
apiServer:
  host: 169.254.128.27
cilium:
  version: 1.18.2
`;

function edited(from: string | RegExp, to: string): string {
  const text = GOOD.replace(from, to);
  expect(text).not.toBe(GOOD);
  return text;
}

/** The errors that the synth would print for files of that content. */
function errorsOf(...contents: (string | Uint8Array)[]): string[] {
  const files = contents.map((content, index) => ({
    path: `clusters/${'abc'[index]}.yaml`,
    content: Buffer.from(content),
  }));
  try {
    acceptClusters(files, testCharts);
    return [];
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return (error as InputError).message.split('\n');
  }
}

interface Fault {
  readonly name: string;
  readonly content: () => string | Uint8Array;
  readonly expected: readonly string[];
}

const FAULTS: readonly Fault[] = [
  {
    name: 'a missing field',
    content: () => edited('kubernetes: 1.32.2\n', ''),
    expected: [
      'clusters/a.yaml:1:1: error: kubernetes: the field "kubernetes" is missing. Kubernetes version of the cluster, for example 1.32.2. Cilium 1.18: 1.30 to 1.33; Cilium 1.19: 1.32 to 1.35; Cilium 1.20: 1.33 to 1.36.',
    ],
  },
  {
    name: 'a misspelt field, reported once and with the near one',
    content: () => edited('kubernetes:', 'kubernets:'),
    expected: [
      'clusters/a.yaml:2:1: error: kubernets: there is no field "kubernets" here. Did you mean "kubernetes"?',
    ],
  },
  {
    name: 'an unknown field with none near it',
    content: () => edited('network:\n', 'network:\n  colour: red\n'),
    expected: [
      'clusters/a.yaml:4:3: error: network.colour: there is no field "colour" here. Known fields are mode, routing, cniConfig, podCidrs, podCidrMaskSize.',
    ],
  },
  {
    name: 'a misspelt word',
    content: () => edited('vpc-cni', 'vpccni'),
    expected: [
      'clusters/a.yaml:4:3: error: network.mode: "vpccni" is not one of vpc-cni, global-router. Did you mean "vpc-cni"? Container network of the TKE cluster, chosen when it was created.',
    ],
  },
  {
    name: 'an address that is none',
    content: () => edited('169.254.128.27', '169.254.128'),
    expected: [
      expect.stringMatching(
        /^clusters\/a.yaml:13:3: error: apiServer.host: "169.254.128" is neither an IPv4 address nor a DNS name\. Use the address from kubectl get ep/,
      ),
    ],
  },
  {
    name: 'the address of a load balancer as API server',
    content: () => edited('169.254.128.27', '10.0.12.4'),
    expected: [
      expect.stringMatching(
        /apiServer.host: "10.0.12.4" is not in 169.254.0.0\/16, where TKE serves its API server.*operation not permitted/,
      ),
    ],
  },
  {
    name: "the address of Cilium's own router as API server",
    content: () => edited('169.254.128.27', '169.254.32.16'),
    expected: [expect.stringMatching(/"169.254.32.16" is the address that Cilium gives its own router/)],
  },
  {
    name: 'a CIDR that is no block of addresses',
    content: () => edited('cilium:\n', 'facts:\n  vpcCidrs: [172.17.200.9/12]\ncilium:\n'),
    expected: [
      expect.stringMatching(
        /"172.17.200.9\/12" has bits set beyond its prefix. Write it as 172.16.0.0\/12, or/,
      ),
    ],
  },
  {
    name: 'a mirror that is no base URL',
    content: () =>
      edited('cilium:\n', 'containerdMirror:\n  endpoint: https://me@mirror.example.com?a=b\ncilium:\n'),
    expected: [
      expect.stringMatching(
        /^clusters\/a.yaml:15:3: error: containerdMirror.endpoint: "https:\/\/me@mirror.example.com\?a=b"/,
      ),
    ],
  },
  {
    name: 'a port that is none',
    content: () => edited('host: 169.254.128.27', 'host: 169.254.128.27\n  port: 600020'),
    expected: [
      'clusters/a.yaml:14:3: error: apiServer.port: 600020 must be <= 65535. Port of the API server behind that address.',
    ],
  },
  {
    name: 'no API server where kube-proxy is replaced',
    content: () => edited(/apiServer:\n.*\n/, ''),
    expected: [
      expect.stringMatching(
        /^clusters\/a.yaml:1:1: error: apiServer: apiServer.host is missing: without kube-proxy/,
      ),
    ],
  },
  {
    name: 'a Kubernetes version that Cilium does not support',
    content: () => edited('1.32.2', '1.29.4'),
    expected: [
      expect.stringMatching(
        /^clusters\/a.yaml:2:1: error: kubernetes: Cilium 1.18.2 is not tested on Kubernetes 1.29.4\. Use Kubernetes 1.30 to 1.33, or another Cilium version/,
      ),
    ],
  },
  {
    name: 'a Kubernetes version that is a number',
    content: () => edited('1.32.2', '1.32'),
    expected: [
      expect.stringMatching(/kubernetes: 1.32 is a number, not a string\. Kubernetes version of the cluster/),
    ],
  },
  {
    name: 'a Cilium version that is not locked',
    content: () => edited('1.18.2', '1.18.3'),
    expected: [
      'clusters/a.yaml:15:3: error: cilium.version: Cilium 1.18.3 is not locked in test/support/charts.lock.yaml. Run npx tke-cilium lock 1.18.3, or use one of 1.18.2, 1.18.12, 1.19.6, 1.20.0.',
    ],
  },
  {
    name: 'a Cilium version that is none',
    content: () => edited('1.18.2', 'v1.18.2'),
    expected: [
      expect.stringMatching(
        /^clusters\/a.yaml:15:3: error: cilium.version: "v1.18.2" must match pattern .* For example "1.18.2"/,
      ),
    ],
  },
  {
    name: 'kube-proxy in ipvs mode beside Cilium',
    content: () => edited('iptables\n  replace: true', 'ipvs\n  replace: false'),
    expected: [
      expect.stringMatching(
        /^clusters\/a.yaml:10:3: error: kubeProxy.mode: Services cannot be reached .* "ipvs".*issues\/18610/,
      ),
    ],
  },
  {
    name: 'GlobalRouter with native routing',
    content: () => edited('vpc-cni', 'global-router'),
    expected: [
      expect.stringMatching(
        /^clusters\/a.yaml:4:3: error: network.mode: native routing does not work on "global-router"/,
      ),
    ],
  },
  {
    name: 'TencentOS 3',
    content: () => edited('tencentos-4', 'tencentos-3'),
    expected: [
      expect.stringMatching(
        /^clusters\/a.yaml:8:5: error: nodePools\[0\].os: "tencentos-3" is not one of .*TencentOS 3 and older have kernels below 5.10/,
      ),
    ],
  },
  {
    name: 'a node pool without an operating system',
    content: () => edited('    os: tencentos-4\n', ''),
    expected: [
      expect.stringMatching(/nodePools\[0\].os: the node pool "general" does not say its operating system/),
    ],
  },
  {
    name: 'a native node pool without the image label',
    content: () => edited('regular', 'native'),
    expected: [
      expect.stringMatching(
        /nodePools\[0\].imageLabel: the native node pool "general" has no image label.*ts4-public/,
      ),
    ],
  },
  {
    name: 'a chart value that a field of the file says',
    content: () => `${GOOD}  values:\n    k8sServiceHost: 10.0.0.1\n`,
    expected: [
      expect.stringMatching(
        /^clusters\/a.yaml:17:5: error: cilium.values.k8sServiceHost: the chart value "k8sServiceHost" is set by apiServer.host/,
      ),
    ],
  },
  {
    name: 'a name that is no directory',
    content: () => edited('gz-replace', '../../etc'),
    expected: [expect.stringMatching(/^clusters\/a.yaml:1:1: error: name: "..\/..\/etc" must match pattern/)],
  },
  {
    name: 'an image that is not pinned',
    content: () => `${GOOD}containerdMirror:\n  image: docker.io/library/alpine:3\n`,
    expected: [
      expect.stringMatching(
        /containerdMirror.image: "docker.io\/library\/alpine:3" must match pattern.*pinned by digest/,
      ),
    ],
  },
  {
    name: 'an image that only the mirror could serve',
    content: () => `${GOOD}containerdMirror:\n  image: quay.io/x/y@sha256:${'0'.repeat(64)}\n`,
    expected: [expect.stringMatching(/containerdMirror.image: "quay.io\/x/)],
  },
  {
    name: 'an empty file',
    content: () => '',
    expected: [
      'clusters/a.yaml:1:1: error: the file is empty. Describe the cluster in it; the README shows how.',
    ],
  },
  {
    name: 'a file that holds a list',
    content: () => '- a\n',
    expected: [expect.stringMatching(/the file holds \["a"\], not a cluster/)],
  },
  {
    name: 'a YAML syntax error',
    content: () => edited('mode: vpc-cni', 'mode: [vpc-cni'),
    expected: [expect.stringMatching(/^clusters\/a.yaml:\d+:\d+: error: .*Correct the YAML at this place/)],
  },
  {
    name: 'a tab for indentation',
    content: () => edited('  mode: vpc-cni', '\tmode: vpc-cni'),
    expected: [expect.stringMatching(/^clusters\/a.yaml:4:1: error: Tabs are not allowed/i)],
  },
  {
    name: 'a merge conflict, however many faults of YAML it makes,',
    content: () =>
      edited(
        '  version: 1.18.2\n',
        '<<<<<<< HEAD\n  version: 1.18.2\n=======\n  version: 1.19.6\n>>>>>>> x\n',
      ),
    expected: [
      'clusters/a.yaml:15: error: a merge conflict is open here. Settle it: keep one side, and remove the lines with <<<<<<<, ======= and >>>>>>>.',
    ],
  },
  {
    name: 'a mark of a merge conflict that was overlooked',
    content: () => `${GOOD}>>>>>>> topic\n`,
    expected: [
      'clusters/a.yaml:16: error: a merge conflict is open here. Settle it: keep one side, and remove the lines with <<<<<<<, ======= and >>>>>>>.',
    ],
  },
  {
    name: 'a colon without a space',
    content: () => edited('kubernetes: 1.32.2', 'kubernetes:1.32.2'),
    expected: [
      'clusters/a.yaml:2:1: error: this line is no field: a field is a key, a colon and a space. Correct the YAML at this place.',
    ],
  },
  {
    name: 'a field that is indented too deep',
    content: () => edited('kubernetes: 1.32.2', '  kubernetes: 1.32.2'),
    expected: [
      'clusters/a.yaml:1:7: error: this field has a value on its line, and another one below it, indented deeper. Correct the YAML at this place.',
    ],
  },
  {
    name: 'a duplicate field',
    content: () => `${GOOD}name: other\n`,
    expected: [
      'clusters/a.yaml:16:1: error: the key "name" is in this map a second time. Correct the YAML at this place.',
    ],
  },
  {
    name: 'two documents in one file',
    content: () => `${GOOD}---\n${GOOD}`,
    expected: [expect.stringMatching(/a second document starts here/)],
  },
  {
    name: 'a binary file',
    content: () => Uint8Array.from([0x7f, 0x45, 0x4c, 0x46, 0x02, 0x00, 0xff, 0xfe]),
    expected: [
      'clusters/a.yaml: error: the file is binary, not YAML text in UTF-8. Replace it with a cluster file, or move it out of this directory.',
    ],
  },
];

describe('a cluster file that is wrong', () => {
  test.each(FAULTS)('$name stops the synth with one clear sentence', ({ content, expected }) => {
    expect(errorsOf(content())).toEqual(expected);
  });

  test('all errors of a file come at once, in the order of the file', () => {
    const text = edited('vpc-cni', 'overlay').replace('iptables', 'nftables').replace('cilium:', 'clium:');
    expect(errorsOf(text).map((line) => line.split(': ')[2])).toEqual([
      'network.mode',
      'kubeProxy.mode',
      'clium',
    ]);
  });

  test('all rules that are broken come at once', () => {
    const text = edited('vpc-cni', 'global-router').replace('iptables', 'ipvs').replace('1.32.2', '1.20.0');
    expect(errorsOf(text).map((line) => line.split(': ')[2])).toEqual([
      'kubernetes',
      'network.mode',
      'kubeProxy.mode',
    ]);
  });

  test('a value of the wrong type is reported once: "y" is true in YAML as Helm reads it', () => {
    expect(errorsOf(edited('vpc-cni', 'y'))).toEqual([
      'clusters/a.yaml:4:3: error: network.mode: true is a boolean, not a string. Container network of the TKE cluster, chosen when it was created.',
    ]);
  });

  test('two clusters of one name are refused, naming both files', () => {
    expect(errorsOf(GOOD, GOOD)).toEqual([
      'clusters/b.yaml: error: name: "gz-replace" is already the name of the cluster in clusters/a.yaml. Give each cluster a name of its own: it is the directory of its manifests in dist/.',
    ]);
  });

  test('a fault in one file does not hide those of another', () => {
    expect(errorsOf(edited('vpc-cni', 'x'), edited('vpc-cni', 'y'))).toHaveLength(2);
  });
});

describe('a cluster file that is right', () => {
  test('is read, with the defaults filled in', () => {
    const { clusters, warnings } = acceptClusters(
      [{ path: 'clusters/a.yaml', content: Buffer.from(GOOD) }],
      testCharts,
    );
    expect(warnings).toEqual([]);
    expect(clusters[0]?.cluster).toMatchObject({
      network: { mode: 'vpc-cni', routing: 'native' },
      apiServer: { host: '169.254.128.27', port: 60002 },
      cilium: { values: {} },
      containerdMirror: { mode: 'add', endpoint: 'https://quay.tencentcloudcr.com' },
    });
  });

  test('an API server known by name is taken', () => {
    expect(errorsOf(edited('169.254.128.27', 'api.gz.example.com'))).toEqual([]);
  });
});
