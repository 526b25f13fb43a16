/** What config.toml looks like on nodes that others set up, reduced to what bears on registries and runtimes. */

const GRPC = 'plugins."io.containerd.grpc.v1.cri"';
const IMAGES = "plugins.'io.containerd.cri.v1.images'";
const RUNTIME = "plugins.'io.containerd.cri.v1.runtime'";

const RUNC = `    [${GRPC}.containerd.runtimes.runc]
      runtime_type = "io.containerd.runc.v2"
      [${GRPC}.containerd.runtimes.runc.options]
        SystemdCgroup = true
`;

/** A directory for registries, and a header for every pull (Azure/AgentBaker, containerd_no_GPU.toml.gtpl). */
export const AKS = `version = 2
oom_score = -999
[${GRPC}]
  sandbox_image = "mcr.microsoft.com/oss/kubernetes/pause:3.6"
  [${GRPC}.containerd]
    default_runtime_name = "runc"
${RUNC}  [${GRPC}.registry]
    config_path = "/etc/containerd/certs.d"
  [${GRPC}.registry.headers]
    X-Meta-Source-Client = ["azure/aks"]
[metrics]
  address = "127.0.0.1:0"
`;

/** Two directories, and a directory of imports that is empty at first. */
export const EKS = `version = 2
root = "/var/lib/containerd"
state = "/run/containerd"
imports = ["/etc/containerd/config.d/*.toml"]
[grpc]
  address = "/run/containerd/containerd.sock"
[${GRPC}.containerd]
  default_runtime_name = "runc"
  discard_unpacked_layers = true
[${GRPC}.registry]
  config_path = "/etc/containerd/certs.d:/etc/docker/certs.d"
${RUNC}`;

/** Legacy mirrors of docker.io. */
export const GKE = `version = 2
required_plugins = ["io.containerd.grpc.v1.cri"]
oom_score = -999
[debug]
  level = "info"
[${GRPC}]
  stream_server_address = "127.0.0.1"
  max_container_log_line_size = 262144
  [${GRPC}.containerd]
    default_runtime_name = "runc"
${RUNC}  [${GRPC}.registry.mirrors."docker.io"]
    endpoint = ["https://mirror.gcr.io", "https://registry-1.docker.io"]
`;

/** One directory, with files for docker.io in it. */
export const KUBESPRAY = `version = 2
root = "/var/lib/containerd"
state = "/run/containerd"
oom_score = 0
[grpc]
  max_recv_message_size = 16777216
  max_send_message_size = 16777216
[${GRPC}]
  sandbox_image = "registry.k8s.io/pause:3.10"
  max_container_log_line_size = -1
  [${GRPC}.containerd]
    default_runtime_name = "runc"
    snapshotter = "overlayfs"
${RUNC}  [${GRPC}.registry]
    config_path = "/etc/containerd/certs.d"
`;

/** The same in the spelling of containerd 2. */
export const KUBESPRAY_VERSION_3 = `version = 3
oom_score = 0
[${IMAGES}]
  snapshotter = "overlayfs"
  [${IMAGES}.registry]
    config_path = "/etc/containerd/certs.d"
[${RUNTIME}.containerd]
  default_runtime_name = "runc"
  [${RUNTIME}.containerd.runtimes.runc]
    runtime_type = "io.containerd.runc.v2"
`;

export const KUBESPRAY_DOCKER_IO = `server = "https://docker.io"
[host."https://registry-1.docker.io"]
  capabilities = ["pull","resolve"]
  skip_verify = false
  override_path = false
`;

/** kind: runtimes and a proxy plugin that is not there; no registry. */
export const KIND = `version = 2
[${GRPC}.containerd]
  snapshotter = "overlayfs"
  default_runtime_name = "runc"
  discard_unpacked_layers = true
${RUNC}  [${GRPC}.containerd.runtimes.test-handler]
    runtime_type = "io.containerd.runc.v2"
[${GRPC}]
  tolerate_missing_hugetlb_controller = true
  restrict_oom_score_adj = false
`;

/** k3s starts its own containerd with a file and a socket of its own. */
export const K3S = `version = 2
[${GRPC}]
  enable_selinux = false
  [${GRPC}.registry]
    config_path = "/var/lib/rancher/k3s/agent/etc/containerd/certs.d"
`;
