import { join } from 'node:path';
import { debianProgram } from './debian';
import { goModuleDirectory, goPrograms } from './go-programs';
import { fromKubebuilderAssets, type Program, picked } from './program';

/** The two API servers everything is tried against: the oldest minor that Cilium 1.18 is tested on, and the newest. */
export const KUBERNETES_VERSIONS = ['1.36.3', '1.30.14'] as const;

/** Argo CD 3.3 and later replace a nested module by a local directory and cannot be built from their module. */
export const ARGO_CD_VERSION = '3.2.11';

export interface KubernetesParts {
  readonly version: string;
  readonly apiServer: Program;
  readonly controllerManager: Program;
  readonly kubectl: Program;
}

export interface ArgoCdParts {
  readonly version: string;
  /** Every server of Argo CD in one program; `ARGOCD_BINARY_NAME` says which it is to be. */
  readonly argocd: Program;
  readonly redis: Program;
  /** Directory of the definitions of its kinds. */
  readonly crds: string;
}

export function kubernetesParts(version: string): KubernetesParts {
  const [major, minor] = version.split('.');
  const stamp = (field: string, value: string) => `-X k8s.io/component-base/version.${field}=${value}`;
  const built = goPrograms({
    part: 'k8s',
    module: 'k8s.io/kubernetes',
    version: `v${version}`,
    commands: {
      'kube-apiserver': 'k8s.io/kubernetes/cmd/kube-apiserver',
      'kube-controller-manager': 'k8s.io/kubernetes/cmd/kube-controller-manager',
      kubectl: 'k8s.io/kubernetes/cmd/kubectl',
    },
    // Without these the server says v0.0.0, and kubectl, Helm and Argo CD believe it.
    ldflags: [
      stamp('gitVersion', `v${version}`),
      stamp('gitMajor', `${major}`),
      stamp('gitMinor', `${minor}`),
    ].join(' '),
    // Each staging directory is published as a module of its own: kubernetes v1.X.Y holds k8s.io/api v0.X.Y.
    publishedAs: (path) => `${path} v0.${version.split('.').slice(1).join('.')}`,
  });
  return {
    version,
    apiServer: picked(built, 'kube-apiserver'),
    controllerManager: picked(built, 'kube-controller-manager'),
    kubectl: picked(built, 'kubectl'),
  };
}

export function etcd(): Program {
  return fromKubebuilderAssets('etcd') ?? debianProgram('etcd', '/usr/bin/etcd', ['etcd-server']);
}

export function argoCdParts(): ArgoCdParts {
  const module = { module: 'github.com/argoproj/argo-cd/v3', version: `v${ARGO_CD_VERSION}` };
  const built = goPrograms({
    part: 'argocd',
    ...module,
    commands: { argocd: 'github.com/argoproj/argo-cd/v3/cmd' },
    ldflags: `-X github.com/argoproj/argo-cd/v3/common.version=${ARGO_CD_VERSION}`,
  });
  const redis = debianProgram('redis', '/usr/bin/redis-server', [
    'redis-server',
    'redis-tools',
    'liblzf1',
    'libjemalloc2',
  ]);
  const crds = join(goModuleDirectory(module), 'manifests/crds');
  return { version: ARGO_CD_VERSION, argocd: picked(built, 'argocd'), redis, crds };
}

/** The definition of a NodePool of Karpenter. That of TKE's own TKEMachineNodeClass is in no module that the proxy has. */
export function nodePoolDefinition(): string {
  const module = { module: 'sigs.k8s.io/karpenter', version: 'v1.6.4' };
  return join(goModuleDirectory(module), 'pkg/apis/crds/karpenter.sh_nodepools.yaml');
}

/** The definition of a ServiceMonitor, as Prometheus Operator installs it. */
export function serviceMonitorDefinition(): string {
  const module = { module: 'github.com/prometheus-operator/prometheus-operator', version: 'v0.82.2' };
  return join(
    goModuleDirectory(module),
    'example/prometheus-operator-crd/monitoring.coreos.com_servicemonitors.yaml',
  );
}
