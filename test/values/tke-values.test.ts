import { readFileSync } from 'node:fs';
import { mergeValues } from '../../lib/values/merge-values';
import { type TkeScheme, tkeValues, toleratedTaints } from '../../lib/values/tke-values';

/** The values.yaml block of the guide, for a cluster whose API server is 169.254.128.27. */
const GUIDE = {
  routingMode: 'native',
  endpointRoutes: { enabled: true },
  enableIPv4Masquerade: false,
  cni: { chainingMode: 'generic-veth', chainingTarget: 'multus-cni' },
  ipam: { mode: 'delegated-plugin' },
  kubeProxyReplacement: true,
  k8sServiceHost: '169.254.128.27',
  k8sServicePort: 60002,
  extraConfig: { 'local-router-ipv4': '169.254.32.16' },
};

describe('the chart values for TKE', () => {
  test('hold the whole values.yaml of the guide when kube-proxy is replaced', () => {
    expect(tkeValues({ replaceKubeProxy: { host: '169.254.128.27' } })).toMatchObject(GUIDE);
  });

  test('leave kube-proxy and the API server alone when kube-proxy stays', () => {
    const {
      kubeProxyReplacement: _replacement,
      k8sServiceHost: _host,
      k8sServicePort: _port,
      ...rest
    } = GUIDE;
    const values = tkeValues({});
    expect(values).toMatchObject(rest);
    expect(Object.keys(values)).not.toContain('kubeProxyReplacement');
    expect(Object.keys(values)).not.toContain('k8sServiceHost');
  });

  test('name the API server beside kube-proxy as well, when it is given', () => {
    const values = tkeValues({ apiServer: { host: '169.254.128.27', port: 60_002 } });
    expect(values).toMatchObject({ k8sServiceHost: '169.254.128.27', k8sServicePort: 60_002 });
    expect(values).not.toHaveProperty('kubeProxyReplacement');
  });

  test('take the address of the API server from a ConfigMap of the cluster, when one is named', () => {
    const values = tkeValues({ replaceKubeProxy: { hostFrom: { configMap: 'endpoint', key: 'host' } } });
    expect(values).toMatchObject({
      kubeProxyReplacement: true,
      k8sServiceHostRef: { name: 'endpoint', key: 'host' },
      k8sServicePort: 60_002,
    });
    expect(values).not.toHaveProperty('k8sServiceHost');
  });

  test('never use ipamd, the key of the guide that Helm ignores', () => {
    expect(tkeValues({ replaceKubeProxy: { host: '169.254.128.27' } })).not.toHaveProperty('ipamd');
  });

  test('turn off what breaks VPC-CNI, and keep keys out of the render', () => {
    expect(tkeValues({})).toMatchObject({
      sysctlfix: { enabled: false },
      hubble: { tls: { auto: { method: 'cronJob' } } },
    });
  });

  test('name the CNI configuration, and no file of TKE to chain to, where it is to be one of our own', () => {
    expect(tkeValues({ ownCniConfig: true }).cni).toEqual({
      chainingMode: 'generic-veth',
      customConf: true,
      configMap: 'cni-config',
      externalRouting: true,
    });
  });

  test('hold the values of the guide for overlay, and none of those for native routing', () => {
    const overlay = { beside: 'vpc-cni', podCidrs: ['10.244.0.0/16'], podCidrMaskSize: 25 } as const;
    const values = tkeValues({ replaceKubeProxy: { host: '169.254.128.27' }, overlay });
    expect(values).toMatchObject({
      routingMode: 'tunnel',
      tunnelProtocol: 'vxlan',
      ipam: {
        mode: 'multi-pool',
        operator: {
          autoCreateCiliumPodIPPools: { default: { ipv4: { cidrs: ['10.244.0.0/16'], maskSize: 25 } } },
        },
      },
      enableIPv4Masquerade: true,
      bpf: { masquerade: true },
      kubeProxyReplacement: true,
    });
    for (const key of ['endpointRoutes', 'devices', 'cni', 'extraConfig', 'sysctlfix']) {
      expect(values).not.toHaveProperty(key);
    }
  });

  test.each<[TkeScheme, number]>([
    [{}, 6],
    [{ overlay: { beside: 'vpc-cni', podCidrs: [] } }, 6],
    [{ overlay: { beside: 'global-router', podCidrs: [] } }, 5],
  ])('let the operator of %j run on nodes whose network is not up yet', (scheme, taints) => {
    const tolerated = toleratedTaints(scheme);
    expect(tolerated).toHaveLength(taints);
    expect(tolerated.includes('tke.cloud.tencent.com/eni-ip-unavailable')).toBe(taints === 6);
    expect(tkeValues(scheme)).toMatchObject({
      operator: { tolerations: tolerated.map((key) => ({ key, operator: 'Exists' })) },
    });
  });

  test('say why beside every value that the guide does not have', () => {
    const source = readFileSync('lib/values/tke-values.ts', 'utf8');
    for (const value of [
      'sysctlfix:',
      'externalRouting:',
      'devices:',
      'hubble:',
      'rollOutCiliumPods:',
      'affinity:',
    ]) {
      const before = source.slice(0, source.indexOf(value)).trimEnd().split('\n');
      expect(before.at(-1)).toMatch(/^\s*\/\//);
    }
  });

  test.each([
    ['maps merge', { a: { b: 1 } }, { a: { c: 2 } }, { a: { b: 1, c: 2 } }],
    ['lists replace', { a: [1, 2] }, { a: [3] }, { a: [3] }],
    ['null stays, for Helm to delete a default', { a: { b: 1 } }, { a: { b: null } }, { a: { b: null } }],
    ['a map gives way to a scalar', { a: { b: 1 } }, { a: 'x' }, { a: 'x' }],
  ])('when values are laid over others, %s', (_name, base, over, expected) => {
    expect(mergeValues(base, over)).toEqual(expected);
  });
});
