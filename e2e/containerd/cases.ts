import * as nodes from './foreign-nodes';
import type { TestNode } from './node';
import * as files from './starting-files';
import { isSecondMajor } from './versions';

/** What a case expects of one containerd. */
export interface Expected {
  readonly decision: string;
  /** Does the CRI answer afterwards? @default true */
  readonly criUp?: boolean;
  /** Who serves quay.io afterwards. @default mirror */
  readonly servedBy?: 'mirror' | 'origin' | 'none';
  /** Was containerd restarted? */
  readonly restarted: boolean;
  /** What a run with `remove` leaves: the starting files, or what the run with `add` left. @default start */
  readonly undo?: 'start' | 'kept';
  /** Words of the message. */
  readonly says?: string;
  /** What a run with `remove` decides. @default whatever gives back the files */
  readonly removed?: string;
}

/** One starting state of a node. */
export interface Case {
  /** The starting file, as the table shows it. */
  readonly name: string;
  /** Versions on which such a node can exist. @default all */
  readonly on?: (version: string) => boolean;
  /** Files below /etc/containerd. */
  readonly files?: Readonly<Record<string, string>>;
  /** Done on the node before containerd starts. */
  readonly before?: (node: TestNode) => Promise<unknown>;
  /** Done on the node after containerd started. */
  readonly after?: (node: TestNode) => Promise<unknown>;
  readonly expect: (version: string) => Expected;
}

const config = (text: string) => ({ 'config.toml': text });
const second = isSecondMajor;
/** From 2.1 on, pulls go through the transfer service, which takes one directory only. */
const transfers = (version: string) => second(version) && !version.startsWith('2.0.');

/** 2.0 to 2.2 take a file without a version for an empty one, as far as the CRI goes. */
const readsVersion1 = (version: string) => !/^2\.[012]\./.test(version);

const ENTRY: Expected = { decision: 'entry-added', restarted: true };
const PATH: Expected = { decision: 'path-added', restarted: true };
const HOSTS: Expected = { decision: 'hosts-added', restarted: false };
const ALREADY: Expected = { decision: 'already', restarted: false };
const entryOrPath = (version: string) => (second(version) ? PATH : ENTRY);
const left = (decision: string, more: Partial<Expected> = {}): Expected => ({
  decision,
  restarted: false,
  servedBy: 'origin',
  ...more,
});
const DOWN = { criUp: false, servedBy: 'none' } as const;

export const CASES: readonly Case[] = [
  { name: 'version 2, docker.io mirror (TKE)', files: config(files.TKE), expect: () => ENTRY },
  { name: 'version 2, no registry table', files: config(files.VERSION_2_BARE), expect: entryOrPath },
  {
    name: 'no version, plugins.cri mirrors',
    files: config(files.VERSION_1),
    expect: (version) => (readsVersion1(version) ? ENTRY : PATH),
  },
  {
    name: 'no version, fully qualified mirrors (ignored by 1.x)',
    files: config(files.NO_VERSION_QUALIFIED),
    expect: (version) => (readsVersion1(version) ? ENTRY : PATH),
  },
  {
    name: 'version 2, plugins.cri mirrors',
    files: config(files.VERSION_2_WITH_UNQUALIFIED),
    expect: (version) => (second(version) ? PATH : left('left-unreadable', DOWN)),
  },
  {
    name: 'version 3, no registry table',
    files: config(files.VERSION_3_BARE),
    // 1.6 reads it as version 2; 1.7 refuses to start with it.
    expect: (version) => (version.startsWith('1.7.') ? left('left-unreadable', DOWN) : entryOrPath(version)),
  },
  {
    name: 'version 3, docker.io mirror',
    on: second,
    files: config(files.VERSION_3_MIRRORS),
    expect: () => ENTRY,
  },
  {
    name: 'what `containerd config default` prints',
    before: (node) => node.exec('containerd config default >/etc/containerd/config.toml'),
    expect: entryOrPath,
  },
  { name: 'an empty file', files: config(''), expect: entryOrPath },
  { name: 'no file', expect: entryOrPath },
  { name: 'our entry, by hand', files: config(files.OUR_ENTRY), expect: () => ALREADY },
  {
    name: 'another entry for quay.io',
    files: config(files.FOREIGN_ENTRY),
    expect: () => left('left-foreign'),
  },
  { name: 'config_path, one directory', files: config(files.ONE_DIRECTORY), expect: () => HOSTS },
  {
    name: 'config_path, two directories',
    files: config(files.TWO_DIRECTORIES),
    expect: (version) => (transfers(version) ? left('left-path', { says: 'a list' }) : HOSTS),
  },
  {
    name: 'config_path, two directories, local pull',
    on: transfers,
    files: config(files.TWO_DIRECTORIES_LOCAL_PULL),
    expect: () => HOSTS,
  },
  { name: 'config_path = ""', files: config(files.EMPTY_PATH), expect: entryOrPath },
  { name: 'config_path = "" and mirrors', files: config(files.EMPTY_PATH_AND_MIRRORS), expect: () => ENTRY },
  {
    name: 'config_path and mirrors both set',
    files: config(files.BOTH_SET),
    expect: () => left('left-conflict', DOWN),
  },
  {
    name: 'imports, a drop-in of another table',
    files: { ...config(files.IMPORTING), 'conf.d/10-debug.toml': files.DROP_IN_ELSEWHERE },
    expect: () => ENTRY,
  },
  {
    name: 'imports, a drop-in on the CRI table',
    files: { ...config(files.IMPORTING), 'conf.d/10-cri.toml': files.DROP_IN_ON_CRI },
    expect: () => ENTRY,
  },
  {
    name: 'certs.d/quay.io/hosts.toml of somebody else',
    files: { ...config(files.ONE_DIRECTORY), 'certs.d/quay.io/hosts.toml': files.FOREIGN_HOSTS },
    expect: () => left('left-foreign'),
  },
  {
    name: 'hosts.toml of somebody else, in the second directory',
    on: (version) => !transfers(version),
    files: { ...config(files.TWO_DIRECTORIES), 'more.d/quay.io/hosts.toml': files.FOREIGN_HOSTS },
    expect: () => left('left-foreign'),
  },
  {
    name: 'hosts.toml with our mirror, by hand',
    files: { ...config(files.ONE_DIRECTORY), 'certs.d/quay.io/hosts.toml': files.SAME_HOSTS },
    expect: () => ALREADY,
  },
  {
    name: 'read-only file system',
    files: config(files.TKE),
    after: (node) =>
      node.exec('mount --bind /etc/containerd /etc/containerd && mount -o remount,ro,bind /etc/containerd'),
    expect: () => left('left-unwritable'),
  },
  {
    name: 'full file system',
    before: (node) =>
      node.exec(
        `mount -t tmpfs -o size=16k,mode=755 full /etc/containerd && cat >/etc/containerd/config.toml`,
        files.TKE,
      ),
    after: (node) => node.exec('cat /dev/zero >/etc/containerd/ballast'),
    expect: () => left('left-unwritable'),
  },
  { name: 'CRLF line ends', files: config(files.TKE.replaceAll('\n', '\r\n')), expect: () => ENTRY },
  { name: 'no end of the last line', files: config(files.TKE.trimEnd()), expect: () => ENTRY },
  {
    name: 'config.toml is a symlink',
    files: { 'real/tke.toml': files.TKE },
    before: (node) => node.exec('ln -s real/tke.toml /etc/containerd/config.toml'),
    expect: () => ENTRY,
  },
  {
    name: 'mode 600',
    files: config(files.TKE),
    before: (node) => node.exec('chmod 600 /etc/containerd/config.toml'),
    expect: () => ENTRY,
  },
  {
    name: 'a link to a link to the file',
    files: { 'real/tke.toml': files.TKE },
    before: (node) =>
      node.exec('cd /etc/containerd && ln -s /etc/containerd/real/tke.toml one && ln -s ./one config.toml'),
    expect: () => ENTRY,
  },
  {
    name: 'a link that leads nowhere',
    before: (node) => node.exec('ln -s absent/tke.toml /etc/containerd/config.toml'),
    expect: () => left('left-unreadable', { says: 'leads nowhere' }),
  },
  {
    name: 'no /etc/containerd at all',
    before: (node) => node.exec('rmdir /etc/containerd'),
    expect: () => left('left-unwritable', { says: 'No such file or directory' }),
  },
  {
    name: 'config.toml of another owner',
    files: config(files.TKE),
    before: (node) => node.exec('chown 4711:4712 /etc/containerd/config.toml'),
    expect: () => left('left-unwritable', { says: 'ownership' }),
  },
  {
    name: '/run is full',
    files: config(files.TKE),
    after: (node) => node.exec('cat /dev/zero >/run/ballast'),
    expect: () => left('left-unwritable', { says: '/run/tke-cilium' }),
  },
  {
    name: 'odd spellings and a text that looks like ours',
    files: config(files.ODD_SPELLINGS),
    expect: () => ENTRY,
  },
  {
    name: 'mirrors as an inline table',
    files: config(files.INLINE_TABLE),
    expect: () => left('left-unknown'),
  },
  { name: 'mirrors as dotted keys', files: config(files.DOTTED_KEYS), expect: () => ENTRY },
  {
    name: 'config_path = "" as a dotted key',
    files: config(files.DOTTED_EMPTY_PATH),
    expect: (version) => (second(version) ? left('left-unknown') : ENTRY),
  },
  { name: 'config_path = "" with a quoted key', files: config(files.QUOTED_EMPTY_PATH), expect: entryOrPath },
  {
    name: 'a byte order mark',
    files: config(`\uFEFF${files.TKE}`), // From 2.0 on, containerd refuses it.
    expect: (version) => (second(version) ? left('left-unreadable', DOWN) : ENTRY),
  },
  {
    name: 'a NUL in the file',
    files: config(files.TKE),
    after: (node) => node.exec(String.raw`printf '\000\n' >>/etc/containerd/config.toml`),
    expect: () => left('left-unreadable'),
  },
  { name: 'a file of a megabyte', files: config(files.HUGE), expect: () => ENTRY },
  { name: 'a mirror for every registry', files: config(files.WILDCARD_MIRROR), expect: () => ENTRY },
  {
    name: 'a default hosts.toml for every registry',
    files: { ...config(files.ONE_DIRECTORY), 'certs.d/_default/hosts.toml': files.FOREIGN_HOSTS },
    expect: () => HOSTS,
  },
  {
    name: 'config_path with a space in it',
    files: { ...config(files.DIRECTORY_WITH_SPACE), 'certs d/docker.io/hosts.toml': files.FOREIGN_HOSTS },
    expect: () => HOSTS,
  },
  {
    name: 'hosts.toml of another registry, which nobody reads',
    files: { ...config(files.VERSION_2_BARE), 'certs.d/docker.io/hosts.toml': files.FOREIGN_HOSTS },
    expect: () => ENTRY,
  },
  {
    name: 'hosts.toml of somebody else that names our mirror in a comment',
    files: { ...config(files.ONE_DIRECTORY), 'certs.d/quay.io/hosts.toml': files.COMMENTED_HOSTS },
    expect: () => left('left-foreign'),
  },
  {
    name: 'our entry in a drop-in',
    files: { ...config(files.IMPORTING), 'conf.d/10-quay.toml': files.DROP_IN_ENTRY },
    expect: () => ALREADY,
  },
  {
    name: 'a linked file with a relative import that sets config_path',
    files: { 'real/tke.toml': files.RELATIVE_IMPORT, 'conf.d/10-path.toml': files.DROP_IN_PATH },
    before: (node) => node.exec('ln -s real/tke.toml /etc/containerd/config.toml'),
    expect: () => HOSTS,
  },
  {
    name: 'no file, a drop-in that sets config_path',
    files: { 'conf.d/10-path.toml': files.DROP_IN_PATH },
    expect: entryOrPath,
  },
  {
    name: 'another containerd reads another file',
    files: { 'other.toml': files.TKE },
    before: (node) => node.exec('echo --config=/etc/containerd/other.toml >/run/containerd-arguments'),
    expect: () => left('left-elsewhere', { says: '/etc/containerd/other.toml' }),
  },
  {
    name: 'the guide’s sed, once, while containerd ran',
    files: config(files.TKE),
    // Seconds count: containerd may have started in the one before.
    after: (node) => node.exec(`${files.GUIDE_SED}; touch -d '+5 seconds' /etc/containerd/config.toml`),
    expect: () => ({ ...ALREADY, servedBy: 'origin', says: 'may not have read it' }),
  },
  {
    name: 'a file that is no TOML',
    files: config(files.SYNTAX_ERROR),
    expect: () => left('left-unreadable', DOWN),
  },
  {
    name: 'a file that broke while containerd ran',
    files: config(files.TKE),
    after: (node) => node.exec('cat >/etc/containerd/config.toml', files.SYNTAX_ERROR),
    expect: () => left('left-unreadable'),
  },
  {
    name: 'a CRI that does not come up',
    files: config(files.NO_SUCH_RUNTIME),
    expect: () => left('left-cri-down', DOWN),
  },
  {
    name: 'the guide’s sed, once',
    files: config(files.TKE),
    before: (node) => node.exec(files.GUIDE_SED),
    expect: () => ALREADY,
  },
  {
    name: 'the guide’s sed, twice',
    files: config(files.TKE),
    before: (node) => node.exec(`${files.GUIDE_SED}; ${files.GUIDE_SED}`),
    expect: () => ({ decision: 'repaired', restarted: true, undo: 'kept' }),
  },
  {
    name: 'the guide’s sed, twice, while containerd ran',
    files: config(files.TKE),
    after: (node) => node.exec(`${files.GUIDE_SED}; ${files.GUIDE_SED}`),
    expect: () => ({ decision: 'repaired', restarted: true, undo: 'kept' }),
  },
  {
    name: 'config_path is relative',
    files: config(files.RELATIVE_PATH),
    expect: () => left('left-path', { says: 'relative' }),
  },
  {
    name: 'config_path with slashes too many, and no directory',
    files: config(files.DEEP_PATH_WITH_SLASH),
    expect: () => HOSTS,
  },
  {
    name: 'certs.d/quay.io holds a CA and no hosts.toml',
    files: config(files.ONE_DIRECTORY),
    before: placeCa,
    expect: () => HOSTS,
  },
  {
    name: 'certs.d/quay.io holds the only CA that knows quay.io: it is still trusted',
    files: config(files.ONE_DIRECTORY),
    before: async (node) => {
      await placeCa(node);
      await node.exec('echo SSL_CERT_FILE=/dev/null >/run/containerd-environment');
    },
    // The mirror is not known to that CA's node, so quay.io itself serves, as before.
    expect: () => ({ ...HOSTS, servedBy: 'origin' }),
  },
  {
    name: 'hosts.toml with our mirror for pulls alone',
    files: { ...config(files.ONE_DIRECTORY), 'certs.d/quay.io/hosts.toml': files.PARTIAL_HOSTS },
    // quay.io says which digest a tag has; the rest comes from the mirror.
    expect: () => left('left-partial', { servedBy: 'mirror', says: 'pull or resolve' }),
  },
  {
    name: 'hosts.toml with our mirror, capabilities on several lines',
    files: { ...config(files.ONE_DIRECTORY), 'certs.d/quay.io/hosts.toml': files.HOSTS_OF_SEVERAL_LINES },
    expect: () => ALREADY,
  },
  {
    name: 'hosts.toml with our mirror and no word of capabilities',
    files: { ...config(files.ONE_DIRECTORY), 'certs.d/quay.io/hosts.toml': files.HOSTS_WITHOUT_CAPABILITIES },
    expect: () => ALREADY,
  },
  {
    name: 'hosts.toml in which another host comes before our mirror',
    files: { ...config(files.ONE_DIRECTORY), 'certs.d/quay.io/hosts.toml': files.MIRROR_IS_SECOND_HOST },
    // The first can't be reached here.
    expect: () => left('left-foreign', { servedBy: 'mirror' }),
  },
  {
    name: 'an entry in which our mirror comes second',
    files: config(files.MIRROR_COMES_SECOND),
    // The first can't be reached here.
    expect: () => left('left-foreign', { servedBy: 'mirror' }),
  },
  {
    name: 'disabled_plugins turns the CRI off',
    files: config(files.CRI_DISABLED),
    expect: () => left('left-cri-disabled', { ...DOWN, removed: 'nothing-to-remove' }),
  },
  {
    name: 'disabled_plugins turns the CRI off, by its short name',
    // From 2.3 on containerd takes the short name of a file without a version; before, 2.x keeps its CRI.
    files: config(files.CRI_DISABLED_UNQUALIFIED),
    on: (version) => !/^2\.[012]\./.test(version),
    expect: () => left('left-cri-disabled', { ...DOWN, removed: 'nothing-to-remove' }),
  },
  { name: 'a node of AKS', files: config(nodes.AKS), expect: () => HOSTS },
  {
    name: 'a node of EKS',
    files: config(nodes.EKS),
    expect: (version) => (transfers(version) ? left('left-path', { says: 'a list' }) : HOSTS),
  },
  { name: 'a node of GKE', files: config(nodes.GKE), expect: () => ENTRY },
  {
    name: 'a node of kubespray',
    files: { ...config(nodes.KUBESPRAY), 'certs.d/docker.io/hosts.toml': nodes.KUBESPRAY_DOCKER_IO },
    expect: () => HOSTS,
  },
  {
    name: 'a node of kubespray, version 3',
    on: second,
    files: {
      ...config(nodes.KUBESPRAY_VERSION_3),
      'certs.d/docker.io/hosts.toml': nodes.KUBESPRAY_DOCKER_IO,
    },
    expect: () => HOSTS,
  },
  { name: 'a node of kind', files: config(nodes.KIND), expect: entryOrPath },
  {
    name: 'a node of k3s',
    files: { 'k3s.toml': nodes.K3S },
    before: (node) =>
      node.exec(
        'echo --config=/etc/containerd/k3s.toml --address=/run/k3s/containerd.sock --state=/run/k3s/state >/run/containerd-arguments; echo /run/k3s/containerd.sock >/run/containerd-address',
      ),
    expect: () => left('left-elsewhere', { ...DOWN, says: '/etc/containerd/k3s.toml' }),
  },
];

async function placeCa(node: TestNode): Promise<void> {
  await node.exec(
    `mkdir -p /etc/containerd/certs.d/quay.io && cat '${node.certificate}' >/etc/containerd/certs.d/quay.io/ca.crt`,
  );
}
