import { nodeImage } from '../tke/operating-systems';
import { atLeast } from '../version/version';
import type { AgentConfig } from './agent/agent-config';
import type { RenderedCilium, RenderedFinding } from './rendered-rule';

interface KernelNeed {
  /** What needs the kernel, for messages. */
  readonly feature: string;
  readonly uses: (config: AgentConfig) => boolean;
  readonly kernel: string;
  /** error: the agent does not start; warning: it goes on without the feature. */
  readonly severity: 'error' | 'warning';
}

/** https://docs.cilium.io/en/stable/operations/system_requirements/ and .../performance/tuning/ */
const NEEDS: readonly KernelNeed[] = [
  {
    feature: 'datapath-mode netkit',
    uses: (config) => config.text('datapath-mode').startsWith('netkit'),
    kernel: '6.8',
    severity: 'error',
  },
  {
    feature: 'enable-bbr',
    uses: (config) => config.on('enable-bandwidth-manager') && config.on('enable-bbr'),
    kernel: '5.18',
    severity: 'error',
  },
  {
    feature: 'enable-ipv4-big-tcp',
    uses: (config) => config.on('enable-ipv4-big-tcp'),
    kernel: '6.3',
    severity: 'warning',
  },
  {
    feature: 'enable-ipv6-big-tcp',
    uses: (config) => config.on('enable-ipv6-big-tcp'),
    kernel: '5.19',
    severity: 'warning',
  },
];

/** The ids under which kernels are reported, by what comes of it. */
export const KERNEL_RULES = { error: 'kernel-too-old', warning: 'kernel-without-feature' } as const;

/**
 * Features that the kernel of a node pool does not have. The kernel is the one that the file names, else that of the
 * node image. A vendor who takes features of later kernels back into an old one may well have this one.
 */
export function kernelFindings({ declared, config }: RenderedCilium): readonly RenderedFinding[] {
  return NEEDS.filter(({ uses }) => uses(config)).flatMap(({ feature, kernel: needed, severity }) =>
    declared.cluster.nodePools.flatMap(({ name, type, os, kernel }): RenderedFinding[] => {
      const image = os === undefined ? undefined : nodeImage(os);
      const runs = kernel ?? image?.kernel;
      if (type === 'super' || runs === undefined || atLeast(runs, needed)) {
        return [];
      }
      const backports = kernel === undefined && image?.backports === true;
      return [
        {
          rule: KERNEL_RULES[severity],
          severity,
          ...(severity === 'error' && backports && { acknowledgeable: true }),
          problem: `${feature} needs kernel ${needed}, and the nodes of "${name}" run ${runs}${severity === 'error' ? ': their agents do not start' : ': their agents go on without it'}`,
          remedy: backports
            ? `Turn it off, or acknowledge ${KERNEL_RULES[severity]} once the agents of this pool have started with it`
            : 'Turn it off, or use node images with a newer kernel; where the nodes have another kernel than their image, write it into kernel of the pool',
          source: 'https://docs.cilium.io/en/stable/operations/system_requirements/',
        },
      ];
    }),
  );
}
