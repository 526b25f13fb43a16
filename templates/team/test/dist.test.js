// dist/ against the cluster files, and what runs on each cluster as a snapshot of a few lines.
// After a change that is meant: `npx tke-cilium synth && npx jest -u`, and review both diffs.
const { readFileSync, readdirSync } = require('node:fs');
const { join, relative } = require('node:path');
const { acceptFleet, ChartStore, fleetFiles, readManifests, synthesize } = require('tke-cilium');

const charts = new ChartStore(); // those of charts.lock.yaml
const { clusters } = acceptFleet(fleetFiles('clusters'), charts);
const fresh = new Map(synthesize(clusters, { charts }).files.map(({ path, content }) => [path, content]));

test('dist/ holds what the cluster files give: if not, run npx tke-cilium synth', () => {
  const written = readdirSync('dist', { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
  const paths = written.map((path) => relative('dist', path).replaceAll('\\', '/'));
  expect(paths.sort()).toEqual([...fresh.keys()].sort());
  expect(paths.filter((path) => readFileSync(join('dist', path), 'utf8') !== fresh.get(path))).toEqual([]);
});

test('the objects of every cluster, and the images that they run', () => {
  const manifests = [...fresh].filter(([path]) => path.endsWith('.yaml'));
  const images = manifests.flatMap(([path, content]) =>
    [...content.matchAll(/^\s*(?:- )?image: (.*)$/gm)].map(([, image]) => `${path.split('/')[0]}: ${image}`),
  );
  expect({
    objects: manifests.flatMap(([path, content]) => readManifests(content).map(() => path)),
    images: [...new Set(images)].sort(),
  }).toMatchSnapshot();
});
