import { randomBytes } from 'node:crypto';
import type { JsonObject } from '../../lib/json';
import { until } from '../testbed/process';
import type { Machine } from './machine';

const CONFIGURATIONS = '/host/etc/cni/net.d';
const PLUGINS = '/host/opt/cni/bin';

/** A pod's network namespace on a machine, connected by the plugins of the machine. */
export interface PodNetwork {
  /** Name of the network namespace. */
  readonly namespace: string;
  readonly address: string;
}

/**
 * Does what a container runtime does for a new pod: makes a network namespace, and calls the plugins of the first
 * configuration of the node, each with the result of the one before.
 */
export async function addToNetwork(machine: Machine, pod: string, podNamespace: string): Promise<PodNetwork> {
  await on(machine, ['ip', 'netns', 'add', pod]);
  // Runtimes call the plugin loopback before all others.
  await on(machine, ['ip', '-n', pod, 'link', 'set', 'lo', 'up']);
  let complaint = '';
  const result = await until(
    `the plugins to connect ${pod}`,
    async () => {
      try {
        return await callPlugins(machine, pod, podNamespace);
      } catch (error) {
        complaint = error instanceof Error ? error.message : String(error);
        return undefined;
      }
    },
    { seconds: 30, seen: () => complaint },
  );
  const [ip] = (result.ips ?? []) as JsonObject[];
  const [address = ''] = String(ip?.address ?? '').split('/');
  if (address === '') {
    throw new Error(`the plugins gave the pod no address: ${JSON.stringify(result)}`);
  }
  return { namespace: pod, address };
}

/** Calls each plugin once: a kubelet does so again when one fails, for an agent that has not seen the pod yet. */
async function callPlugins(machine: Machine, pod: string, podNamespace: string): Promise<JsonObject> {
  const { name, cniVersion, plugins } = await firstConfiguration(machine);
  const containerId = randomBytes(16).toString('hex');
  let result: JsonObject | undefined;
  for (const plugin of plugins) {
    const input = JSON.stringify({ ...plugin, name, cniVersion, ...(result && { prevResult: result }) });
    const answer = await on(machine, [`${PLUGINS}/${String(plugin.type)}`], {
      input,
      env: {
        CNI_COMMAND: 'ADD',
        CNI_CONTAINERID: containerId,
        CNI_NETNS: `/var/run/netns/${pod}`,
        CNI_IFNAME: 'eth0',
        CNI_PATH: PLUGINS,
        CNI_ARGS: `IgnoreUnknown=1;K8S_POD_NAMESPACE=${podNamespace};K8S_POD_NAME=${pod};K8S_POD_INFRA_CONTAINER_ID=${containerId}`,
      },
    });
    result = JSON.parse(answer) as JsonObject;
  }
  return result ?? {};
}

/** Runs a command on a machine; one that fails is an error with what it printed. */
export async function on(
  machine: Machine,
  command: readonly string[],
  options: { readonly env?: NodeJS.ProcessEnv; readonly input?: string } = {},
): Promise<string> {
  const { status, stdout, stderr } = await machine.run(command, options);
  if (status !== 0) {
    throw new Error(`${command.join(' ')} on ${machine.name}: ${stderr.trim() || stdout.trim()}`);
  }
  return stdout;
}

interface Configuration {
  readonly name: string;
  readonly cniVersion: string;
  readonly plugins: readonly JsonObject[];
}

async function firstConfiguration(machine: Machine): Promise<Configuration> {
  const [file] = (await on(machine, ['ls', CONFIGURATIONS]))
    .split('\n')
    .filter((name) => /\.conf(?:list)?$/.test(name));
  const text = await on(machine, ['cat', `${CONFIGURATIONS}/${file ?? ''}`]);
  const { name, cniVersion = '0.3.1', plugins, ...single } = JSON.parse(text) as JsonObject;
  return {
    name: String(name),
    cniVersion: String(cniVersion),
    plugins: Array.isArray(plugins) ? (plugins as JsonObject[]) : [single],
  };
}
