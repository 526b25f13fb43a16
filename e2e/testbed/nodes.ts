import { setTimeout as sleep } from 'node:timers/promises';
import type { JsonObject } from '../../lib/json';
import type { ApiClient } from './api-client';

/**
 * Plays scheduler and kubelets: puts every pod on a node, reports it running (or, when a Job's, done), and lets
 * deleted pods go. What decides how many pods there are is the real controller manager.
 */
export class Nodes {
  private stopped = false;
  private readonly done: Promise<void>;

  constructor(private readonly api: ApiClient) {
    this.done = this.play();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.done;
  }

  private async play(): Promise<void> {
    while (!this.stopped) {
      for (const pod of await this.api.list('/api/v1/pods').catch(() => [])) {
        // A pod that went between two requests is no reason to stop playing.
        await this.attend(pod).catch(() => undefined);
      }
      await sleep(300);
    }
  }

  private async attend(pod: JsonObject): Promise<void> {
    const { metadata, spec, status } = pod as unknown as Pod;
    const path = `/api/v1/namespaces/${metadata.namespace}/pods/${metadata.name}`;
    if (metadata.deletionTimestamp) {
      await this.api.delete(path, { gracePeriodSeconds: 0 });
    } else if (!spec.nodeName) {
      await this.api.create(`${path}/binding`, {
        apiVersion: 'v1',
        kind: 'Binding',
        metadata: { name: metadata.name },
        target: { apiVersion: 'v1', kind: 'Node', name: await this.nodeOf(pod) },
      });
    } else if (status.phase === 'Pending') {
      const isJob = metadata.ownerReferences?.some(({ kind }) => kind === 'Job') ?? false;
      await this.api.patch(`${path}/status`, { status: isJob ? SUCCEEDED : RUNNING });
    }
  }

  /** The DaemonSet controller names the node in a node affinity, for the scheduler to follow. */
  private async nodeOf(pod: JsonObject): Promise<string> {
    const wanted = /"matchFields":\[\{"key":"metadata.name","operator":"In","values":\["([^"]+)"\]/.exec(
      JSON.stringify(pod),
    );
    if (wanted?.[1] !== undefined) {
      return wanted[1];
    }
    const nodes = (await this.api.list('/api/v1/nodes')) as unknown as Node[];
    // Nobody takes the taint away with which the API server makes every node.
    const isTaint = ({ key, effect }: Taint) =>
      effect === 'NoSchedule' && key !== 'node.kubernetes.io/not-ready';
    const free = nodes.filter(({ spec }) => !spec.unschedulable && !spec.taints?.some(isTaint));
    return free.map(({ metadata }) => metadata.name).sort()[0] ?? '';
  }
}

interface Node {
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly unschedulable?: boolean;
    readonly taints?: readonly Taint[];
  };
}

interface Taint {
  readonly key: string;
  readonly effect: string;
}

interface Pod {
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly deletionTimestamp?: string;
    readonly ownerReferences?: readonly { readonly kind: string }[];
  };
  readonly spec: { readonly nodeName?: string };
  readonly status: { readonly phase: string };
}

const RUNNING: JsonObject = {
  phase: 'Running',
  conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: '2026-01-01T00:00:00Z' }],
};

const SUCCEEDED: JsonObject = { phase: 'Succeeded' };

/** A node as TKE registers it. */
export function tkeNode(name: string, address: string, taints: readonly JsonObject[] = []): JsonObject {
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      labels: {
        'kubernetes.io/hostname': name,
        'kubernetes.io/os': 'linux',
        'node.kubernetes.io/instance-type': 'S5.LARGE8',
        'topology.kubernetes.io/region': 'gz',
      },
    },
    spec: { providerID: `qcloud:///100003/${name}`, ...(taints.length > 0 && { taints: [...taints] }) },
    status: {
      addresses: [{ type: 'InternalIP', address }],
      capacity: { cpu: '4', memory: '8Gi', pods: '110' },
      allocatable: { cpu: '4', memory: '8Gi', pods: '110' },
      conditions: [{ type: 'Ready', status: 'True', reason: 'KubeletReady' }],
      nodeInfo: {
        osImage: 'TencentOS Server 4.2',
        kernelVersion: '6.6.117-45.1.oc9.x86_64',
        containerRuntimeVersion: 'containerd://1.7.28',
        kubeletVersion: 'v1.32.2-tke.1',
        kubeProxyVersion: 'v1.32.2-tke.1',
        operatingSystem: 'linux',
        architecture: 'amd64',
        machineID: '',
        systemUUID: '',
        bootID: '',
      },
    },
  };
}
