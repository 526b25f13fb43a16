import type { JsonObject } from '../json';
import { guideCommit, guidePage, type TkeReason } from './tke-reason';

/** Traffic of pods that leaves with the address of its node, with native routing. */
export interface MasqueradedTraffic {
  /**
   * How Cilium knows what to leave alone. `list`: its own ip-masq-agent, with any number of CIDRs. `one-cidr`:
   * ipv4NativeRoutingCIDR, which is a single one.
   */
  readonly by: 'list' | 'one-cidr';
  /** CIDRs that pods reach with their own addresses: all of the VPC, and what else knows the way back. */
  readonly exempt: readonly string[];
}

/**
 * The chart values of masquerading with native routing. Both ways are eBPF: the guide uses no other on TKE
 * (https://github.com/imroc/tke-guide/blob/main/docs/networking/cilium/appendix/masquerading.md).
 */
export function masqueradeValues({ by, exempt }: MasqueradedTraffic): JsonObject {
  return {
    enableIPv4Masquerade: true,
    bpf: { masquerade: true },
    // What leaves by any interface is masqueraded, so the programs must be on all of them (tke-guide c368c3d).
    devices: 'eth+',
    ...(by === 'one-cidr'
      ? { ipv4NativeRoutingCIDR: exempt[0] ?? '' }
      : {
          ipMasqAgent: {
            enabled: true,
            config: {
              // Without a list in the file the agent exempts nothing but the link-local addresses: its defaults hold only
              // where there is no file, and the chart writes one as soon as masqLinkLocal is in it.
              nonMasqueradeCIDRs: [...exempt],
              // Services of Tencent Cloud in 169.254.0.0/16, such as the metadata of a machine, know nodes and not pods.
              masqLinkLocal: true,
            },
          },
        }),
  };
}

const PAGE = guidePage('appendix/masquerading');

/** Why each of them is set. */
export const MASQUERADE_REASONS: readonly TkeReason[] = [
  {
    key: 'enableIPv4Masquerade',
    field: 'masquerade',
    why: 'the cluster file has pods leave the VPC with the address of their node',
    source: PAGE,
  },
  {
    key: 'bpf.masquerade',
    field: 'masquerade',
    why: 'on TKE masquerading is done in eBPF, not by iptables',
    source: PAGE,
  },
  {
    key: 'devices',
    field: 'masquerade',
    why: 'traffic of pods leaves by eth1, eth2 and so on, which detection misses',
    source: guideCommit('c368c3d'),
  },
  {
    key: 'ipv4NativeRoutingCIDR',
    field: 'facts.vpcCidrs',
    why: 'pods reach the VPC with their own addresses',
    source: PAGE,
  },
  {
    key: 'ipMasqAgent.enabled',
    field: 'masquerade',
    why: "Cilium's ip-masq-agent takes several CIDRs, as a VPC with secondary ones has",
    source: PAGE,
  },
  {
    key: 'ipMasqAgent.config.nonMasqueradeCIDRs',
    field: 'facts.vpcCidrs',
    why: 'pods reach the VPC, the clusters of the mesh and what masquerade.exempt names with their own addresses',
    source: PAGE,
  },
  {
    key: 'ipMasqAgent.config.masqLinkLocal',
    field: 'masquerade',
    why: 'services of Tencent Cloud at 169.254.0.0/16 know the addresses of nodes only',
    source: PAGE,
  },
];
