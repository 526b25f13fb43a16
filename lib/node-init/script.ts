import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Diagnostic, InputError } from '../diagnostics/diagnostic';
import { PACKAGE_ROOT } from '../package-root';
import { QUAY, QUAY_MIRROR } from '../tke/registries';

/** The settings of the node script. Every one has a default; a cluster needs none. */
export interface MirrorSettings {
  /**
   * The registry that is mirrored, as image names spell it.
   * @default quay.io
   */
  readonly registry?: string;
  /**
   * Base URL of the mirror.
   * @default https://quay.tencentcloudcr.com, Tencent Cloud's own, reachable inside a VPC only
   */
  readonly endpoint?: string;
  /**
   * Bound of the stagger, in seconds: within this time after the DaemonSet is created each node restarts its
   * containerd at a moment of its own. A node that booted less than 15 minutes ago waits at most 15 seconds.
   * @default 300
   */
  readonly staggerSeconds?: number;
  /**
   * How often the pod looks at the node although no file changed, in seconds.
   * @default 600
   */
  readonly recheckSeconds?: number;
  /**
   * How often the pod looks whether a file changed, in seconds.
   * @default 30
   */
  readonly tickSeconds?: number;
  /**
   * How long the CRI may take to answer after a restart before the old file is put back, in seconds.
   * @default 60
   */
  readonly criWaitSeconds?: number;
  /**
   * Command that restarts containerd; it runs in a shell on the node.
   * @default systemctl restart containerd
   */
  readonly restartCommand?: string;
}

/** Every setting, filled in. */
export type FullMirrorSettings = Required<MirrorSettings>;

const DEFAULT_MIRROR: FullMirrorSettings = {
  registry: QUAY,
  endpoint: `https://${QUAY_MIRROR}`,
  staggerSeconds: 300,
  recheckSeconds: 600,
  tickSeconds: 30,
  criWaitSeconds: 60,
  restartCommand: 'systemctl restart containerd',
};

const SETTINGS = /^# settings: begin\n[\s\S]*?^# settings: end\n/m;

/** Where the script keeps the settings that differ from cluster to cluster. */
function settingLines(settings: FullMirrorSettings): ReadonlyMap<string, string> {
  return new Map([
    ['REGISTRY', quote(settings.registry)],
    ['ENDPOINT', quote(settings.endpoint)],
    ['STAGGER', String(settings.staggerSeconds)],
    ['PERIOD', String(settings.recheckSeconds)],
    ['TICK', String(settings.tickSeconds)],
    ['WAIT', String(settings.criWaitSeconds)],
    ['RESTART', quote(settings.restartCommand)],
  ]);
}

/**
 * The node script with its settings filled in: `lib/node-init/containerd-mirror.sh`, which documents itself.
 * @throws {InputError} when a setting could not stand in a shell script, a TOML file and a directory name alike
 */
export function containerdMirrorScript(settings: MirrorSettings = {}): string {
  const full = { ...DEFAULT_MIRROR, ...settings };
  refuseUnfit(full);
  const values = settingLines(full);
  const key = [...values.values()].join(' ');
  const script = made.get(key) ?? withSettings(values);
  made.set(key, script);
  return script;
}

/** By their settings: most clusters of a fleet have the same. */
const made = new Map<string, string>();

function withSettings(values: ReadonlyMap<string, string>): string {
  const script = readFileSync(join(PACKAGE_ROOT, 'lib/node-init/containerd-mirror.sh'), 'utf8');
  return script.replace(SETTINGS, (block) =>
    block.replace(/^([A-Z]+)=.*$/gm, (line, name: string) => {
      const value = values.get(name);
      return value === undefined ? line : `${name}=${value}`;
    }),
  );
}

/** A word that a POSIX shell reads back as this text, whatever is in it. */
function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** The registry names a directory and a TOML key, the endpoint a TOML string: neither may hold what ends those. */
function refuseUnfit(settings: FullMirrorSettings): void {
  const problems: Diagnostic[] = [];
  const refuse = (field: keyof MirrorSettings, remedy: string) =>
    problems.push({
      severity: 'error',
      rule: 'mirror-setting',
      field,
      problem: `${JSON.stringify(settings[field])} can't be used`,
      remedy,
    });
  if (!/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?$/.test(settings.registry)) {
    refuse('registry', 'Give the host of a registry, for example quay.io');
  }
  if (!/^https?:\/\/[A-Za-z0-9.-]+(:[0-9]{1,5})?(\/[A-Za-z0-9._~/-]*)?$/.test(settings.endpoint)) {
    refuse('endpoint', `Give the base URL of the mirror, for example https://${QUAY_MIRROR}`);
  }
  for (const [field, lowest] of [
    ['staggerSeconds', 0],
    ['recheckSeconds', 1],
    ['tickSeconds', 1],
    ['criWaitSeconds', 1],
  ] as const) {
    const seconds = settings[field];
    if (!Number.isInteger(seconds) || seconds < lowest || seconds > 86_400) {
      refuse(field, `Give whole seconds from ${lowest} to 86400`);
    }
  }
  if (settings.restartCommand.trim() === '' || /[\n\r\0]/.test(settings.restartCommand)) {
    refuse('restartCommand', 'Give one line of shell');
  }
  if (problems.length > 0) {
    throw new InputError(problems);
  }
}
