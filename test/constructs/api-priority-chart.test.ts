import { Testing } from 'cdk8s';
import { API_SHARES, ApiPriorityChart, type TkeLevel } from '../../lib/constructs/api-priority-chart';
import { checkObjects } from '../../lib/manifests/check-objects';

const objects = (level: TkeLevel) => Testing.synth(new ApiPriorityChart(Testing.app(), 'api', { level }));

describe('the place of Cilium at the API server', () => {
  test('is for the lists of its agents, and for nothing else', () => {
    const [flowSchema] = objects('L500');
    expect(flowSchema.spec.rules).toEqual([
      {
        subjects: [{ kind: 'ServiceAccount', serviceAccount: { name: 'cilium', namespace: 'kube-system' } }],
        resourceRules: [
          expect.objectContaining({ apiGroups: ['cilium.io'], resources: ['*'], verbs: ['list'] }),
          expect.objectContaining({ apiGroups: [''], resources: ['pods'], verbs: ['list'] }),
        ],
      },
    ]);
  });

  test.each(Object.entries(API_SHARES))(
    'on a cluster of level %s is %d shares, none lent or borrowed',
    (level, shares) => {
      const [flowSchema, priorityLevel] = objects(level as TkeLevel);
      expect(flowSchema.spec.priorityLevelConfiguration.name).toBe(priorityLevel.metadata.name);
      expect(priorityLevel.spec.limited).toMatchObject({
        nominalConcurrencyShares: shares,
        lendablePercent: 0,
        borrowingLimitPercent: 0,
      });
    },
  );

  test.each(['1.30.0', '1.36.0'])('is known to the API of Kubernetes %s', (kubernetesVersion) => {
    expect(checkObjects(objects('L5000'), { kubernetesVersion })).toEqual([]);
  });
});
