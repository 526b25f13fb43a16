import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { digestOfManifests, isUnchanged, readManifestFiles } from '../../lib/cluster/manifest-files';
import { temporaryDirectory } from '../support/temporary-directory';

const temporary = temporaryDirectory();

/** A repository with these files, and beside it a file that is not of it. */
function repository(files: Readonly<Record<string, string>>): string {
  const root = join(temporary(), 'repository');
  for (const [path, text] of Object.entries({ 'charts.lock.yaml': 'charts:\n', ...files })) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  writeFileSync(join(temporary(), 'outside.yaml'), 'kind: Outside\n');
  return root;
}

/** What is read at a path that clusters/gz.yaml names: files below the repository, or the problem. */
function read(root: string, path: string): readonly string[] | string {
  const found = readManifestFiles(path, join(root, 'clusters', 'gz.yaml'));
  return 'problem' in found
    ? found.problem.replaceAll(root, 'ROOT')
    : found.map((file) => file.path.slice(root.length + 1));
}

describe('the files that a cluster file names', () => {
  test('are a file, or all manifests below a directory in the order of their paths', () => {
    const root = repository({
      'policies/b.yaml': '',
      'policies/a/c.yml': '',
      'policies/a/d.json': '',
      'policies/.hidden.yaml': '',
      'policies/README.md': '',
    });
    expect(read(root, '../policies')).toEqual(['policies/a/c.yml', 'policies/a/d.json', 'policies/b.yaml']);
    expect(read(root, '../policies/b.yaml')).toEqual(['policies/b.yaml']);
  });

  test.each([
    ['/etc/hosts', 'the path is absolute, and so names something on this machine'],
    ['../../outside.yaml', 'it leads out of the repository ROOT'],
    ['../../nowhere.yaml', 'it leads out of the repository ROOT'],
    ['../nowhere', 'there is no file or directory ROOT/nowhere'],
    ['../empty', 'the directory ROOT/empty holds no manifest (*.yaml, *.yml, *.json)'],
  ])('%s: %s', (path, problem) => {
    expect(read(repository({ 'empty/README.md': '' }), path)).toBe(problem);
  });

  test('do not leave the repository through links, and links in a circle end', () => {
    const root = repository({ 'policies/a.yaml': '' });
    symlinkSync(join(root, 'policies'), join(root, 'policies', 'circle'));
    expect(read(root, '../policies')).toEqual(['policies/a.yaml']);
    symlinkSync(join(temporary(), 'outside.yaml'), join(root, 'policies', 'b.yaml'));
    expect(read(root, '../policies')).toBe(
      'ROOT/policies/b.yaml is a link that leads out of the repository ROOT',
    );
    symlinkSync(temporary(), join(root, 'all'));
    expect(read(root, '../all')).toBe('it leads out of the repository ROOT');
  });

  test('count as changed once one is edited, added or gone, and wherever the repository lies', () => {
    const root = repository({ 'policies/a.yaml': 'a: 1\n' });
    const file = join(root, 'clusters', 'gz.yaml');
    const digest = digestOfManifests(readManifestFiles('../policies', file), file);
    const unchanged = () => isUnchanged({ path: '../policies', digest }, file);
    expect(unchanged()).toBe(true);
    writeFileSync(join(root, 'policies', 'b.yaml'), '');
    expect(unchanged()).toBe(false);
    const elsewhere = digestOfManifests(
      [{ path: '/elsewhere/policies/a.yaml', content: Buffer.from('a: 1\n') }],
      '/elsewhere/clusters/gz.yaml',
    );
    expect(elsewhere).toBe(digest);
  });
});
