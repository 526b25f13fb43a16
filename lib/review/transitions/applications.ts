import type { JsonObject } from '../../json';
import type { ClusterFacts } from '../consequences/cluster-facts';
import { part } from '../consequences/workloads';
import { code, type Text } from '../text';
import { deleteApplications } from './application-commands';
import type { Found, TransitionRule } from './transition';

/** Applications that deploy to somewhere else. */
export const APPLICATION_RULES: readonly TransitionRule[] = [
  {
    id: 'application-destination-moved',
    find: (before, after) => {
      const moved = [...after.applications].flatMap(([name, application]) => {
        const other = before.applications.get(name);
        const [from, to] = [other && destinationOf(other), destinationOf(application)];
        return from !== undefined && from !== to ? [{ name, from, to }] : [];
      });
      return [...new Set(moved.map(({ from, to }) => `${from} -> ${to}`))].map((change) => ({
        change,
        group: 'needs-hand',
        stops: true,
        problem: `the Applications deploy to another API server, ${change.split(' -> ').map(code).join(' \u2192 ')}: they install Cilium there at once, and what they installed before stays where it was with nobody to manage it`,
        steps: [
          'If it is another cluster: take this back, and write a cluster file of its own for it',
          'If it is the same cluster under another address: register that address in Argo CD before the merge, with the rights that the old one has',
          'Merge this, and look that every Application is Synced: Argo CD finds the objects that it made, and makes none anew',
        ],
        field: ['argoCD', 'destination'],
        claims: ({ object, path }) =>
          object.kind === 'Application' && path.join('.').startsWith('spec.destination'),
      }));
    },
  },
  {
    id: 'application-moved',
    find: (before, after) => {
      const moves = [...after.applications].flatMap(([name, application]) => {
        const other = before.applications.get(name);
        return other === undefined
          ? []
          : [
              {
                field: 'namespace',
                from: part(other.metadata).namespace,
                to: part(application.metadata).namespace,
              },
              { field: 'project', from: part(other.spec).project, to: part(application.spec).project },
            ].filter(({ from, to }) => from !== to);
      });
      const changes = new Map(moves.map((move) => [`${move.field} ${move.from} -> ${move.to}`, move]));
      return [...changes].map(([change, { field, from, to }]) => {
        const [old, now] = [from, to].map((name) => code(String(name)));
        const moved = { before, after, old: old ?? '', now: now ?? '' };
        return {
          change,
          group: 'needs-hand',
          stops: true,
          ...(field === 'namespace' ? toNamespace(moved) : toProject(moved)),
          field: ['argoCD', field],
          claims: ({ object, path }) =>
            object.kind === 'Application' &&
            path.join('.') === (field === 'namespace' ? 'metadata.namespace' : 'spec.project'),
        };
      });
    },
  },
];

interface Moved {
  readonly before: ClusterFacts;
  readonly after: ClusterFacts;
  readonly old: Text;
  readonly now: Text;
}

function toNamespace({ before, after, old, now }: Moved): Pick<Found, 'problem' | 'steps'> {
  const cluster = clusterOf(after);
  return {
    problem: `the Applications go from namespace ${old} to ${now}: those in ${old} stay beside the new ones, and both deploy the same objects`,
    steps: [
      `Have an Argo CD that reads ${now}, with the project, the repository and the cluster as in the old one`,
      `Merge this, and apply ${code(`dist/_argocd/${cluster}`)} where no Application of Applications does`,
      `Delete the old Applications, which have no finalizer, so that their objects stay: ${deleteApplications(before.applications)}. Not before an Application of Applications has synced the merge, or it makes them again`,
      `Where one Argo CD reads both namespaces, take the mark of the old Applications off the objects, for the new ones refuse to share them: ${code(`kubectl annotate -R -f dist/${cluster} argocd.argoproj.io/tracking-id-`)}`,
      'Look that every new Application is Synced',
    ],
  };
}

function toProject({ after, old, now }: Moved): Pick<Found, 'problem' | 'steps'> {
  return {
    problem: `the Applications go from project ${old} to ${now}: Argo CD changes them in place, and deploys nothing where the project does not permit it`,
    steps: [
      `Make the AppProject ${now} before the merge: it has to permit the repository, the API server with every namespace, and kinds of the cluster (${code('clusterResourceWhitelist')})`,
      `Merge this, and apply ${code(`dist/_argocd/${clusterOf(after)}`)} where no Application of Applications does. Delete no Application: they keep their names, and there are no others`,
      'Look that every Application is Synced',
    ],
  };
}

/** The name of the cluster: what an Application reads is `dist/<cluster>/<layer>`. */
function clusterOf({ applications }: ClusterFacts): string {
  const [application] = applications.values();
  const { path } = part(part(application?.spec).source);
  return (typeof path === 'string' ? path.split('/').at(-2) : undefined) ?? '<cluster>';
}

function destinationOf(application: JsonObject): string {
  const { server, name, namespace } = part(part(application.spec).destination);
  return [server ?? name ?? '', namespace].filter((text) => text !== undefined).join(' ');
}
