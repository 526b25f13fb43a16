import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Testing } from 'cdk8s';
import { parse } from 'yaml';
import { ChartValues } from '../../lib/charts/knowledge/chart-values';
import { NodeInitChart, type NodeInitChartProps } from '../../lib/constructs/node-init-chart';
import { readChartFiles } from '../../lib/engine';
import { startupScriptImage } from '../../lib/node-init/image';
import { containerdMirrorScript } from '../../lib/node-init/script';
import { LOCKED_ARCHIVES, TEST_VERSIONS, testCharts } from '../support/charts';
import { describeRequiring } from '../support/requires';

const IMAGE = `quay.tencentcloudcr.com/cilium/startup-script:1@sha256:${'1'.repeat(64)}`;

function synth(props: NodeInitChartProps = {}) {
  const [configMap, daemonSet, ...others] = Testing.synth(
    new NodeInitChart(Testing.app(), 'node-init', { image: IMAGE, ...props }),
  );
  expect(others).toEqual([]);
  return {
    configMap,
    daemonSet,
    pod: daemonSet.spec.template.spec,
    container: daemonSet.spec.template.spec.containers[0],
  };
}

describe('the node-init DaemonSet', () => {
  const { configMap, daemonSet, pod, container } = synth();

  test('and its script are two objects with names of their own in kube-system', () => {
    expect(
      [configMap, daemonSet].map(({ kind, metadata }) => [kind, metadata.namespace, metadata.name]),
    ).toEqual([
      ['ConfigMap', 'kube-system', 'tke-cilium-node-init'],
      ['DaemonSet', 'kube-system', 'tke-cilium-node-init'],
    ]);
  });

  test('is never taken for the node-init of the Cilium chart', () => {
    expect(daemonSet.metadata.name).not.toBe('cilium-node-init');
    expect(daemonSet.spec.selector.matchLabels).not.toHaveProperty('app');
  });

  test('runs where Cilium runs, whatever the taint, and never on super nodes', () => {
    expect(pod.tolerations).toEqual([{ operator: 'Exists' }]);
    expect(pod.nodeSelector).toEqual({ 'kubernetes.io/os': 'linux' });
    expect(
      pod.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms,
    ).toEqual([
      {
        matchExpressions: [{ key: 'node.kubernetes.io/instance-type', operator: 'NotIn', values: ['eklet'] }],
      },
    ]);
  });

  test('starts on a node without CNI and without a service account', () => {
    expect([pod.hostNetwork, pod.automountServiceAccountToken]).toEqual([true, false]);
  });

  test('mounts nothing, writes nothing of its own, and has three capabilities, each with its reason', () => {
    expect(pod).not.toHaveProperty('volumes');
    expect(container).not.toHaveProperty('volumeMounts');
    expect(container.securityContext).toMatchObject({
      privileged: false,
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'], add: ['SYS_ADMIN', 'SYS_CHROOT', 'SYS_PTRACE'] },
    });
    const reasons = JSON.stringify(daemonSet.metadata.annotations);
    for (const stated of ['hostPID', 'hostNetwork', ...container.securityContext.capabilities.add]) {
      expect(reasons.toLowerCase()).toContain(stated.toLowerCase().replace(/^host/, 'host-'));
    }
  });

  test('runs the script that the ConfigMap holds, in the host, watching', () => {
    expect(configMap.data).toEqual({ 'containerd-mirror.sh': containerdMirrorScript() });
    expect(container.env[0].valueFrom.configMapKeyRef).toEqual({
      name: configMap.metadata.name,
      key: 'containerd-mirror.sh',
    });
    expect(container.command).toEqual([
      ...['nsenter', '--target=1', '--mount', '--', '/bin/sh', '-c'],
      'exec /bin/sh -c "$SCRIPT" containerd-mirror watch add',
    ]);
  });

  test('has nothing in its command that the kubelet would expand', () => {
    expect(JSON.stringify(container.command)).not.toMatch(/\$\(|\$\$/);
  });

  test('restarts its pods when the script changes, a tenth at a time, and not otherwise', () => {
    const sum = (props: NodeInitChartProps) =>
      synth(props).daemonSet.spec.template.metadata.annotations['tke-cilium/script-sha256'];
    expect(sum({})).toBe(createHash('sha256').update(containerdMirrorScript()).digest('hex'));
    expect(sum({ mirror: { staggerSeconds: 10 } })).not.toBe(sum({}));
    expect(synth({ mirror: {} }).daemonSet).toEqual(daemonSet);
    expect(daemonSet.spec.updateStrategy).toEqual({
      type: 'RollingUpdate',
      rollingUpdate: { maxUnavailable: '10%' },
    });
  });

  test('asks for next to nothing', () => {
    expect(container.resources.requests).toEqual({ cpu: '5m', memory: '16Mi' });
  });

  test('is pullable without quay.io and pinned by digest', () => {
    expect(container.image).toMatch(
      /^quay\.tencentcloudcr\.com\/cilium\/startup-script:[^@]+@sha256:[0-9a-f]{64}$/,
    );
  });

  test('takes another namespace, image and mirror, and a mode that undoes', () => {
    const props: Required<NodeInitChartProps> = {
      namespace: 'node-init',
      charts: testCharts,
      image: `registry.example.com/shell@sha256:${'0'.repeat(64)}`,
      mirror: { endpoint: 'https://mirror.example.com' },
      mode: 'remove',
      allowedRegistries: ['registry.example.com'],
    };
    const other = synth(props);
    expect([other.configMap, other.daemonSet].map(({ metadata }) => metadata.namespace)).toEqual([
      'node-init',
      'node-init',
    ]);
    expect(other.container.image).toBe(props.image);
    expect(other.configMap.data['containerd-mirror.sh']).toContain("ENDPOINT='https://mirror.example.com'");
    expect(other.container.command.at(-1)).toBe('exec /bin/sh -c "$SCRIPT" containerd-mirror watch remove');
  });

  test('is the same for every cluster', () => {
    expect(synth()).toEqual(synth());
  });
});

test('a chart that pins no image has none, rather than an invented one', () => {
  expect(() => startupScriptImage(new ChartValues('1.99.0', {}))).toThrow(
    'error: containerdMirror.image: the chart of Cilium 1.99.0 pins no image for its node-init (nodeinit.image). Name one with a shell and nsenter, by digest.',
  );
});

describeRequiring(LOCKED_ARCHIVES, 'the image of each locked chart', () => {
  test('is that of the newest one where a program names none', () => {
    const chart = new NodeInitChart(Testing.app(), 'node-init', { charts: testCharts });
    const newest = testCharts.values(TEST_VERSIONS.at(-1) ?? '');
    expect(JSON.stringify(Testing.synth(chart))).toContain(startupScriptImage(newest));
  });

  test.each(TEST_VERSIONS)('%s is the chart’s own', (version) => {
    const { path } = testCharts.locate('cilium', version);
    const text = readChartFiles(readFileSync(path)).get('values.yaml') ?? '';
    const { repository, tag, digest } = parse(text, { logLevel: 'silent' }).nodeinit.image;
    expect(startupScriptImage(testCharts.values(version))).toBe(
      `${repository.replace(/^quay\.io/, 'quay.tencentcloudcr.com')}:${tag}@${digest}`,
    );
  });
});
