import type { ChartStore } from '../charts/chart-store';
import { testedKubernetes } from '../charts/kubernetes-range';
import { type Diagnostic, InputError } from '../diagnostics/diagnostic';
import type { JsonObject } from '../json';
import { PARKED_LABEL } from '../tke/daemon-sets';
import {
  IMAGE_LABEL_ANNOTATION,
  NATIVE_POOL_LABEL,
  NODE_POOL_LABEL,
  NODE_TYPE_LABEL,
  SUPER_NODE,
} from '../tke/nodes';
import { compareVersions, minorNumber, versionNumbers } from '../version/version';
import { writeManifest } from '../yaml/write';
import { at, type ClusterFacts, daemonSet, itemsOf } from './cluster-facts';
import {
  apiServerEndpoint,
  imageTag,
  kubeProxyMode,
  kubernetesVersion,
  networkMode,
  nodeSelector,
  operatingSystem,
  rangesNotMasqueraded,
  serviceCidrs,
} from './readings';
import { runningCilium } from './running-cilium';
import { fileOfRunning } from './running-file';

/**
 * The cluster file of a live cluster, Cilium replacing kube-proxy. What only a person can decide is left as a comment.
 *
 * @param charts the locked versions of Cilium, one of which the file names
 * @throws {InputError} with everything that could not be read or recognized, or would change the network of a running Cilium
 */
export function discover(facts: ClusterFacts, name: string, charts: ChartStore): string {
  const versions = charts.versions('cilium');
  const problems: Diagnostic[] = [];
  const known = <T>(value: T | undefined, field: string, how: string): T | undefined => {
    if (value === undefined) {
      problems.push(unrecognized(field, how));
    }
    return value;
  };
  for (const [read, answer] of Object.entries(facts)) {
    if (answer.kind === 'forbidden' || answer.kind === 'failed') {
      problems.push(unreadable(read, answer.message));
    }
  }
  if (problems.length > 0) {
    throw new InputError(problems);
  }
  const kubernetes = known(kubernetesVersion(facts), 'kubernetes', 'the API server names no version');
  const mode = known(
    networkMode(facts),
    'network.mode',
    'kube-system has neither tke-eni-agent nor tke-bridge-agent',
  );
  const apiServer = known(
    apiServerEndpoint(facts),
    'apiServer',
    'the endpoint default/kubernetes has no address',
  );
  const running = runningCilium(facts);
  if (running && 'problem' in running) {
    problems.push(unrecognized(running.field, running.problem, running.remedy));
    throw new InputError(problems);
  }
  if (running && !versions.includes(running.version)) {
    problems.push(notLocked(running.version));
    throw new InputError(problems);
  }
  const chart =
    running?.version ??
    (kubernetes &&
      known(
        versionFor(kubernetes, versions),
        'cilium.version',
        `no locked chart is tested on Kubernetes ${kubernetes}`,
      ));
  if (!kubernetes || !mode || !apiServer || !chart) {
    throw new InputError(problems);
  }
  const selector = originalNodeSelector(facts);
  const file: JsonObject = {
    name,
    kubernetes,
    network: { mode, ...running?.network },
    nodePools: nodePools(facts),
    kubeProxy: {
      mode: kubeProxyMode(facts) ?? 'iptables',
      replace: running?.replacesKubeProxy ?? true,
      ...(Object.keys(selector).length > 0 && { nodeSelector: selector }),
    },
    ...(running ? running.apiServer && { apiServer: running.apiServer } : { apiServer }),
    ...running?.traffic,
    facts: { ...factsOf(facts), ...(running?.vpcCidrs && { vpcCidrs: [...running.vpcCidrs] }) },
    cilium: {
      version: chart,
      ...(running && Object.keys(running.values).length > 0 && { values: running.values }),
    },
  };
  if (!running) {
    return `${HEAD}${writeManifest(file)}${mode === 'global-router' ? OVERLAY_ONLY : ''}${TAIL}`;
  }
  return `${HEAD}${fileOfRunning(file, running, facts, charts)}${TAIL}`;
}

const HEAD = `# yaml-language-server: $schema=../node_modules/tke-cilium/schemas/cluster.schema.json
# Read from the cluster by tke-cilium discover. Look it over: it is yours from here on.
`;

/** Which addresses are free is nowhere to be read. */
const OVERLAY_ONLY = `# GlobalRouter works with overlay routing only. Under network: above, add these, the CIDR one that nothing else uses
# (docs/overlay.md):
#   routing: overlay
#   podCidrs: [10.244.0.0/16]
`;

const TAIL = `# For Argo CD, name the repository that holds dist/:
# argoCD:
#   repoURL: https://git.example.com/platform/clusters.git
`;

/** The newest version of Cilium that is tested on this Kubernetes. */
function versionFor(kubernetes: string, versions: readonly string[]): string | undefined {
  const wanted = minorNumber(kubernetes);
  return versions
    .filter((version) => {
      const tested = testedKubernetes(version);
      return tested && wanted >= tested.lowest && wanted <= tested.highest;
    })
    .sort(compareVersions)
    .at(-1);
}

/** Where kube-proxy is parked already, what it had before is nowhere to be read. */
function originalNodeSelector(facts: ClusterFacts): JsonObject {
  const selector = nodeSelector(daemonSet(facts, 'kube-proxy'));
  return PARKED_LABEL in selector ? {} : { ...selector };
}

const POOL_LABELS = [NATIVE_POOL_LABEL, NODE_POOL_LABEL];

/** Nodes by the pool that their labels name; an empty cluster gets one pool to start from. */
function nodePools(facts: ClusterFacts): JsonObject[] {
  const pools = new Map<string, JsonObject>();
  for (const node of itemsOf(facts.nodes)) {
    const label = (key: string) => at(node, 'metadata', 'labels', key);
    const name = String(POOL_LABELS.map(label).find((value) => typeof value === 'string') ?? 'nodes');
    if (label(NODE_TYPE_LABEL) === SUPER_NODE) {
      pools.set(name, { name, type: 'super' });
      continue;
    }
    const os = operatingSystem(node);
    const imageLabel = at(node, 'metadata', 'annotations', IMAGE_LABEL_ANNOTATION);
    const native = label(NATIVE_POOL_LABEL) !== undefined;
    pools.set(name, {
      name,
      type: native ? 'native' : 'regular',
      ...(os && { os }),
      ...(native && typeof imageLabel === 'string' && { imageLabel }),
    });
  }
  return pools.size > 0 ? [...pools.values()] : [{ name: 'nodes', type: 'regular', os: 'tencentos-4' }];
}

/** What rules compare with, as far as it can be read from the cluster. */
function factsOf(facts: ClusterFacts): JsonObject {
  const eniAddon = imageTag(daemonSet(facts, 'tke-eni-agent'));
  const [serviceCidr] = serviceCidrs(facts);
  const localDns = at(daemonSet(facts, 'node-local-dns'), 'spec', 'template', 'spec', 'hostNetwork') === true;
  return {
    ...(eniAddon !== undefined && versionNumbers(eniAddon) && { eniAddon }),
    vpcCidrs: [...rangesNotMasqueraded(facts)],
    ...(serviceCidr !== undefined && { serviceCidr }),
    ...(localDns && { nodeLocalDNSCache: true }),
  };
}

function notLocked(version: string): Diagnostic {
  return {
    severity: 'error',
    rule: 'unrecognized',
    field: 'cilium.version',
    problem: `Cilium ${version} runs here, and its chart is not locked`,
    remedy: `Run npx tke-cilium lock ${version}, and discover again`,
  };
}

function unreadable(read: string, message: string): Diagnostic {
  return {
    severity: 'error',
    rule: 'unreadable',
    field: read,
    problem: `the cluster did not let itself be read: ${message}`,
    remedy: 'Check the kubeconfig, or bind docs/preflight-rbac.yaml to this user',
  };
}

function unrecognized(
  field: string,
  problem: string,
  remedy = 'Write the cluster file by hand; the README shows how',
): Diagnostic {
  return { severity: 'error', rule: 'unrecognized', field, problem, remedy };
}
