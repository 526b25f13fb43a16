import type { Declared } from '../cluster/declared';
import { compareVersions } from '../version/version';
import type { Rule } from './rule';

/** A fault of some releases of Cilium that a later one does not have. */
interface KnownFault {
  /** First release that has it, and the first one that does not any more. */
  readonly from: string;
  readonly fixedIn: string;
  /** Whether a cluster has what triggers it. */
  readonly concerns: (declared: Declared) => boolean;
  readonly problem: string;
  /** What to do for those who stay on the release. */
  readonly otherwise: string;
  readonly issue: string;
}

const FAULTS: readonly KnownFault[] = [
  {
    from: '1.20.0',
    fixedIn: '1.20.1',
    concerns: (declared) =>
      declared.value('envoy.enabled') !== false && declared.value('envoy.xdsMode') !== 'split',
    problem: 'agent and Envoy can send each other updates without end (envoy-xds-mode ads)',
    otherwise: 'set envoy.xdsMode to split',
    issue: 'https://github.com/cilium/cilium/issues/47624',
  },
];

/** Releases of Cilium with a fault that this cluster would have. */
export const KNOWN_FAULT_RULES: readonly Rule[] = [
  {
    id: 'known-fault',
    severity: 'warning',
    source: 'https://github.com/cilium/cilium/issues',
    check: (declared) => {
      const { version } = declared.cluster.cilium;
      return FAULTS.filter(
        ({ from, fixedIn, concerns }) =>
          compareVersions(version, from) >= 0 && compareVersions(version, fixedIn) < 0 && concerns(declared),
      ).map(({ problem, fixedIn, otherwise, issue }) => ({
        path: ['cilium', 'version'],
        problem: `in Cilium ${version} ${problem}: ${issue}`,
        remedy: `Use ${fixedIn} or later, or ${otherwise}`,
      }));
    },
  },
  {
    id: 'kernel-btf-unknown',
    severity: 'warning',
    source: 'https://github.com/cilium/cilium/issues/47718',
    check: ({ cluster: { cilium, nodePools } }) =>
      compareVersions(cilium.version, '1.20.0') < 0
        ? []
        : nodePools.flatMap(({ name, os, kernel }, index) =>
            os === undefined && kernel !== undefined
              ? [
                  {
                    path: ['nodePools', index, 'kernel'],
                    problem: `from 1.20 on Cilium needs a kernel with BTF, and the file does not say which image the nodes of "${name}" have`,
                    remedy:
                      'Look for /sys/kernel/btf/vmlinux on a node and acknowledge this, or write os in the place of kernel',
                  },
                ]
              : [],
          ),
  },
];
