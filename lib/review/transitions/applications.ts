import type { JsonObject } from '../../json';
import { part } from '../consequences/workloads';
import { code } from '../text';
import type { TransitionRule } from './transition';

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
          'If it is the same cluster under another address: register that address in Argo CD first, merge this, and look that every Application is Synced with nothing to create',
          'If it is another cluster: write a cluster file of its own for it, and leave this one',
          'Delete the old Applications without cascade where nobody is to manage the old cluster any more',
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
          : [['metadata', 'namespace'] as const, ['spec', 'project'] as const].flatMap(([at, field]) => {
              const [from, to] = [part(other[at])[field], part(application[at])[field]];
              return from === to ? [] : [`${field} ${from} -> ${to}`];
            });
      });
      return [...new Set(moves)].map((change) => ({
        change,
        group: 'needs-hand',
        stops: true,
        problem: `the Applications move: ${code(change)}. The old ones stay, and two Applications of different names in Argo CD then claim the same objects`,
        steps: [
          'Merge this, and apply the new Applications where no Application of Applications does',
          'Then delete the old ones without cascade: they have no finalizer, so their objects stay',
        ],
        field: ['argoCD', change.startsWith('namespace') ? 'namespace' : 'project'],
        claims: ({ object, path }) =>
          object.kind === 'Application' && [`spec.project`, 'metadata.namespace'].includes(path.join('.')),
      }));
    },
  },
];

function destinationOf(application: JsonObject): string {
  const { server, name, namespace } = part(part(application.spec).destination);
  return [server ?? name ?? '', namespace].filter((text) => text !== undefined).join(' ');
}
