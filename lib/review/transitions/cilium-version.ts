import { compareVersions, minorNumber, minorVersion } from '../../version/version';
import { code } from '../text';
import { claimsNothing, type TransitionRule } from './transition';

const AGENTS_RUN = 'kubectl -n kube-system rollout status daemonset/cilium';

/** Cilium is upgraded and rolled back one minor version at a time (Documentation/operations/upgrade.rst). */
export const VERSION_RULES: readonly TransitionRule[] = [
  {
    id: 'cilium-downgraded',
    find: ({ version: from }, { version: to }) =>
      from !== undefined && to !== undefined && minorNumber(to) < minorNumber(from)
        ? [
            {
              change: `${from} -> ${to}`,
              group: 'irreversible',
              stops: true,
              problem: `Cilium goes back from ${code(from)} to ${code(to)}: its CRDs stay at the newer schema, and what the newer version wrote stays in the cluster`,
              steps: [
                ...(minorNumber(from) - minorNumber(to) > 1
                  ? [
                      `Go back one minor version at a time: only ${minorVersion(from)} to the one before it is tested`,
                    ]
                  : []),
                `Take out what only ${minorVersion(from)} knows: new fields of policies, new custom resources`,
                'Keep cilium-config compatible: set upgradeCompatibility to the first version that was installed',
                `Merge this, and wait until every agent runs it: ${code(AGENTS_RUN)}. Connections through a node may break while its agent restarts`,
              ],
              field: ['cilium', 'version'],
              claims: claimsNothing,
            },
          ]
        : [],
  },
  {
    id: 'cilium-minor-skipped',
    find: ({ version: from }, { version: to }) =>
      from !== undefined && to !== undefined && minorNumber(to) - minorNumber(from) > 1
        ? [
            {
              change: `${from} -> ${to}`,
              group: 'irreversible',
              stops: true,
              problem: `Cilium goes from ${code(from)} to ${code(to)}: only steps from one minor version to the next are tested, and the agents of both run side by side while they are replaced`,
              steps: [
                `Go to the latest patch of ${minorVersion(from)} first, if ${code(from)} is not that, in a commit of its own and by the steps that ${code('tke-cilium diff')} has for it, and wait until every agent runs it: ${code(AGENTS_RUN)}`,
                ...between(from, to).map(
                  (minor) =>
                    `Then go to the latest patch of ${minor} in the same way, and wait: ${code(AGENTS_RUN)}`,
                ),
                `Then go to ${to}`,
              ],
              field: ['cilium', 'version'],
              claims: claimsNothing,
            },
          ]
        : [],
  },
  {
    id: 'cilium-minor-upgrade',
    find: ({ version: from }, { version: to }) =>
      from !== undefined && to !== undefined && minorNumber(to) - minorNumber(from) === 1
        ? [
            {
              change: `${from} -> ${to}`,
              group: 'needs-hand',
              stops: false,
              problem: `Cilium ${code(from)} \u2192 ${code(to)} is the next minor version: upgrades are tested from the latest patch of ${minorVersion(from)}, so go there first if ${code(from)} is not that, and run Cilium's pre-flight check, which pulls the new images on every node and validates the policies`,
              steps: [],
              field: ['cilium', 'version'],
              claims: claimsNothing,
            },
            {
              change: `${from} -> ${to}`,
              group: 'irreversible',
              stops: false,
              problem: "the operator updates Cilium's CRDs, and a rollback leaves them at the newer schema",
              steps: [],
              field: ['cilium', 'version'],
              claims: claimsNothing,
            },
          ]
        : [],
  },
  {
    id: 'cilium-patch-back',
    find: ({ version: from }, { version: to }) =>
      from !== undefined &&
      to !== undefined &&
      minorNumber(to) === minorNumber(from) &&
      compareVersions(to, from) < 0
        ? [
            {
              change: `${from} -> ${to}`,
              group: 'needs-hand',
              stops: false,
              problem: `Cilium goes back from ${code(from)} to ${code(to)}: what the newer patch release fixed comes back`,
              steps: [],
              field: ['cilium', 'version'],
              claims: claimsNothing,
            },
          ]
        : [],
  },
];

function between(from: string, to: string): string[] {
  const [first, last] = [minorNumber(from), minorNumber(to)];
  return Array.from({ length: last - first - 1 }, (_, index) => `1.${first + 1 + index}`);
}
