import { affecting } from '../../cluster/fleet-checks';
import type { Diagnostic } from '../../diagnostics/diagnostic';
import { type Clash, placeText } from './clash';
import { sharedDestinations } from './destination-clashes';
import type { FleetMember } from './fleet-member';
import { mixedRouting, peersWithItself, sharedInMesh, sharedPodCidrs } from './mesh-clashes';
import { meshesOf } from './meshes';

/** Compares all clusters with each other: one diagnostic for each clash. Pure. */
export function checkAcrossClusters(members: readonly FleetMember[]): Diagnostic[] {
  const inMesh = members.flatMap(({ mesh, ...member }) => (mesh ? [{ ...member, mesh }] : []));
  const meshes = meshesOf(inMesh);
  const clashes = [
    ...sharedInMesh('id', inMesh, meshes),
    ...sharedInMesh('name', inMesh, meshes),
    ...sharedPodCidrs(inMesh, meshes),
    ...mixedRouting(inMesh, meshes),
    ...sharedDestinations(members),
  ];
  return [
    ...clashes.filter((clash) => !isAcknowledged(clash)).map(diagnosticOf),
    ...inMesh.flatMap(peersWithItself),
    ...idle(members, clashes),
  ];
}

function diagnosticOf({ members: [{ file }], diagnostic }: Clash): Diagnostic {
  return affecting(file, diagnostic);
}

/** A warning is left out once every cluster of the clash acknowledges it. */
function isAcknowledged({ members, diagnostic: { severity, rule } }: Clash): boolean {
  return severity === 'warning' && members.every((member) => acknowledges(member, rule));
}

function acknowledges({ acknowledged }: FleetMember, rule: string): boolean {
  return acknowledged.some(({ value }) => value === rule);
}

/** Entries that match no clash of any cluster above them. */
function idle(members: readonly FleetMember[], clashes: readonly Clash[]): Diagnostic[] {
  const clashing = (member: FleetMember, rule: string) =>
    clashes.some(
      ({ members, diagnostic }) =>
        diagnostic.rule === rule &&
        diagnostic.severity === 'warning' &&
        members.some(({ file }) => file === member.file),
    );
  const entries = members.flatMap((member) => member.acknowledged.map((entry) => ({ ...entry, member })));
  const used = new Set(
    entries.filter(({ value, member }) => clashing(member, value)).map(({ at }) => placeText(at)),
  );
  return entries
    .filter(({ at }) => !used.has(placeText(at)))
    .map(({ value, at, member }) =>
      affecting(member.file, {
        severity: 'warning',
        rule: 'nothing-to-acknowledge',
        place: at,
        problem: `there is no warning "${value}" to acknowledge`,
        remedy: 'Remove the entry, or write the rule as the warning prints it',
      }),
    );
}
