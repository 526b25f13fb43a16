import { parkedAgents } from '../../lib/cluster/parked-agents';
import { LOCKED_ARCHIVES } from '../support/charts';
import { declaredOf } from '../support/declared';
import { fileRequires } from '../support/requires';

fileRequires(LOCKED_ARCHIVES);

const OVERLAY = { mode: 'vpc-cni', routing: 'overlay', podCidrs: ['10.244.0.0/16'] };

function parked(replace: boolean, more: object): [string, object][] {
  const declared = declaredOf({
    name: 'gz',
    kubernetes: '1.32.2',
    network: { mode: 'vpc-cni' },
    nodePools: [{ name: 'general', type: 'regular', os: 'tencentos-4' }],
    kubeProxy: { mode: 'iptables', replace },
    apiServer: { host: '169.254.128.27' },
    cilium: { version: '1.18.2' },
    ...more,
  });
  return parkedAgents(declared).map(({ name, nodeSelector }) => [name, nodeSelector]);
}

describe('the DaemonSets of TKE that make way', () => {
  test.each<[string, boolean, object, string[]]>([
    ['none, beside kube-proxy', false, {}, []],
    ['kube-proxy, when Cilium replaces it', true, {}, ['kube-proxy']],
    [
      'all three, with overlay routing',
      true,
      { network: OVERLAY },
      ['kube-proxy', 'tke-cni-agent', 'ip-masq-agent'],
    ],
    [
      'tke-cni-agent, where the nodes use a CNI configuration of our own',
      true,
      { network: { mode: 'vpc-cni', cniConfig: 'own' } },
      ['kube-proxy', 'tke-cni-agent'],
    ],
    [
      'no ip-masq-agent, where the cluster has none',
      true,
      { network: OVERLAY, tkeAgents: { ipMasqAgent: { present: false } } },
      ['kube-proxy', 'tke-cni-agent'],
    ],
    [
      'ip-masq-agent, when Cilium masquerades with native routing',
      true,
      { cilium: { version: '1.18.2', values: { enableIPv4Masquerade: true } } },
      ['kube-proxy', 'ip-masq-agent'],
    ],
    [
      'ip-masq-agent, where the file has it parked though Cilium does not masquerade',
      true,
      { tkeAgents: { ipMasqAgent: { parked: true } } },
      ['kube-proxy', 'ip-masq-agent'],
    ],
    [
      'no ip-masq-agent, where the file leaves it running',
      true,
      { network: OVERLAY, tkeAgents: { ipMasqAgent: { parked: false } } },
      ['kube-proxy', 'tke-cni-agent'],
    ],
  ])('%s', (_, replace, more, expected) => {
    expect(parked(replace, more).map(([name]) => name)).toEqual(expected);
  });

  test('have on record where they ran before', () => {
    const on = (pool: string) => ({ nodeSelector: { pool } });
    const tkeAgents = { cniAgent: on('a'), ipMasqAgent: on('b') };
    expect(parked(false, { network: OVERLAY, tkeAgents })).toEqual([
      ['tke-cni-agent', { pool: 'a' }],
      ['ip-masq-agent', { pool: 'b' }],
    ]);
  });
});
