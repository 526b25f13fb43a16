import { OLDEST_KERNEL } from '../rules/nodes';
import { atLeast } from '../version/version';
import { at, daemonSet } from './cluster-facts';
import { advise, compare, type PreflightRule } from './preflight-rule';
import { operatingSystem, ordinaryNodes } from './readings';

/** The machines that agents run on. */
export const NODE_RULES: readonly PreflightRule[] = [
  {
    rule: 'ordinary nodes',
    needs: ['nodes', 'daemonSets'],
    applies: ({ installed = false }) => !installed,
    judge: (facts) => {
      const count = ordinaryNodes(facts).length;
      return advise(
        String(count),
        'none before the first install',
        count === 0 || daemonSet(facts, 'cilium') !== undefined,
        'Reboot or rebuild them after the install: rules of kube-proxy and the old network stay until then',
      );
    },
  },
  {
    rule: 'kernel of the nodes',
    needs: ['nodes'],
    judge: (facts) => {
      const kernels = ordinaryNodes(facts).map((node) =>
        String(at(node, 'status', 'nodeInfo', 'kernelVersion')),
      );
      const old = kernels.filter((kernel) => !atLeast(kernel, OLDEST_KERNEL));
      return compare(
        distinct(old.length > 0 ? old : kernels) || 'no nodes',
        `${OLDEST_KERNEL} or later`,
        old.length === 0,
        'Replace these nodes by ones with a newer image, for example TencentOS 4',
      );
    },
  },
  {
    rule: 'container runtime of the nodes',
    needs: ['nodes'],
    applies: ({ declared: { cluster } }) => cluster.containerdMirror.mode !== 'none',
    judge: (facts) => {
      const runtimes = ordinaryNodes(facts).map((node) =>
        String(at(node, 'status', 'nodeInfo', 'containerRuntimeVersion') ?? 'not said'),
      );
      const others = runtimes.filter((runtime) => !runtime.startsWith('containerd://'));
      return compare(
        distinct(others.length > 0 ? others : runtimes) || 'no nodes',
        'containerd',
        others.length === 0,
        'Set containerdMirror.mode to none: its script configures containerd, and no other runtime',
      );
    },
  },
  {
    rule: 'operating system of the nodes',
    needs: ['nodes'],
    judge: (facts, { declared: { cluster } }) => {
      const declared = cluster.nodePools.flatMap(({ os }) => os ?? []);
      const nodes = ordinaryNodes(facts);
      if (nodes.length === 0) {
        return undefined;
      }
      const others = nodes.filter((node) => !declared.some((os) => os === operatingSystem(node)));
      const wanted = distinct(declared) || 'any, with its kernel on record';
      // A pool that gives its kernel instead may run anything.
      const anything = cluster.nodePools.some(({ os, kernel }) => os === undefined && kernel !== undefined);
      return compare(
        distinct(
          (others.length > 0 ? others : nodes).map((node) =>
            String(at(node, 'status', 'nodeInfo', 'osImage')),
          ),
        ),
        wanted,
        others.length === 0 || anything,
        'Correct nodePools in the cluster file: what Cilium may use depends on the kernel of each system',
      );
    },
  },
];

function distinct(texts: readonly string[]): string {
  return [...new Set(texts)].sort().join(', ');
}
