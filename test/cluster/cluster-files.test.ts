import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fleetFiles, layersAround } from '../../lib/cluster/cluster-files';
import { InputError } from '../../lib/diagnostics/diagnostic';
import { temporaryDirectory } from '../support/temporary-directory';

const temporary = temporaryDirectory();

function write(...paths: readonly string[]): void {
  for (const path of paths) {
    const file = join(temporary(), path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, '');
  }
}

function found() {
  const { defaults, groups, clusters } = fleetFiles(temporary());
  const below = (path: string) => path.slice(temporary().length + 1);
  return {
    defaults: defaults && below(defaults.path),
    groups: [...groups].map(([name, { path }]) => `${name}: ${below(path)}`),
    clusters: clusters.map(({ path }) => below(path)),
  };
}

function problems(): string[] {
  try {
    fleetFiles(temporary());
    return [];
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return (error as InputError).message.replaceAll(`${temporary()}/`, '').split('\n');
  }
}

describe('the files of a directory of clusters', () => {
  test('are the layers, and the clusters of it and of all directories below', () => {
    write(
      '_defaults.yaml',
      '_groups/prod.yaml',
      '_groups/eu.yml',
      'b.yaml',
      'a.yml',
      'prod/eu/c.yaml',
      'prod/d.yaml',
    );
    write('README.md', '.swap.yaml', '.git/x.yaml');
    expect(found()).toEqual({
      defaults: '_defaults.yaml',
      groups: ['eu: _groups/eu.yml', 'prod: _groups/prod.yaml'],
      clusters: ['a.yml', 'b.yaml', 'prod/d.yaml', 'prod/eu/c.yaml'],
    });
  });

  test('a link to a directory is followed, but not in a circle', () => {
    write('a.yaml', 'elsewhere/b.yaml');
    symlinkSync('..', join(temporary(), 'elsewhere/up'));
    symlinkSync('elsewhere', join(temporary(), 'link'));
    expect(found().clusters).toContain('link/b.yaml');
  });

  test.each([
    [
      '_default.yaml',
      /^_default\.yaml: error: files that begin with "_" are layers.* Did you mean _defaults\.yaml\?$/,
    ],
    ['_group/prod.yaml', /^_group\/prod\.yaml: error: .* Did you mean _groups\/\?$/],
    [
      '_groups/eu/prod.yaml',
      /^_groups\/eu\/prod\.yaml: error: .* Move it to _groups\/<name of the group>\.yaml\.$/,
    ],
    ['prod/_groups/eu.yaml', /^prod\/_groups\/eu\.yaml: error: .* Move it to _groups/],
    ['prod/_defaults.yaml', /^prod\/_defaults\.yaml: error: .* Did you mean _defaults\.yaml\?$/],
    ['_old/gz.yaml', /^_old\/gz\.yaml: error: .* Rename it: without the underscore/],
  ])('%s is no layer', (path, expected) => {
    write('a.yaml', path);
    expect(problems()).toEqual([expect.stringMatching(expected)]);
  });

  test('one layer in two files', () => {
    write('a.yaml', '_defaults.yaml', '_defaults.yml');
    expect(problems()).toEqual([
      '_defaults.yml: error: _defaults.yaml is the same layer. Keep one of the two files.',
    ]);
  });

  test('layers without a cluster', () => {
    write('_defaults.yaml');
    expect(problems()).toEqual([expect.stringMatching(/: error: no cluster file \(\*\.yaml\) is here/)]);
  });

  test('a file that cannot be read', () => {
    write('a.yaml');
    symlinkSync('absent', join(temporary(), 'b.yaml'));
    expect(problems()).toEqual([expect.stringMatching(/^b\.yaml: error: the file cannot be read: ENOENT/)]);
  });
});

describe('the layers around a single cluster file', () => {
  test('are those of the nearest directory above it that has any', () => {
    write('_defaults.yaml', '_groups/prod.yaml', 'prod/eu/c.yaml', 'other/x.yaml');
    const { defaults, groups } = layersAround(join(temporary(), 'prod/eu/c.yaml'));
    expect(defaults?.path).toBe(join(temporary(), '_defaults.yaml'));
    expect([...groups.keys()]).toEqual(['prod']);
  });

  test('are none, where no directory above it has any', () => {
    write('c.yaml');
    expect(layersAround(join(temporary(), 'c.yaml'))).toEqual({ groups: new Map() });
  });
});
