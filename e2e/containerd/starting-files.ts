/** Pieces of config.toml that the cases start from. */

const GRPC = 'plugins."io.containerd.grpc.v1.cri"';
const IMAGES = "plugins.'io.containerd.cri.v1.images'";
const UNQUALIFIED = 'plugins.cri';

/** A table with one legacy mirror, under one of the spellings of the CRI plugin. */
function mirror(plugin: string, registry: string, endpoint: string): string {
  return `[${plugin}.registry.mirrors."${registry}"]\n  endpoint = ["${endpoint}"]\n`;
}

function dockerMirror(plugin: string): string {
  return `[${plugin}.registry.mirrors]\n${mirror(plugin, 'docker.io', 'https://mirror.ccs.tencentyun.com')}`;
}

function configPath(plugin: string, path: string): string {
  return `[${plugin}.registry]\n  config_path = "${path}"\n`;
}

/** What TKE's own guides show on a node: version 2, the mirror of docker.io in the legacy table. */
export const TKE = `version = 2\n${dockerMirror(GRPC)}`;

/** The runtime that every full file names; without it nvidia-ctk leaves a file whose default runtime is missing. */
const RUNC = `[${GRPC}.containerd.runtimes.runc]\n  runtime_type = "io.containerd.runc.v2"\n`;
export const TKE_GPU = `${TKE}${RUNC}`;
export const BARE_GPU = `version = 2\n${RUNC}`;

export const VERSION_1 = dockerMirror(UNQUALIFIED);
export const NO_VERSION_QUALIFIED = dockerMirror(GRPC);
export const VERSION_2_BARE = 'version = 2\n[debug]\n  level = "info"\n';
export const VERSION_2_WITH_UNQUALIFIED = `version = 2\n${dockerMirror(UNQUALIFIED)}`;
export const VERSION_3_BARE = 'version = 3\n';
export const VERSION_3_MIRRORS = `version = 3\n${dockerMirror(IMAGES)}`;

export const OUR_ENTRY = `${TKE}${mirror(GRPC, 'quay.io', 'https://quay.tencentcloudcr.com')}`;
export const FOREIGN_ENTRY = `${TKE}${mirror(GRPC, 'quay.io', 'https://quay.example.com')}`;

export const ONE_DIRECTORY = `version = 2\n${configPath(GRPC, '/etc/containerd/certs.d')}`;
export const TWO_DIRECTORIES = `version = 2\n${configPath(GRPC, '/etc/containerd/certs.d:/etc/containerd/more.d')}`;
export const TWO_DIRECTORIES_LOCAL_PULL = `version = 3\n${configPath(IMAGES, '/etc/containerd/certs.d:/etc/containerd/more.d')}[${IMAGES}]\n  use_local_image_pull = true\n`;
export const EMPTY_PATH = `version = 2\n${configPath(GRPC, '')}`;
export const EMPTY_PATH_AND_MIRRORS = `${EMPTY_PATH}${dockerMirror(GRPC)}`;
export const BOTH_SET = `version = 2\n${configPath(GRPC, '/etc/containerd/certs.d')}${dockerMirror(GRPC)}`;

/** Two tables that somebody else appends. */
export const CONFIG_PATH_TABLE = configPath(GRPC, '/etc/containerd/certs.d');
export const MIRRORS_TABLE = mirror(GRPC, 'docker.io', 'https://mirror.ccs.tencentyun.com');

export const IMPORTING = `version = 2\nimports = ["/etc/containerd/conf.d/*.toml"]\n${dockerMirror(GRPC)}`;
export const DROP_IN_ELSEWHERE = 'version = 2\n[debug]\n  level = "info"\n';
export const DROP_IN_ON_CRI = `version = 2\n[${GRPC}]\n  enable_unprivileged_ports = true\n`;

/** Every way of TOML to say the same: bare and quoted keys, spaces, comments after headers, a text that looks like tables. */
export const ODD_SPELLINGS = `# [${GRPC}.registry]
version = 2 # of the file
[ plugins ] # all of them
[ plugins . 'io.containerd.grpc.v1.cri' . "registry" . mirrors . 'docker.io' ] # TKE
endpoint = [ # one a line
  'https://mirror.ccs.tencentyun.com',
]
[plugins."io.containerd.grpc.v1.cri".cni]
conf_template = """
[${GRPC}.registry.mirrors."quay.io"]
endpoint = ["https://quay.tencentcloudcr.com"]
"""
`;
export const INLINE_TABLE = `version = 2\n[${GRPC}.registry]\n  mirrors = { "docker.io" = { endpoint = ["https://mirror.ccs.tencentyun.com"] } }\n`;
export const DOTTED_KEYS = `version = 2\n[plugins]\n"io.containerd.grpc.v1.cri".registry.mirrors."docker.io".endpoint = ["https://mirror.ccs.tencentyun.com"]\n`;
export const DOTTED_EMPTY_PATH = `version = 2\n[${GRPC}]\nregistry.config_path = ""\n`;
export const QUOTED_EMPTY_PATH = `version = 2\n[${GRPC}.registry] # hosts\n  "config_path" = '' # none\n  [${GRPC}.registry.headers]\n    X-Note = ["config_path"]\n`;
export const HUGE = `${TKE}${'# a line that says nothing\n'.repeat(40_000)}`;
export const WILDCARD_MIRROR = `${TKE}${mirror(GRPC, '*', 'https://all.example.com')}`;
export const DIRECTORY_WITH_SPACE = `version = 2\n${configPath(GRPC, '/etc/containerd/certs d')}`;
export const RELATIVE_IMPORT = `version = 2\nimports = ["conf.d/10-path.toml"]\n`;
export const DROP_IN_PATH = `version = 2\n${configPath(GRPC, '/etc/containerd/certs.d')}`;
export const DROP_IN_ENTRY = `version = 2\n${mirror(GRPC, 'quay.io', 'https://quay.tencentcloudcr.com')}`;

export const SYNTAX_ERROR = 'version = 2\n[plugins\n';
export const NO_SUCH_RUNTIME = `version = 2\n[${GRPC}.containerd]\n  default_runtime_name = "absent"\n`;

/** The guide's own command, as its shell runs it (https://imroc.cc/tke/networking/cilium/install). */
export const GUIDE_SED = String.raw`sed -i '/\[plugins\."io.containerd.grpc.v1.cri"\.registry\.mirrors\]/ a\\ \ \ \ \ \ \ \ [plugins."io.containerd.grpc.v1.cri".registry.mirrors."quay.io"]\n\ \ \ \ \ \ \ \ \ \ endpoint = ["https://quay.tencentcloudcr.com"]' /etc/containerd/config.toml`;

export const FOREIGN_HOSTS = '[host."https://quay.example.com"]\n  capabilities = ["pull", "resolve"]\n';
export const COMMENTED_HOSTS = `# [host."https://quay.tencentcloudcr.com"]\n${FOREIGN_HOSTS}`;
export const SAME_HOSTS =
  '# by hand\nserver = "https://quay.io"\n\n[host."https://quay.tencentcloudcr.com"]\n  capabilities = ["pull", "resolve"]\n';

export const RELATIVE_PATH = `version = 2\n${configPath(GRPC, 'certs.d')}`;
export const DEEP_PATH_WITH_SLASH = `version = 2\n${configPath(GRPC, '/etc/containerd/hosts//of/')}`;
export const MIRROR_COMES_SECOND = `${TKE}[${GRPC}.registry.mirrors."quay.io"]\n  endpoint = ["https://quay.example.com", "https://quay.tencentcloudcr.com"]\n`;
export const CRI_DISABLED = `version = 2\ndisabled_plugins = ["io.containerd.grpc.v1.cri"]\n`;
export const CRI_DISABLED_UNQUALIFIED = 'disabled_plugins = ["cri"]\n';

export const PARTIAL_HOSTS = `[host."https://quay.tencentcloudcr.com"]\n  capabilities = ['pull']\n`;
export const HOSTS_OF_SEVERAL_LINES = `[host."https://quay.tencentcloudcr.com"]\n  capabilities = [\n    "resolve", # names\n    'pull',\n  ]\n`;
export const HOSTS_WITHOUT_CAPABILITIES = `[host."https://quay.tencentcloudcr.com"]\n`;
export const MIRROR_IS_SECOND_HOST = `${FOREIGN_HOSTS}${PARTIAL_HOSTS}`;
