import { createHash } from 'node:crypto';
import { Chart } from 'cdk8s';
import {
  IntOrString,
  KubeConfigMap,
  KubeDaemonSet,
  type PodSpec,
  Quantity,
} from 'cdk8s-plus-30/lib/imports/k8s';
import type { Construct } from 'constructs';
import { ChartStore } from '../charts/chart-store';
import { InputError } from '../diagnostics/diagnostic';
import { checkImages } from '../manifests/check-images';
import { mirrorRegistry, startupScriptImage } from '../node-init/image';
import { containerdMirrorScript, type MirrorSettings } from '../node-init/script';
import { SYSTEM_NAMESPACE } from '../tke/daemon-sets';
import { offSuperNodes } from '../tke/nodes';
import { PINNED_IMAGE_OFF_QUAY, QUAY_MIRROR } from '../tke/registries';

/** How the nodes of a cluster come to know the mirror. */
export interface NodeInitChartProps {
  /**
   * Namespace of the DaemonSet; it must allow privileged pods.
   * @default kube-system
   */
  readonly namespace?: string;
  /**
   * Image with a shell and nsenter, pinned by digest, from a registry that nodes reach without the mirror.
   * @default - what the newest locked chart of Cilium pins for its node-init, from quay.tencentcloudcr.com
   */
  readonly image?: string;
  /**
   * Where the chart is that pins the default image.
   * @default - the charts that charts.lock.yaml in the working directory names
   */
  readonly charts?: ChartStore;
  /** Registry, mirror and timing. */
  readonly mirror?: MirrorSettings;
  /**
   * `add` puts the mirror in place; `remove` takes it out of every node again, to the byte. Deleting the DaemonSet
   * leaves nodes as they are.
   * @default add
   */
  readonly mode?: 'add' | 'remove';
  /**
   * Registries, or registry and path, that the image may come from.
   * @default - quay.tencentcloudcr.com, and the mirror
   */
  readonly allowedRegistries?: readonly string[];
}

/** The same with an image that somebody has checked before. */
export type CheckedNodeInitChartProps = Omit<NodeInitChartProps, 'image' | 'charts' | 'allowedRegistries'> & {
  readonly image: string;
};

const NAME = 'tke-cilium-node-init';
const KEY = 'containerd-mirror.sh';

/** Joins the host's mount namespace, where the script, its tools and containerd's files are. */
const ENTER_HOST = ['nsenter', '--target=1', '--mount', '--'];

/** What a reviewer asks of such a pod, answered where the reviewer reads. */
const REASONS = {
  'tke-cilium/mounts':
    'none: the script runs in the mount namespace of the host, and changes containerd files only',
  'tke-cilium/why-host-pid': 'nsenter reaches the mount namespace of the host by process 1',
  'tke-cilium/why-host-network': 'the pod must start on nodes that have no CNI yet',
  'tke-cilium/why-capabilities':
    'SYS_ADMIN and SYS_CHROOT: setns into the mount namespace; SYS_PTRACE: reading /proc/1/ns',
  'tke-cilium/why-unconfined': 'the default AppArmor profile of containerd forbids nsenter into process 1',
};

/**
 * The DaemonSet that teaches the containerd of every node the mirror of quay.io, and the ConfigMap with its script.
 * The script is a file of its own, so that a reviewer reads it once and as it is; the checksum on the pod restarts
 * the pods, a tenth of the nodes at a time, when it changes.
 */
export class CheckedNodeInitChart extends Chart {
  constructor(scope: Construct, id: string, props: CheckedNodeInitChartProps) {
    super(scope, id);
    const { namespace = SYSTEM_NAMESPACE, mode = 'add', image } = props;
    const script = containerdMirrorScript(props.mirror);
    const labels = { 'app.kubernetes.io/name': NAME, 'app.kubernetes.io/part-of': 'tke-cilium' };

    new KubeConfigMap(this, 'script', {
      metadata: { name: NAME, namespace, labels },
      data: { [KEY]: script },
    });
    new KubeDaemonSet(this, 'daemon-set', {
      metadata: { name: NAME, namespace, labels, annotations: REASONS },
      spec: {
        selector: { matchLabels: { 'app.kubernetes.io/name': NAME } },
        updateStrategy: {
          type: 'RollingUpdate',
          rollingUpdate: { maxUnavailable: IntOrString.fromString('10%') },
        },
        template: {
          metadata: {
            labels,
            annotations: { 'tke-cilium/script-sha256': createHash('sha256').update(script).digest('hex') },
          },
          spec: podSpec(image, mode),
        },
      },
    });
  }
}

/** What the newest locked chart pins. */
function defaultImage(charts: ChartStore = new ChartStore()): string {
  const newest = charts.versions('cilium').at(-1);
  if (newest === undefined) {
    throw new InputError([
      {
        severity: 'error',
        rule: 'node-init-image',
        field: 'image',
        problem: `no chart of Cilium is locked in ${charts.lock.file} that would pin an image`,
        remedy:
          'Name an image with a shell and nsenter, by digest, or lock a chart: npx tke-cilium lock VERSION',
      },
    ]);
  }
  return startupScriptImage(charts.values(newest));
}

/**
 * The same for a program: it refuses an image that a synth of a cluster file refuses.
 *
 * @throws {InputError} when the image has no digest, or comes from where nodes cannot or must not pull it
 */
export class NodeInitChart extends CheckedNodeInitChart {
  constructor(scope: Construct, id: string, props: NodeInitChartProps = {}) {
    super(scope, id, { ...props, image: checkedImage(props) });
  }
}

function checkedImage({
  charts,
  image = defaultImage(charts),
  mirror,
  allowedRegistries,
}: NodeInitChartProps): string {
  const registries = allowedRegistries ?? [
    QUAY_MIRROR,
    ...(mirror?.endpoint === undefined ? [] : [mirrorRegistry(mirror.endpoint)]),
  ];
  const problems = new RegExp(PINNED_IMAGE_OFF_QUAY).test(image)
    ? checkImages({ containers: [{ image }] }, registries)
    : [
        {
          rule: 'image-form',
          problem: `"${image}" is not an image with its digest, from a registry that nodes reach without the mirror`,
          remedy: 'Name it as registry/repository:tag@sha256:digest, and not from quay.io',
        },
      ];
  if (problems.length > 0) {
    throw new InputError(
      problems.map(({ rule, problem, remedy }) => ({
        severity: 'error',
        rule,
        field: 'image',
        problem,
        remedy,
      })),
    );
  }
  return image;
}

function podSpec(image: string, mode: 'add' | 'remove'): PodSpec {
  return {
    hostPid: true,
    hostNetwork: true,
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    priorityClassName: 'system-node-critical',
    // Longer than two restarts that hang and the waits after them: a pod that stops takes back first what failed.
    // Killed in between, it would leave a node on which no pod can start. At rest it ends at once.
    terminationGracePeriodSeconds: 600,
    nodeSelector: { 'kubernetes.io/os': 'linux' },
    // Cilium's agents tolerate everything too.
    tolerations: [{ operator: 'Exists' }],
    affinity: offSuperNodes(),
    securityContext: { appArmorProfile: { type: 'Unconfined' }, seccompProfile: { type: 'RuntimeDefault' } },
    containers: [
      {
        name: 'containerd-mirror',
        image,
        imagePullPolicy: 'IfNotPresent',
        command: [
          ...ENTER_HOST,
          '/bin/sh',
          '-c',
          `exec /bin/sh -c "$SCRIPT" containerd-mirror watch ${mode}`,
        ],
        env: [
          { name: 'SCRIPT', valueFrom: { configMapKeyRef: { name: NAME, key: KEY } } },
          { name: 'NODE_NAME', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } },
        ],
        // READY counts the nodes where the mirror is in effect, and a rollout stops at nodes where it fails.
        // Once it has succeeded it is not asked again. After an hour without success the script starts anew.
        startupProbe: {
          exec: { command: [...ENTER_HOST, 'grep', '-q', '"ok":true', '/run/tke-cilium/report'] },
          periodSeconds: 10,
          timeoutSeconds: 5,
          failureThreshold: 360,
        },
        resources: {
          requests: { cpu: Quantity.fromString('5m'), memory: Quantity.fromString('16Mi') },
          // Measured: 1 MiB at rest, 12 MiB while containerd reads its configuration.
          limits: { memory: Quantity.fromString('128Mi') },
        },
        securityContext: {
          privileged: false,
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          runAsUser: 0,
          capabilities: { drop: ['ALL'], add: ['SYS_ADMIN', 'SYS_CHROOT', 'SYS_PTRACE'] },
          // Where SELinux enforces, this type may join the host's namespaces; the Cilium chart's node-init has it too.
          seLinuxOptions: { level: 's0', type: 'spc_t' },
        },
        terminationMessagePolicy: 'FallbackToLogsOnError',
      },
    ],
  };
}
