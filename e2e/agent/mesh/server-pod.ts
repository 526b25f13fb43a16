import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { isObject, type JsonObject } from '../../../lib/json';
import type { ClusterMeshParts } from '../../parts/cilium';
import { until } from '../../testbed/process';
import type { Pod } from '../cluster';
import { on } from '../cni';
import { end } from '../machine';
import { commandOf } from '../synth';
import type { Testbed } from '../testbed';
import { putVolume, volumeFiles } from './volumes';

const NAMESPACE = 'kube-system';

/** Where the first address of the Service range is: the API server, for pods. */
const KUBERNETES = { KUBERNETES_SERVICE_HOST: '172.16.252.1', KUBERNETES_SERVICE_PORT: '443' };

/** A container at work. */
interface Running {
  readonly name: string;
  readonly child: ChildProcess;
  readonly log: string[];
}

/** The pod of a Deployment of the mesh's API server, run as its template says. */
export class ServerPod {
  private readonly running: Running[] = [];

  private constructor(
    readonly pod: Pod,
    private readonly template: JsonObject,
    /** Directory of the pod on the machine. */
    private readonly directory: string,
    private readonly script: string,
    private readonly config: Readonly<Record<string, string>>,
  ) {}

  /**
   * Mounts what the template asks for, runs the init container to its end, and starts the others.
   *
   * @param template of the Deployment, as the API server has it
   * @param config the data of cilium-config
   */
  static async start(
    testbed: Testbed,
    parts: ClusterMeshParts,
    pod: Pod,
    { spec }: JsonObject,
    config: Readonly<Record<string, string>>,
  ): Promise<ServerPod> {
    const { machine, name, address } = pod;
    const template = spec as JsonObject;
    const directory = `pods/${name}`;
    for (const volume of template.volumes as JsonObject[]) {
      const path = `${directory}/${volume.name}`;
      if (isObject(volume.emptyDir)) {
        machine.write(`${path}/.keep`, '');
      } else {
        await putVolume(machine, path, await volumeFiles(testbed.api, NAMESPACE, volume));
      }
    }
    machine.write(`${directory}/hosts`, hostsFile(template, name, address));
    machine.write(`${directory}/run/.keep`, '');
    machine.write(`${directory}/image/etcd-config.yaml`, readFileSync(parts.etcdConfig, 'utf8'));
    machine.write(`${directory}/image/bin/.keep`, '');
    const inImage = `/run/work/${directory}/image`;
    await on(machine, ['ln', '-s', parts.server.path, `${inImage}/bin/clustermesh-apiserver`]);
    await on(machine, ['ln', '-s', parts.etcd.path, `${inImage}/bin/etcd`]);
    const token = await testbed.mountToken(machine, String(template.serviceAccountName));
    const script = `
mount -t tmpfs tmpfs /var/lib/cilium
cp ${inImage}/etcd-config.yaml /var/lib/cilium/
mount -t overlay -o lowerdir=${inImage}/bin:/usr/bin overlay /usr/bin
mount --bind /run/work/${directory}/hosts /etc/hosts
mount --bind /run/work/${directory}/run /run/cilium
mount --bind ${token} /run/secrets/kubernetes.io/serviceaccount`;
    const server = new ServerPod(pod, template, directory, script, config);
    await server.run();
    return server;
  }

  private async run(): Promise<void> {
    for (const container of this.template.initContainers as JsonObject[]) {
      const { child, log } = this.startContainer(container);
      const code = await new Promise((resolve) => child.once('close', resolve));
      if (code !== 0) {
        throw new Error(`${container.name} ended with ${code}: ${log.slice(-3).join(' ')}`);
      }
    }
    for (const container of this.template.containers as JsonObject[]) {
      this.running.push(this.startContainer(container));
    }
  }

  private startContainer(container: JsonObject): Running {
    const { machine, namespace, uid, address } = this.pod;
    const { command, args, env } = commandOf(container, this.config);
    const mounts = (container.volumeMounts as { name: string; mountPath: string }[]).map(
      ({ name, mountPath }) =>
        `mkdir -p ${mountPath} && mount --bind /run/work/${this.directory}/${name} ${mountPath}`,
    );
    const known = (text: string) =>
      text.replaceAll('$(metadata.uid)', uid).replaceAll('$(status.podIP)', address);
    const child = machine.start(
      [
        ...['ip', 'netns', 'exec', namespace, 'unshare', '--mount', '--propagation', 'private'],
        ...['sh', '-ec', [this.script, ...mounts, 'exec "$@"'].join('\n'), 'sh'],
        ...[command, ...args].map(known),
      ],
      {
        ...KUBERNETES,
        ...Object.fromEntries(Object.entries(env).map(([name, value]) => [name, known(value)])),
      },
    );
    const log: string[] = [];
    for (const stream of [child.stdout, child.stderr]) {
      if (stream) {
        createInterface({ input: stream }).on('line', (line) => log.push(line));
      }
    }
    return { name: String(container.name), child, log };
  }

  /** Resolves once the readiness probes of all containers answer, as a kubelet asks them. */
  async ready(seconds = 60): Promise<void> {
    let seen = '';
    await until(
      "the mesh's API server to be ready",
      async () => {
        for (const { name, child, log } of this.running) {
          if (child.exitCode !== null) {
            throw new Error(`${name} ended with ${child.exitCode}: ${log.slice(-3).join(' ')}`);
          }
        }
        for (const container of this.template.containers as JsonObject[]) {
          if (!(await this.answers(container))) {
            const { log = [] } = this.running.find(({ name }) => name === container.name) ?? {};
            seen = `${container.name}: ${log.slice(-2).join(' ')}`;
            return undefined;
          }
        }
        return true;
      },
      { seconds, seen: () => seen },
    );
  }

  private async answers({ readinessProbe, ports }: JsonObject): Promise<boolean> {
    const { httpGet } = (readinessProbe ?? {}) as Record<string, JsonObject>;
    if (httpGet === undefined) {
      return true;
    }
    const port = (ports as JsonObject[]).find(({ name }) => name === httpGet.port)?.containerPort;
    const { machine, namespace, address } = this.pod;
    const url = `http://${address}:${port}${httpGet.path}`;
    const curl = ['ip', 'netns', 'exec', namespace, 'curl', '-sf', '--max-time', '2', url];
    return (await machine.run(curl)).status === 0;
  }

  async stop(): Promise<void> {
    await Promise.all(this.running.map(({ child }) => end(child, 'SIGKILL')));
  }
}

function hostsFile({ hostAliases }: JsonObject, name: string, address: string): string {
  const aliases = ((hostAliases ?? []) as { ip: string; hostnames: string[] }[]).map(
    ({ ip, hostnames }) => `${ip} ${hostnames.join(' ')}`,
  );
  return `${['127.0.0.1 localhost', '::1 localhost', `${address} ${name}`, ...aliases].join('\n')}\n`;
}
