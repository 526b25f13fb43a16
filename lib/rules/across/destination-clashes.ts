import { type Clash, grouped, placeText } from './clash';
import type { FleetMember } from './fleet-member';

/**
 * Of two clusters with one destination each would undo what the other applies. Only where each file says so itself may
 * it be meant: the address of the cluster that Argo CD runs in, for clusters with an Argo CD each.
 */
export function sharedDestinations(members: readonly FleetMember[]): Clash[] {
  const located = members.flatMap((member) => (member.argoCD ? [{ ...member, argoCD: member.argoCD }] : []));
  return [...grouped(located, ({ argoCD }) => addressOf(argoCD.value))].flatMap(([address, holders]) => {
    const [last, ...rest] = holders.toReversed();
    const others = rest.toReversed();
    if (!last || others.length === 0) {
      return [];
    }
    const isMeant = address === addressOf(IN_CLUSTER) && holders.every(({ argoCD }) => argoCD.own);
    const named = others.map(({ name, argoCD }) => `${name} (${placeText(argoCD.at)})`).join(', ');
    const remedy = 'Give each cluster its own argoCD.destination';
    return [
      {
        members: [last, ...others],
        diagnostic: {
          severity: isMeant ? 'warning' : 'error',
          rule: 'argocd-shared-destination',
          place: last.argoCD.at,
          field: 'argoCD.destination',
          problem: `${last.argoCD.value} is also the destination of ${named}: Argo CD would apply them all to one cluster`,
          remedy: isMeant ? `${remedy}, or acknowledge this if each has an Argo CD of its own` : remedy,
        },
      },
    ];
  });
}

/** The cluster that Argo CD runs in, as every Argo CD knows it. */
const IN_CLUSTER = 'https://kubernetes.default.svc';

/** Argo CD takes the same API server with and without its port. */
function addressOf(destination: string): string {
  try {
    const { protocol, hostname, port } = new URL(destination);
    return `${protocol}//${hostname}:${port || (protocol === 'http:' ? 80 : 443)}`;
  } catch {
    return destination;
  }
}
