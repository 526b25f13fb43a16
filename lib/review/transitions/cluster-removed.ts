import type { ClusterFacts } from '../consequences/cluster-facts';
import { shellWord } from '../consequences/shell-word';
import type { DistFile } from '../dist-files';
import { code, count, listText, type Text } from '../text';
import { deleteApplications } from './application-commands';
import { claimsNothing, type Transition } from './transition';

/** Layers whose objects are not Cilium's to delete: files for node pools, the user's own, and kinds that hold the user's. */
const NOT_OURS = new Set(['', 'node-pool', 'before-cilium', 'after-cilium', 'gateway-api-crds']);

/** A cluster whose file is no longer among the cluster files. */
export function clusterRemoved(name: string, files: readonly DistFile[], facts: ClusterFacts): Transition {
  const { applications } = facts;
  return {
    rule: 'cluster-removed',
    change: name,
    group: 'needs-hand',
    stops: false,
    problem: `${code(name)} leaves dist/ (${count(files.length, 'file')}): what was installed stays in the cluster, with nobody to manage it`,
    steps: [
      'If its file only moved: cluster files are read from the directory of the cluster files and all below it, but for names that begin with a dot',
      ...(applications.size > 0
        ? [
            `If the cluster goes on without this tool: delete its Applications, which have no finalizer, so that their objects stay: ${deleteApplications(applications)}`,
          ]
        : []),
      ...wayOut(name, files, facts),
    ],
    field: [],
    claims: claimsNothing,
  };
}

/** How Cilium leaves a cluster. The manifest of a parked agent is of TKE's own DaemonSet: deleting it deletes the agent. */
function wayOut(name: string, files: readonly DistFile[], facts: ClusterFacts): Text[] {
  const { applications, parked, returned, undo } = facts;
  const agents = [...parked, ...returned].sort();
  const layers = [
    ...new Set(files.filter(({ role }) => role === 'cluster').map(({ layer }) => layer)),
  ].filter((layer) => !NOT_OURS.has(layer) && !agents.includes(layer));
  const directories = layers.sort().map((layer) => `-f ${shellWord(`dist/${name}/${layer}`)}`);
  const but =
    agents.length === 0
      ? ''
      : `, but for ${listText(agents.map((agent) => code(`dist/${name}/${agent}`)))}, which would take TKE's own DaemonSet away`;
  const first = `If Cilium is to leave the cluster, do so before this is merged${applications.size > 0 ? ', when its Applications are deleted as above' : ''}`;
  const running = agents.map((agent) =>
    code(`kubectl -n kube-system rollout status daemonset/${shellWord(agent)}`),
  );
  return [
    agents.length === 0
      ? first
      : `${first}: bring ${listText(agents.map(code))} back${undo.size > 0 ? ` (${code(`kubectl apply --server-side --force-conflicts -R -f ${shellWord(`dist/_undo/${name}`)}`)})` : ''}, and wait until ${agents.length === 1 ? 'it runs' : 'they run'} on every node: ${listText(running)}`,
    ...(directories.length > 0
      ? [
          `Then delete what was applied${but}: ${code(`kubectl delete --ignore-not-found -R ${directories.join(' ')}`)}`,
        ]
      : []),
    `Then delete the kinds of Cilium with all their objects, policies among them: ${code("kubectl get crd -o name | grep '[.]cilium[.]io$' | xargs -r kubectl delete")}`,
    'Rebuild the nodes',
  ];
}
