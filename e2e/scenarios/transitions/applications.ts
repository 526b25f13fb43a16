import assert from 'node:assert/strict';
import type { FileSpec } from '../../../lib/layout/layout';
import { plainText } from '../../../lib/review/text';
import { treeOfFiles } from '../../../lib/review/trees/tree';
import { OTHER_NAMESPACE } from '../../testbed/argo-cd';
import { APPLICATION, type ArgoBench } from '../argo-bench';
import { ROOT } from '../argo-whole';
import { CLUSTER } from '../bench';
import {
  applicationsOf,
  clusterOf,
  makeProject,
  mergedAtRoot,
  mergedEverywhere,
  register,
  sharing,
  syncedEverywhere,
  unmarked,
} from './argo-steps';
import { between, inventory, NOTHING } from './inventory';
import { OTHER, renamed } from './renamed';
import { follow, reportedSteps, rulesBetween, stepsOf } from './safe-way';

const LATEST = { cilium: { version: '1.19.6' } };
const IN_CLUSTER = 'https://kubernetes.default.svc';
const ALL = Object.values(APPLICATION);

/** Applications that deploy to another address, from another project and in another namespace, by the steps of the synth. */
export async function applicationsMoved(argo: ArgoBench): Promise<void> {
  const { bench } = argo;
  const { url, kubeconfig } = clusterOf(argo);
  const dist = (argoCD: object): FileSpec[] =>
    argo.dist({
      ...LATEST,
      argoCD: { repoURL: bench.repository.url, destination: IN_CLUSTER, ...argoCD },
    });
  const before = dist({});
  const elsewhere = dist({ destination: url });
  const inProject = dist({ destination: url, project: 'clusters' });
  const inNamespace = dist({ destination: url, project: 'clusters', namespace: OTHER_NAMESPACE });
  await bench.try('the Applications reach the same cluster under another address', async () => {
    assert.deepEqual(rulesBetween(before, elsewhere), ['application-destination-moved']);
    await mergedEverywhere(argo, before, ALL);
    const start = await inventory(bench);
    await mergedAtRoot(argo, elsewhere);
    const { message } = await argo.argo.reaches(APPLICATION.cilium, 'refused', ({ message: words }) =>
      words.includes(url),
    );
    assert.match(message, /InvalidSpecError/);
    assert.deepEqual(between(start, await inventory(bench)), NOTHING);
    await mergedEverywhere(argo, before, ALL);
    await follow(bench, stepsOf('application-destination-moved', before, elsewhere), [
      { says: /^If it is another cluster/, otherCase: true },
      { says: /register that address in Argo CD/, by: () => register(argo, url, kubeconfig) },
      { says: /^Merge this, and look/, by: () => mergedEverywhere(argo, elsewhere, ALL) },
    ]);
    assert.deepEqual(between(start, await inventory(bench)), NOTHING);
    return 'not registered: InvalidSpecError, nothing happens; registered: Synced, every object is the same one';
  });
  await bench.try('the Applications go to another project', async () => {
    assert.deepEqual(rulesBetween(elsewhere, inProject), ['application-moved']);
    const start = await inventory(bench);
    const applications = await applicationsOf(argo);
    await mergedAtRoot(argo, inProject);
    await argo.argo.reaches(APPLICATION.cilium, 'refused', ({ message }) =>
      /project clusters which does not exist/.test(message),
    );
    assert.deepEqual(between(start, await inventory(bench)), NOTHING);
    await mergedEverywhere(argo, elsewhere, ALL);
    await follow(bench, stepsOf('application-moved', elsewhere, inProject), [
      { says: /^Make the AppProject clusters before the merge/, by: () => makeProject(argo, url) },
      { says: /Delete no Application/, by: () => mergedAtRoot(argo, inProject) },
      { says: /^Look that every Application is Synced$/, by: () => syncedEverywhere(argo, ALL) },
    ]);
    assert.deepEqual(between(start, await inventory(bench)), NOTHING);
    assert.deepEqual(await applicationsOf(argo), applications);
    return 'no such project: refused, nothing happens; made before: the same Applications are Synced, every object is the same one';
  });
  await bench.try('the Applications go to another namespace', async () => {
    assert.deepEqual(rulesBetween(inProject, inNamespace), ['application-moved']);
    const start = await inventory(bench);
    const moved = ALL.map((name) => `${OTHER_NAMESPACE}/${name}`);
    await follow(bench, stepsOf('application-moved', inProject, inNamespace), [
      { says: /^Have an Argo CD that reads gitops/ },
      { says: /^Merge this, and apply/, by: () => mergedAtRoot(argo, inNamespace) },
      { says: /^Delete the old Applications/ },
      { says: /^Where one Argo CD reads both namespaces/, by: () => sharing(argo, moved) },
      { says: /^Look that every new Application is Synced/, by: () => syncedEverywhere(argo, moved) },
    ]);
    assert.deepEqual(between(start, await inventory(bench)), NOTHING);
    assert.deepEqual(
      (await applicationsOf(argo)).map(([name]) => name).sort(),
      [...moved, `argocd/${ROOT}`].sort(),
    );
    for (const name of moved) {
      await argo.argo.delete(name);
    }
    await mergedAtRoot(argo, before);
    await unmarked(argo, CLUSTER);
    await mergedEverywhere(argo, before, ALL);
    assert.deepEqual(between(start, await inventory(bench)), NOTHING);
    return 'no object goes, none is made anew; and back again';
  });
}

/** A cluster under another name, and then one that leaves: Applications deleted without cascade. */
export async function applicationsRenamed(argo: ArgoBench): Promise<void> {
  const { bench } = argo;
  const before = argo.dist(LATEST);
  const after = renamed(before);
  const names = ALL.map((name) => name.replace(CLUSTER, OTHER));
  await bench.try(
    'the Applications of a cluster that gets another name, by the steps of the synth',
    async () => {
      await mergedEverywhere(argo, before, ALL);
      const start = await inventory(bench);
      await follow(bench, reportedSteps('cluster-renamed', treeOfFiles('', before), treeOfFiles('', after)), [
        {
          says: /^Merge this, and apply dist\/_argocd\/gz-renamed/,
          by: async () => {
            await mergedAtRoot(argo, after);
            await argo.apply(['-R', '-f', `dist/_argocd/${OTHER}`]);
          },
        },
        { says: /^Delete the old Applications/ },
        { says: /^Take the mark of the old Applications off/, by: () => sharing(argo, names) },
        { says: /^Look that every new Application is Synced/, by: () => syncedEverywhere(argo, names) },
      ]);
      assert.deepEqual(between(start, await inventory(bench)), NOTHING);
      return 'no object went, none was made anew; the new Applications are Synced';
    },
  );
  await bench.try('a cluster leaves, and goes on without this tool', async () => {
    const start = await inventory(bench);
    // Another cluster stays, or the Application of Applications would find no directory.
    const others = renamed(before, 'gz-other').filter(({ path }) => path.startsWith('_argocd/'));
    const steps = reportedSteps(
      'cluster-removed',
      treeOfFiles('', [...after, ...others]),
      treeOfFiles('', others),
    );
    await mergedAtRoot(argo, others);
    const [first, second, ...rest] = steps;
    await follow(
      bench,
      [first ?? '', second ?? ''],
      [
        { says: /^If its file only moved/, otherCase: true },
        { says: /^If the cluster goes on without this tool/ },
      ],
    );
    assert.ok(rest.every((step) => /^(?:If Cilium is to leave|Then delete|Rebuild)/.test(plainText(step))));
    assert.deepEqual(
      (await applicationsOf(argo)).filter(([name]) => name.includes(OTHER)),
      [],
    );
    assert.deepEqual(between(start, await inventory(bench)), NOTHING);
    return 'its Applications are gone, every object stays';
  });
}
