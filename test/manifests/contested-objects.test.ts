import type { JsonObject } from '../../lib/json';
import { type Claim, contestedObjects } from '../../lib/manifests/contested-objects';

const daemonSet = object('apps/v1', 'DaemonSet', 'cilium', 'kube-system');

describe('an object that two Applications hold on one API server', () => {
  test('is an error that names both Applications, the object and the server', () => {
    expect(contestedObjects([claim('a', [daemonSet]), claim('b', [daemonSet])])).toMatchObject([
      {
        place: { file: 'clusters/b.yaml' },
        problem:
          'the Applications a-cilium (clusters/a.yaml) and b-cilium would both apply kube-system/DaemonSet/cilium to https://one',
      },
    ]);
  });

  test('is found whatever version of its group it is written in', () => {
    const cronJob = (version: string) => object(`batch/${version}`, 'CronJob', 'certs', 'kube-system');
    expect(contestedObjects([claim('a', [cronJob('v1')]), claim('b', [cronJob('v1beta1')])])).toHaveLength(1);
  });

  test('is reported once for each Application that comes later', () => {
    expect(contestedObjects(['a', 'b', 'c'].map((name) => claim(name, [daemonSet])))).toHaveLength(2);
  });
});

test.each<[string, readonly Claim[]]>([
  ['other API servers', [claim('a', [daemonSet]), claim('b', [daemonSet], 'https://two')]],
  [
    'another namespace',
    [claim('a', [daemonSet]), claim('b', [object('apps/v1', 'DaemonSet', 'cilium', 'other')])],
  ],
  [
    'another group',
    [claim('a', [daemonSet]), claim('b', [object('v1', 'DaemonSet', 'cilium', 'kube-system')])],
  ],
  [
    'another kind',
    [claim('a', [daemonSet]), claim('b', [object('apps/v1', 'Deployment', 'cilium', 'kube-system')])],
  ],
  ['one Application that holds it twice', [claim('a', [daemonSet, daemonSet])]],
])('%s are no quarrel', (_, claims) => {
  expect(contestedObjects(claims)).toEqual([]);
});

function claim(cluster: string, objects: readonly JsonObject[], destination = 'https://one'): Claim {
  return { application: `${cluster}-cilium`, file: `clusters/${cluster}.yaml`, destination, objects };
}

function object(apiVersion: string, kind: string, name: string, namespace: string): JsonObject {
  return { apiVersion, kind, metadata: { name, namespace } };
}
