import { join } from 'node:path';
import { debianProgram } from './debian';
import { goModuleDirectory, goPrograms } from './go-programs';
import { etcd } from './parts';
import { type Program, picked } from './program';

/**
 * The newest release of each minor that builds from its module. 1.18.4 and later want a fork of k8s.io/apimachinery that
 * the proxy does not have.
 */
export const CILIUM_VERSIONS = ['1.18.3', '1.19.6', '1.20.0'] as const;
export type CiliumVersion = (typeof CILIUM_VERSIONS)[number];

const MODULE = 'github.com/cilium/cilium';

/** What 1.20 requires is a commit between two releases, which the proxy refuses. It serves the BGP control plane alone. */
const UNPUBLISHED = { 'github.com/osrg/gobgp/v4': 'v4.7.0' };

export interface CiliumParts {
  readonly version: CiliumVersion;
  readonly agent: Program;
  /** Absent for 1.20.0: its operator wants the module sigs.k8s.io/mcs-api/controllers, which the proxy refuses. */
  readonly operator?: Program;
  /** The CNI plugin that asks the agent for a pod's network. */
  readonly cni: Program;
  /** Sources of the BPF programs, which the agent compiles on the node. */
  readonly bpfSources: string;
  /** Directory of the definitions of its kinds, `v2` and `v2alpha1` below it. */
  readonly crds: string;
}

/** The three programs of one release, built from its Go module: five to ten minutes on two cores. */
export function ciliumParts(version: CiliumVersion): CiliumParts {
  const built = programsOf(version, {
    'cilium-agent': `${MODULE}/daemon`,
    ...(version !== '1.20.0' && { 'cilium-operator': `${MODULE}/operator` }),
    'cilium-cni': `${MODULE}/plugins/cilium-cni`,
  });
  const source = sourceOf(version);
  return {
    version,
    agent: picked(built, 'cilium-agent'),
    ...(version !== '1.20.0' && { operator: picked(built, 'cilium-operator') }),
    cni: picked(built, 'cilium-cni'),
    bpfSources: join(source, 'bpf'),
    crds: ciliumDefinitions(version),
  };
}

/** What the image of the mesh's API server holds. */
export interface ClusterMeshParts {
  readonly server: Program;
  readonly etcd: Program;
  /** The file by which the image tells the server how to reach its etcd. */
  readonly etcdConfig: string;
}

/** Less than a minute once the agent of that release has been built. 1.20.0 wants the module that its operator wants too. */
export function clusterMeshParts(version: CiliumVersion): ClusterMeshParts {
  const built = programsOf(version, { 'clustermesh-apiserver': `${MODULE}/clustermesh-apiserver` });
  return {
    server: picked(built, 'clustermesh-apiserver'),
    etcd: etcd(),
    etcdConfig: join(sourceOf(version), 'clustermesh-apiserver/etcd-config.yaml'),
  };
}

function programsOf(
  version: CiliumVersion,
  commands: Readonly<Record<string, string>>,
): Readonly<Record<string, Program>> {
  return goPrograms({
    part: 'cilium',
    module: MODULE,
    version: `v${version}`,
    commands,
    ldflags: `-X ${MODULE}/pkg/version.ciliumVersion=${version}`,
    // What the image operator-generic is built with: the IPAM modes of no cloud.
    tags: ['ipam_provider_operator'],
    ...(version === '1.20.0' && { instead: UNPUBLISHED }),
  });
}

function sourceOf(version: CiliumVersion): string {
  return goModuleDirectory({ module: MODULE, version: `v${version}` });
}

/** Directory of the definitions of Cilium's kinds, as the operator of that version installs them. */
export function ciliumDefinitions(version: CiliumVersion): string {
  return join(sourceOf(version), 'pkg/k8s/apis/cilium.io/client/crds');
}

/** What the image of the agent has besides the agent, for a machine that lacks it. */
export interface NodeTools {
  readonly clang: Program;
  readonly iptables: Program;
  readonly ipset: Program;
}

/** The compiler of BPF programs and the programs for netfilter, from Debian. */
export function nodeTools(): NodeTools {
  return {
    clang: debianProgram('clang', '/usr/bin/clang-14', [
      'clang-14',
      'libclang-cpp14',
      'libclang-common-14-dev',
      'libllvm14',
      'libz3-4',
      'libedit2',
      'libbsd0',
      'libmd0',
    ]),
    iptables: debianProgram('iptables', '/usr/sbin/xtables-nft-multi', [
      'iptables',
      'libxtables12',
      'libmnl0',
      'libnftnl11',
      'libip4tc2',
      'libip6tc2',
      'libnfnetlink0',
      'libnetfilter-conntrack3',
    ]),
    ipset: debianProgram('ipset', '/usr/sbin/ipset', ['ipset', 'libipset13', 'libmnl0']),
  };
}

/** Reference CNI plugins, which stand in for those of TKE. */
export interface CniPlugins {
  readonly ptp: Program;
  readonly hostLocal: Program;
}

export function cniPlugins(): CniPlugins {
  const module = 'github.com/containernetworking/plugins';
  const built = goPrograms({
    part: 'cni-plugins',
    module,
    version: 'v1.9.1',
    commands: { ptp: `${module}/plugins/main/ptp`, 'host-local': `${module}/plugins/ipam/host-local` },
    ldflags: '',
  });
  return { ptp: picked(built, 'ptp'), hostLocal: picked(built, 'host-local') };
}
