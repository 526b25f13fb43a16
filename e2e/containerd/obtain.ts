import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ContainerdVersion } from './versions';

const CACHE = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'tke-cilium', 'containerd');

/** The directory that holds `containerd` and `ctr` of this version; built or unpacked once, then kept. */
export function obtainContainerd(wanted: ContainerdVersion): string {
  const { source, version } = wanted;
  return once(version, `containerd ${version}`, ['containerd', 'ctr'], (work, into) => {
    if (source.kind === 'debian') {
      unpackPackage(source.package, version, work, into);
    } else {
      const flags = `-X ${source.path}/version.Version=${version}`;
      buildModule(source.path, version, ['containerd', 'ctr'], flags, work, into);
    }
  });
}

/** NVIDIA's nvidia-ctk, which edits config.toml on GPU nodes, built once. */
export function obtainNvidiaCtk(version: string): string {
  const module = 'github.com/NVIDIA/nvidia-container-toolkit';
  const name = `nvidia-ctk-${version}`;
  const directory = once(name, `nvidia-ctk ${version}`, ['nvidia-ctk'], (work, into) => {
    buildModule(module, version, ['nvidia-ctk'], '', work, into);
  });
  return join(directory, 'nvidia-ctk');
}

/** The CRI client of this directory, built once. */
export function obtainCriClient(): string {
  const directory = once('cri-client', 'the CRI client', ['cri'], (_work, into) => {
    run('go', ['build', '-o', join(into, 'cri'), '.'], join(__dirname, 'cri'));
  });
  return join(directory, 'cri');
}

/** Fills a cache directory as a whole or not at all, so that a killed build leaves nothing half made. */
function once(
  name: string,
  title: string,
  files: readonly string[],
  fill: (work: string, into: string) => void,
): string {
  const target = join(CACHE, name);
  if (files.every((file) => existsSync(join(target, file)))) {
    return target;
  }
  const work = mkdtempSync(join(tmpdir(), 'tke-cilium-build-'));
  const started = Date.now();
  process.stderr.write(`getting ${title} ...\n`);
  try {
    mkdirSync(CACHE, { recursive: true });
    const into = mkdtempSync(join(CACHE, '.new-'));
    fill(work, into);
    rmSync(target, { recursive: true, force: true });
    renameSync(into, target);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  process.stderr.write(`got ${title} in ${Math.round((Date.now() - started) / 1000)} s\n`);
  return target;
}

/** A module of its own, because containerd 1.7's replace directives forbid `go install path@version`. */
function buildModule(
  path: string,
  version: string,
  commands: readonly string[],
  linkerFlags: string,
  work: string,
  into: string,
): void {
  const packages = commands.map((command) => `${path}/cmd/${command}`);
  writeFileSync(join(work, 'go.mod'), `module build\n\ngo 1.25\n\nrequire ${path} v${version}\n`);
  writeFileSync(
    join(work, 'tools.go'),
    `package tools\n\nimport (\n${packages.map((name) => `\t_ "${name}"\n`).join('')})\n`,
  );
  run('go', ['mod', 'tidy', '-e'], work);
  run('go', ['build', '-ldflags', `-s -w ${linkerFlags}`.trim(), '-o', `${into}/`, ...packages], work);
}

/** Debian's build, unpacked and not installed: nothing of it starts on this machine. */
function unpackPackage(name: string, version: string, work: string, into: string): void {
  const download = () => run('apt-get', ['-q', '-o', 'APT::Sandbox::User=root', 'download', name], work);
  try {
    download();
  } catch {
    run('apt-get', ['-q', 'update'], work);
    download();
  }
  const archive = readdirSync(work).find((file) => file.startsWith(`${name}_${version}`));
  if (archive === undefined) {
    throw new Error(
      `the package ${name} is not at version ${version}, found: ${readdirSync(work).join(', ')}`,
    );
  }
  run('dpkg-deb', ['-x', archive, 'unpacked'], work);
  for (const binary of ['containerd', 'ctr']) {
    copyFileSync(join(work, 'unpacked', 'usr', 'bin', binary), join(into, binary));
  }
}

function run(command: string, args: readonly string[], cwd: string): void {
  execFileSync('nice', ['-n', '10', command, ...args], {
    cwd,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, GOFLAGS: '-buildvcs=false', GOWORK: 'off' },
    maxBuffer: 64 * 1024 * 1024,
  });
}
