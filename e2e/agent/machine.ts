import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { cacheDirectory } from '../../lib/cache';
import { type Finished, run, until } from '../testbed/process';
import { connect, makeNamespace, removeNamespace } from './network';

const SCRIPT = join(__dirname, 'machine.sh');

/** What a machine is made of. */
export interface MachineProps {
  readonly name: string;
  /** Directory of the test in which each machine gets one of its own. */
  readonly directory: string;
  /** Cgroup that the machine's own is made below. */
  readonly cgroup: string;
  readonly bpfSources: string;
  /** Directory of programs that come before the system's. */
  readonly tools: string;
}

/**
 * A node played by the test: namespaces for network, mounts, processes and cgroups. BPF programs that an agent attaches
 * to its cgroup see no process of this machine, and all that an agent makes goes when the machine stops.
 */
export class Machine {
  private connected: string | undefined;

  private constructor(
    private readonly props: MachineProps,
    private readonly first: ChildProcess,
    private readonly pid: number,
  ) {}

  static async start(props: MachineProps): Promise<Machine> {
    const { name, bpfSources, tools } = props;
    const [root, work, cgroup] = [rootOf(props), workOf(props), cgroupOf(props)];
    for (const directory of [root, work, cgroup]) {
      mkdirSync(directory, { recursive: true });
    }
    makeNamespace(name);
    const first = spawn(
      'sh',
      joinCgroup(
        cgroup,
        ...['nsenter', `--net=/run/netns/${name}`],
        ...['unshare', '--mount', '--pid', '--cgroup', '--fork', '--kill-child'],
        ...['sh', SCRIPT, root, work, bpfSources, tools, cacheDirectory()],
      ),
      { stdio: ['ignore', 'ignore', 'pipe'] },
    );
    let said = '';
    first.stderr?.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    const pid = await until(
      `the machine ${name}`,
      () => {
        if (first.exitCode !== null) {
          throw new Error(`the machine ${name} did not come up: ${said}`);
        }
        const [child] = childrenOf(first.pid ?? 0);
        return child !== undefined && commandOf(child) === 'sleep' ? child : undefined;
      },
      { seconds: 20, every: 10 },
    );
    return new Machine(props, first, pid);
  }

  get name(): string {
    return this.props.name;
  }

  /** Its address, once it is on the network. */
  get address(): string {
    if (this.connected === undefined) {
      throw new Error(`${this.name} is not on the network`);
    }
    return this.connected;
  }

  /** Puts it on the network. */
  connect(address: string): void {
    connect(this.name, address);
    this.connected = address;
  }

  /** Writes a file of the machine's `/run/work`; the path in it comes back. */
  write(path: string, content: string): string {
    const file = join(workOf(this.props), path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
    return `/run/work/${path}`;
  }

  /** Runs a command on the machine to its end. */
  run(
    command: readonly string[],
    options: { readonly env?: NodeJS.ProcessEnv; readonly input?: string } = {},
  ): Promise<Finished> {
    const { env = {}, ...rest } = options;
    return run('sh', this.inside(command), { env: this.environment(env), ...rest });
  }

  /** Starts a process that goes on running. */
  start(command: readonly string[], env: NodeJS.ProcessEnv = {}): ChildProcess {
    return spawn('sh', this.inside(command), {
      env: this.environment(env),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  /**
   * The same for a process with a ServiceAccount.
   *
   * @param serviceAccount directory on the machine with a token and a CA, which the process finds where Kubernetes
   *   puts them; other processes of the machine do not
   */
  startAs(serviceAccount: string, command: readonly string[], env: NodeJS.ProcessEnv): ChildProcess {
    const mount = 'mount --bind "$0" /run/secrets/kubernetes.io/serviceaccount && exec "$@"';
    const unshared = ['unshare', '--mount', '--propagation', 'slave', 'sh', '-c', mount, serviceAccount];
    return this.start([...unshared, ...command], env);
  }

  /** Ends everything that runs on the machine, and removes what it was made of. */
  async stop(): Promise<void> {
    const gone = new Promise((resolve) => this.first.once('exit', resolve));
    this.first.kill('SIGKILL');
    await gone;
    removeNamespace(this.name);
    for (const directory of [rootOf(this.props), workOf(this.props)]) {
      rmSync(directory, { recursive: true, force: true });
    }
    await removeCgroup(cgroupOf(this.props));
  }

  private inside(command: readonly string[]): string[] {
    const namespaces = ['--mount', '--pid', '--net', '--cgroup', '--root', '--wd'];
    return joinCgroup(
      cgroupOf(this.props),
      'nsenter',
      `--target=${this.pid}`,
      ...namespaces,
      '--',
      ...command,
    );
  }

  private environment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
    return { PATH: '/run/tools:/usr/sbin:/usr/bin:/sbin:/bin', HOME: '/run', ...env };
  }
}

/** Ends a process that {@link Machine.start} started; it runs below the nsenter that this process sees. */
export async function end(child: ChildProcess, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) {
    return;
  }
  const gone = new Promise((resolve) => child.once('exit', resolve));
  for (const pid of childrenOf(child.pid ?? 0)) {
    process.kill(pid, signal);
  }
  await Promise.race([gone, sleep(10_000)]);
  child.kill('SIGKILL');
}

async function removeCgroup(path: string): Promise<void> {
  await until(
    `an empty cgroup ${path}`,
    () => {
      try {
        rmdirSync(path);
      } catch {
        // The kernel is still ending its last processes.
      }
      return existsSync(path) ? undefined : true;
    },
    { seconds: 10, every: 20 },
  );
}

function rootOf({ directory, name }: MachineProps): string {
  return join(directory, `${name}.root`);
}

function cgroupOf({ cgroup, name }: MachineProps): string {
  return join(cgroup, name);
}

/** Arguments of `sh` that run a command in a cgroup: entering a cgroup namespace leaves a process in its cgroup. */
function joinCgroup(cgroup: string, ...command: readonly string[]): string[] {
  return ['-c', 'echo $$ > "$0/cgroup.procs" && exec "$@"', cgroup, ...command];
}

function workOf({ directory, name }: MachineProps): string {
  return join(directory, name);
}

function childrenOf(pid: number): number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim();
  } catch {
    return '';
  }
}
