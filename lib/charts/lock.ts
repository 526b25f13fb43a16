import { InputError } from '../diagnostics/diagnostic';

/** A chart version that this project has been tested with. Nothing else is rendered. */
export interface LockedChart {
  readonly name: string;
  readonly version: string;
  /** SHA-256 of the published archive, lower-case hex: `digest` in the chart repository's index.yaml. */
  readonly digest: string;
  /** Where the archive can be had when no copy is at hand. */
  readonly url: string;
  /** Kubernetes minor versions this Cilium release is tested on, lowest and highest. */
  readonly kubernetesMinors: readonly [lowest: number, highest: number];
  /** Tag and digest that the chart pins for `nodeinit.image`, the image our node-init DaemonSet runs. */
  readonly startupScript: string;
}

const REPOSITORY = 'https://helm.cilium.io';

/**
 * Cilium versions and the Kubernetes versions each is end-to-end tested on
 * (https://docs.cilium.io/en/v1.18/network/kubernetes/compatibility/ and /en/v1.19/).
 */
export const LOCKED_CHARTS: readonly LockedChart[] = [
  {
    name: 'cilium',
    version: '1.18.2',
    digest: '39b62a72f0892dd16548bd08ee97d5db2e975f7c1f57155578a144186e22992f',
    url: `${REPOSITORY}/cilium-1.18.2.tgz`,
    kubernetesMinors: [30, 33],
    startupScript:
      '1755531540-60ee83e@sha256:0c91245afb3a4ff78b5cc8c09226806e94a9a10eb0adb74a85e0eeed2a5cae8c',
  },
  {
    name: 'cilium',
    version: '1.18.12',
    digest: '5923f9d9fcb11bc4692ad52353cc791b935d96e09ba0c535c5a8b88ea8a37572',
    url: `${REPOSITORY}/cilium-1.18.12.tgz`,
    kubernetesMinors: [30, 33],
    startupScript:
      '1755531540-60ee83e@sha256:5bdca3c2dec2c79f58d45a7a560bf1098c2126350c901379fe850b7f78d3d757',
  },
  {
    name: 'cilium',
    version: '1.19.6',
    digest: '21c43cf53841f9ab0375047d95aa4c64051ea52bbd2c679416e6408f5f1c9179',
    url: `${REPOSITORY}/cilium-1.19.6.tgz`,
    kubernetesMinors: [32, 35],
    startupScript:
      '1763560095-8f36c34@sha256:50b9cf9c280096b59b80d2fc8ee6638facef79ac18998a22f0cbc40d5d28c16f',
  },
];

/**
 * The Helms whose output is the reference, by the name that a cluster file gives them. Helm 3 and Helm 4 do not render
 * the same objects where a chart's default is null.
 */
export const LOCKED_HELM = { 'v4.2': 'v4.2.4', 'v3.21': 'v3.21.4' } as const;

/** Whose answers a cluster gets. */
export type HelmLine = keyof typeof LOCKED_HELM;

/** The locked chart of that name and version, or undefined. */
export function lockedChart(name: string, version: string): LockedChart | undefined {
  return LOCKED_CHARTS.find((chart) => chart.name === name && chart.version === version);
}

/** The locked versions of a chart, oldest first. */
export function lockedVersions(name: string): readonly string[] {
  return LOCKED_CHARTS.filter((chart) => chart.name === name).map((chart) => chart.version);
}

/**
 * The locked chart of that name and version.
 * @throws {InputError} naming those that are locked, when it is not among them
 */
export function requireLocked(name: string, version: string): LockedChart {
  const locked = lockedChart(name, version);
  if (!locked) {
    const versions = lockedVersions(name);
    const known =
      versions.length > 0 ? versions : LOCKED_CHARTS.map((chart) => `${chart.name} ${chart.version}`);
    throw new InputError([
      {
        severity: 'error',
        rule: 'unknown-chart',
        problem: `the chart ${name} ${version} is not among the locked ones`,
        remedy: `Use one of ${known.join(', ')}, or lock it in lib/charts/lock.ts after a review`,
      },
    ]);
  }
  return locked;
}
