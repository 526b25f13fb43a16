import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { IMAGE, type NodeProxy, type Registries, type Served } from './registries';

/** What the script says it did: its JSON line. */
export interface Report {
  readonly decision: string;
  readonly ok: boolean;
  readonly configChanged: boolean;
  readonly restarted: boolean;
  readonly message: string;
  /** What the CRI answered at the end: up, down, or unknown where it was not asked. */
  readonly cri: string;
  /** What a person does next; empty when nothing. */
  readonly next: string;
}

/** The outcome of one run of the script. */
export interface Run {
  readonly status: number | null;
  readonly report: Report | undefined;
  readonly output: string;
}

/** What a command gave. */
interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Where the binaries of a node come from. */
export interface NodeParts {
  /** Directory of `containerd` and `ctr`. */
  readonly binaries: string;
  /** The CRI client. */
  readonly cri: string;
  /** The directory of another version's binaries. */
  readonly others: (version: string) => string;
  /** NVIDIA's nvidia-ctk of a version. */
  readonly nvidiaCtk: (version: string) => string;
}

/** A command of the script as it is written there, and which of its executions is meant, from 1. */
export interface Command {
  readonly text: string;
  readonly occurrence: number;
}

const SOCKET = '/run/containerd/containerd.sock';

/** The capabilities of the DaemonSet's container, and no others. */
const CAPABILITIES = ['-all', '+sys_admin', '+sys_chroot', '+sys_ptrace'].join(',');

/**
 * A machine in small: a PID and a mount namespace with its own /etc, /run and process 1, and a real containerd on
 * the default paths. The script enters it as the DaemonSet does, by nsenter and with the DaemonSet's capabilities.
 */
export class TestNode {
  private constructor(
    private readonly directory: string,
    private readonly init: number,
    private readonly parts: NodeParts,
    readonly proxy: NodeProxy,
  ) {}

  private static readonly running = new Set<TestNode>();

  /** Ends every node that still runs, for a run that is asked to stop. */
  static async shutDownAll(): Promise<void> {
    await Promise.all([...TestNode.running].map((node) => node.shutDown()));
  }

  /** @param init process 1: a few lines of shell that do systemd's part, or Debian's systemd itself */
  static async boot(
    parts: NodeParts,
    registries: Registries,
    init: 'shell' | 'systemd' = 'shell',
  ): Promise<TestNode> {
    const directory = mkdtempSync(join(tmpdir(), 'tke-cilium-node-'));
    for (const part of ['etc', 'work', 'root', 'bin', 'system']) {
      mkdirSync(join(directory, part));
    }
    // A link, so that another version can be installed over it.
    symlinkSync(parts.binaries, join(directory, 'containerd'));
    if (init === 'shell') {
      copyFileSync(join(__dirname, 'systemctl.sh'), join(directory, 'bin', 'systemctl'));
      chmodSync(join(directory, 'bin', 'systemctl'), 0o755);
    }
    writeFileSync(join(directory, 'ca.pem'), registries.certificate);
    const proxy = await registries.open();
    const child = spawn(
      'setpriv',
      [
        // A run that is killed takes its nodes with it.
        ...['--pdeathsig', 'KILL'],
        ...(init === 'shell' ? [] : ['sh', join(__dirname, 'in-cgroup.sh'), basename(directory)]),
        ...['unshare', '--mount', '--pid', '--fork', '--kill-child', '--propagation', 'private'],
        ...(init === 'shell'
          ? ['--mount-proc', 'sh', join(__dirname, 'init.sh')]
          : ['--ipc', '--uts', '--cgroup', 'sh', join(__dirname, 'init-systemd.sh')]),
        ...[directory, join(directory, 'containerd')],
      ],
      {
        stdio: 'ignore',
        env: { PATH: process.env.PATH, SSL_CERT_FILE: join(directory, 'ca.pem'), HTTPS_PROXY: proxy.url },
      },
    );
    const node = () => childOf(child.pid ?? 0);
    await until(() => existsSync(join(directory, 'ready')), 'the node to boot');
    const booted = new TestNode(directory, node(), parts, proxy);
    TestNode.running.add(booted);
    if (init === 'systemd') {
      await booted.systemdRuns();
    }
    return booted;
  }

  /** Waits until systemd has started its target. It comes up after the node's files. */
  private async systemdRuns(): Promise<void> {
    for (let tries = 0; tries < 100; tries++) {
      const { stdout } = await this.exec('systemctl is-active node.target');
      if (stdout.trim() === 'active') {
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error('systemd did not come up on the node');
  }

  /** Runs a command on the node as root with every capability; never throws. Async: this process serves the registries. */
  exec(command: string, input = ''): Promise<Outcome> {
    return this.spawn('nsenter', [...this.entry(), '/bin/sh', '-c', command], input);
  }

  /** Runs the script the way the DaemonSet's container does. */
  run(script: string, ...args: readonly string[]): Promise<Run> {
    return this.enter(['/bin/sh', '-c', script, 'containerd-mirror', ...args]);
  }

  /** Runs the script under bash, and gives the commands after which something on the node that outlives the run was another. */
  async changingCommands(
    script: string,
    ...args: readonly string[]
  ): Promise<{ run: Run; commands: Command[] }> {
    const trace = join(this.directory, 'trace');
    rmSync(trace, { force: true });
    const state = `find /etc/containerd /run/tke-cilium ${join(this.directory, 'starts')} -path /run/tke-cilium/work -prune -o -printf '%p %i %s %m %C@\\n'`;
    const run = await this.runTrapped(
      '',
      `printf '%s\\0%s\\0' "$(${state} 2>/dev/null | cksum)" "$BASH_COMMAND" >>${trace}`,
      script,
      ...args,
    );
    return { run, commands: changes(readFileSync(trace, 'utf8').split('\0')) };
  }

  /** Runs the script under bash and kills it with SIGKILL just before a command. */
  runKilledBefore({ text, occurrence }: Command, script: string, ...args: readonly string[]): Promise<Run> {
    // Counted in a file: what a subshell counts, its parent does not see.
    const seen = this.place('seen', '');
    return this.runTrapped(
      text,
      `if [ "$BASH_COMMAND" = "$TRAPPED" ]; then printf x >>${seen}; IFS= read -r COUNTED <${seen}; [ \${#COUNTED} -lt ${occurrence} ] || kill -9 -$$; fi`,
      script,
      ...args,
    );
  }

  /** Runs the script under bash with a command before each of its own, in which `$TRAPPED` is a text, a name that the script has no use for. */
  private runTrapped(wanted: string, trap: string, script: string, ...args: readonly string[]): Promise<Run> {
    const text = this.place('wanted', `${wanted}\0`);
    const environment = this.place(
      'trap.bash',
      `unset BASH_ENV
IFS= read -r -d "" TRAPPED <${text}
set -o functrace
trap '${trap.replaceAll("'", `'\\''`)}' DEBUG
`,
    );
    return this.enter([
      '/usr/bin/env',
      `BASH_ENV=${environment}`,
      // A process group of its own, so that a kill takes its subshells too.
      '/usr/bin/setsid',
      // Without --norc bash reads the user's start-up file, because it takes its socket of a stdin for a remote login.
      ...['/bin/bash', '--norc', '-c'],
      script,
      'containerd-mirror',
      ...args,
    ]);
  }

  /** Writes a file beside the node's own. */
  private place(name: string, content: string): string {
    const path = join(this.directory, name);
    writeFileSync(path, content);
    return path;
  }

  private async enter(command: readonly string[]): Promise<Run> {
    const capabilities = [`--bounding-set=${CAPABILITIES}`, '--inh-caps=-all', '--no-new-privs'];
    const done = await this.spawn('setpriv', [...capabilities, 'nsenter', ...this.entry(), ...command]);
    const line = done.stdout.trimEnd().split('\n').at(-1) ?? '';
    return {
      status: done.status,
      report: line.startsWith('{') ? (JSON.parse(line) as Report) : undefined,
      output: done.stdout + done.stderr,
    };
  }

  private spawn(command: string, args: readonly string[], input = ''): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      const child = spawn(command, args, { env: this.environment() });
      const out: Buffer[] = [];
      const err: Buffer[] = [];
      child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
      child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
      child.on('error', reject);
      child.on('close', (status) =>
        resolve({ status, stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(err).toString() }),
      );
      child.stdin.on('error', () => undefined).end(input);
    });
  }

  /** Exchanges containerd for another version. The next start brings it up. */
  install(version: string): void {
    const link = join(this.directory, 'containerd');
    rmSync(link);
    symlinkSync(this.parts.others(version), link);
  }

  /** Puts a command on the node that is found before any other of its name. */
  addCommand(name: string, script: string): void {
    const file = join(this.directory, 'bin', name);
    writeFileSync(file, script);
    chmodSync(file, 0o755);
  }

  /** The file with the certificate of both registries, as the node sees it. */
  get certificate(): string {
    return join(this.directory, 'ca.pem');
  }

  /** What a GPU node runs after the NVIDIA Container Toolkit is installed, and once more when it is upgraded. */
  nvidiaCtk(version: string): Promise<Outcome> {
    return this.exec(`${this.parts.nvidiaCtk(version)} runtime configure --runtime=containerd`);
  }

  /** systemd's part. */
  async systemctl(verb: 'start' | 'stop' | 'restart'): Promise<boolean> {
    return (await this.exec(`systemctl ${verb} containerd`)).status === 0;
  }

  /** Does the CRI answer, asked over gRPC as the kubelet asks? */
  async criUp(): Promise<boolean> {
    return (await this.exec(`${this.parts.cri} ${SOCKET} status`)).stdout.includes('RuntimeReady true');
  }

  /** Pulls the image through the CRI, having removed it first. Gives who served it, `none` when the pull failed. */
  async pull(): Promise<{ from: Served | 'none'; error: string }> {
    const cri = `${this.parts.cri} ${SOCKET}`;
    await this.exec(`${cri} remove ${IMAGE}`);
    this.proxy.served();
    const pulled = await this.exec(`${cri} pull ${IMAGE}`);
    const from = this.proxy.served().at(-1);
    return { from: pulled.status === 0 && from !== undefined ? from : 'none', error: pulled.stderr.trim() };
  }

  /** Everything below /etc/containerd: names, modes, owners, link targets and bytes. */
  async files(): Promise<string> {
    const listed = await this.exec(
      `cd /etc/containerd && find . | LC_ALL=C sort | while read -r f; do stat -c '%N %a %u:%g' "$f"; [ ! -f "$f" ] || { cksum <"$f"; cat -vE "$f" | cut -c -200; }; done`,
    );
    return listed.stdout;
  }

  /** What containerd reads from its configuration; the names of the files it came from are left out. */
  async reading(): Promise<string> {
    const { stdout } = await this.exec('containerd config dump 2>/dev/null | grep -v "^ *imports = "');
    return stdout;
  }

  /** config.toml alone. */
  async config(): Promise<string> {
    return (await this.exec('cat /etc/containerd/config.toml')).stdout;
  }

  /** Keeps everything below /etc/containerd aside, until it is restored. */
  async save(): Promise<void> {
    await this.exec('rm -rf /run/saved && cp -a /etc/containerd /run/saved');
  }

  async restore(): Promise<void> {
    await this.exec('find /etc/containerd -mindepth 1 -delete; cp -a /run/saved/. /etc/containerd');
  }

  /** When containerd was started, one entry a start. */
  starts(): string[] {
    const file = join(this.directory, 'starts');
    return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
  }

  log(): string {
    const file = join(this.directory, 'containerd.log');
    return existsSync(file) ? readFileSync(file, 'utf8') : '';
  }

  async shutDown(): Promise<void> {
    TestNode.running.delete(this);
    this.proxy.close();
    try {
      process.kill(this.init, 'SIGKILL');
    } catch {
      // It is gone already.
    }
    await until(() => !existsSync(`/proc/${this.init}`), 'the node to stop');
    await until(() => removeCgroups(basename(this.directory)), 'the cgroups of the node to be empty');
    rmSync(this.directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }

  private entry(): string[] {
    return ['--target', String(this.init), '--mount', '--pid', '--'];
  }

  private environment(): Record<string, string> {
    const directories = [join(this.directory, 'bin'), join(this.directory, 'containerd')];
    const path = [...directories, process.env.PATH ?? ''].join(':');
    return { PATH: path, NODE_NAME: 'node-1' };
  }
}

/** Removes the cgroups that a node with systemd leaves. False while one of its processes is still about to end. */
function removeCgroups(name: string): boolean {
  const left = ['/sys/fs/cgroup/systemd', '/sys/fs/cgroup/unified', '/sys/fs/cgroup']
    .map((hierarchy) => join(hierarchy, name))
    .filter((directory) => existsSync(directory));
  for (const directory of left) {
    spawnSync('find', [directory, '-depth', '-type', 'd', '-exec', 'rmdir', '{}', ';']);
  }
  return left.every((directory) => !existsSync(directory));
}

/** @param trace the state before each command and the command, in turn */
function changes(trace: readonly string[]): Command[] {
  const counts = new Map<string, number>();
  const found: Command[] = [];
  for (let at = 0; at + 1 < trace.length; at += 2) {
    const [before, text = '', after] = trace.slice(at, at + 3);
    const occurrence = (counts.get(text) ?? 0) + 1;
    counts.set(text, occurrence);
    if (after !== undefined && after !== '' && after !== before) {
      found.push({ text, occurrence });
    }
  }
  return found;
}

function childOf(pid: number): number {
  return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ')[0]);
}

async function until(condition: () => boolean, what: string): Promise<void> {
  const end = Date.now() + 15_000;
  while (!condition()) {
    if (Date.now() > end) {
      throw new Error(`waited in vain for ${what}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
