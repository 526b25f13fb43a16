import { Testing } from 'cdk8s';
import { KubeProxyOverrideChart, KubeProxyUndoChart } from '../../lib/constructs/kube-proxy-override';

const OVERRIDE = Testing.synth(new KubeProxyOverrideChart(Testing.app(), 'override'));

describe('the kube-proxy override', () => {
  test('is one partial DaemonSet that sets the nodeSelector and nothing else', () => {
    expect(OVERRIDE).toEqual([
      {
        apiVersion: 'apps/v1',
        kind: 'DaemonSet',
        metadata: { name: 'kube-proxy', namespace: 'kube-system', annotations: expect.any(Object) },
        spec: { template: { spec: { nodeSelector: { 'label-not-exist': 'node-not-exist' } } } },
      },
    ]);
  });

  test('cannot create a kube-proxy: what the API server requires of a new DaemonSet is not in it', () => {
    expect(OVERRIDE[0].spec).not.toHaveProperty('selector');
    expect(OVERRIDE[0].spec.template.spec).not.toHaveProperty('containers');
  });

  test('is never pruned or deleted by Argo CD, and applied on the server only', () => {
    const options = OVERRIDE[0].metadata.annotations['argocd.argoproj.io/sync-options'].split(',');
    expect(options).toEqual(['ServerSideApply=true', 'Validate=false', 'Prune=false', 'Delete=false']);
  });

  test('owns an empty last-applied annotation, so that nothing migrates the fields of the live DaemonSet', () => {
    expect(OVERRIDE[0].metadata.annotations['kubectl.kubernetes.io/last-applied-configuration']).toBe('');
  });
});

describe('its undo', () => {
  function undone(nodeSelector?: Record<string, string>) {
    return Testing.synth(
      new KubeProxyUndoChart(Testing.app(), 'undo', { ...(nodeSelector && { nodeSelector }) }),
    )[0];
  }

  test('is the same object with the nodeSelector that was there before', () => {
    expect(undone({ role: 'worker' })).toEqual({
      ...OVERRIDE[0],
      spec: { template: { spec: { nodeSelector: { role: 'worker' } } } },
    });
  });

  test('without one on record, lets kube-proxy run on every node', () => {
    expect(undone().spec).toEqual({ template: { spec: { nodeSelector: {} } } });
  });
});
