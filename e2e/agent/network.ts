import { execFileSync } from 'node:child_process';

/** Address of the test's side of the network, which every node has as its gateway. */
const GATEWAY = '10.99.0.1';

const BRIDGE = 'tke-bridge';

/** Runs several commands of `ip` in one process. */
export function ip(commands: readonly string[], namespace?: string): void {
  execFileSync('ip', [...(namespace ? ['-n', namespace] : []), '-batch', '-'], {
    input: `${commands.join('\n')}\n`,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
}

/** Makes the network that the nodes are on, in the network namespace of this process, which must be the test's own. */
export function makeNetwork(): void {
  ip([
    'link set lo up',
    `link add ${BRIDGE} type bridge`,
    `addr add ${GATEWAY}/16 dev ${BRIDGE}`,
    `addr add ${ipv6Of(GATEWAY)}/64 dev ${BRIDGE} nodad`,
    `link set ${BRIDGE} up`,
  ]);
}

/** Has this process answer at an address that nodes reach by their gateway: of an API server, or a load balancer. */
export function addAddress(address: string): void {
  ip([`addr replace ${address}/32 dev lo`]);
}

/** Makes a named network namespace with a cable to the bridge, not plugged in yet. */
export function makeNamespace(name: string): void {
  ip([`netns add ${name}`, `link add v-${name} type veth peer name eth0 netns ${name}`]);
  ip(['link set lo up'], name);
}

/** Puts a namespace on the network. Its hardware address follows from the other one. */
export function connect(name: string, address: string): void {
  const hardware = address.split('.').map((part) => Number(part).toString(16).padStart(2, '0'));
  ip([`link set v-${name} master ${BRIDGE} up`]);
  ip(
    [
      `link set eth0 address 52:54:${hardware.join(':')}`,
      `addr add ${address}/16 dev eth0`,
      `addr add ${ipv6Of(address)}/64 dev eth0 nodad`,
      'link set eth0 up',
      `route add default via ${GATEWAY}`,
      `route add default via ${ipv6Of(GATEWAY)}`,
    ],
    name,
  );
}

/** The other end of its veth pair goes with it. */
export function removeNamespace(name: string): void {
  ip([`netns del ${name}`]);
}

/** Nodes have both kinds of addresses: what an agent refuses is then the configuration and not the node. */
export function ipv6Of(address: string): string {
  return `fd00:99::${address.replaceAll('.', ':')}`;
}
