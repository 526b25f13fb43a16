import { grouped } from './clash';
import type { InMesh } from './fleet-member';

/** How two clusters stand to each other: `one` mesh, `two`, or `unknown` where neither says whom it connects to. */
export type Relation = (one: InMesh, other: InMesh) => 'one' | 'two' | 'unknown';

/**
 * Clusters that name each other, directly or over others, are in one mesh. A name that several clusters have says
 * nothing of any of them.
 */
export function meshesOf(members: readonly InMesh[]): Relation {
  const holders = grouped(members, ({ mesh }) => mesh.name.value);
  const node = ({ file, mesh: { name } }: InMesh) =>
    holders.get(name.value)?.length === 1 ? `name ${name.value}` : `file ${file}`;
  const above = new Map<string, string>();
  const root = (start: string): string => {
    let at = start;
    for (let next = above.get(at); next !== undefined; next = above.get(at)) {
      at = next;
    }
    return at;
  };
  for (const member of members) {
    for (const peer of member.mesh.peers.value) {
      const [own, other] = [root(node(member)), root(`name ${peer}`)];
      if (own !== other) {
        above.set(own, other);
      }
    }
  }
  const says = ({ mesh }: InMesh) => mesh.peers.value.length > 0;
  return (one, other) => {
    if (root(node(one)) === root(node(other))) {
      return 'one';
    }
    return says(one) && says(other) ? 'two' : 'unknown';
  };
}
