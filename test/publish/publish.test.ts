import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { InputError } from '../../lib/diagnostics/diagnostic';
import { type FileSpec, MARKER } from '../../lib/layout/layout';
import { localDisk } from '../../lib/publish/disk';
import { publish } from '../../lib/publish/publish';
import { mortalDisk } from '../support/mortal-disk';
import { temporaryDirectory } from '../support/temporary-directory';

const temporary = temporaryDirectory();
const dist = () => join(temporary(), 'dist');

function files(entries: Readonly<Record<string, string>>): FileSpec[] {
  return Object.entries(entries).map(([path, text]) => ({ path, content: `${MARKER}\n${text}\n` }));
}

function tree(directory: string): Record<string, string> {
  return Object.fromEntries(
    localDisk.list(directory).map((path) => [path, localDisk.read(join(directory, path))]),
  );
}

function asTree(specs: readonly FileSpec[]): Record<string, string> {
  return Object.fromEntries(specs.map(({ path, content }) => [path, content]));
}

const OLD = files({ 'gz/a.yaml': 'a', 'gz/b.yaml': 'b', 'sh/c.yaml': 'c' });
const NEW = files({ 'gz/a.yaml': 'a', 'gz/b.yaml': 'changed', 'bj/d.yaml': 'd' });

describe('publishing', () => {
  test('the first time, the directory is made', () => {
    expect(publish(OLD, dist())).toMatchObject({
      added: ['gz/a.yaml', 'gz/b.yaml', 'sh/c.yaml'],
      removed: [],
    });
    expect(tree(dist())).toEqual(asTree(OLD));
  });

  test('afterwards the directory holds the new files and nothing else, and the answer says what changed', () => {
    publish(OLD, dist());
    expect(publish(NEW, dist())).toEqual({
      added: ['bj/d.yaml'],
      changed: ['gz/b.yaml'],
      removed: ['sh/c.yaml'],
      unchanged: 1,
    });
    expect(tree(dist())).toEqual(asTree(NEW));
    expect(readdirSync(temporary())).toEqual(['dist']);
  });

  test('when nothing differs, nothing on the disk is touched', () => {
    publish(OLD, dist());
    const disk = mortalDisk(1);
    expect(publish(OLD, dist(), disk)).toMatchObject({ unchanged: 3 });
    expect(disk.changes()).toBe(0);
  });

  test('killed at any step, the directory is the old one or the new one, whole; the next synth cleans up', () => {
    const unharmed = mortalDisk(0);
    publish(OLD, dist());
    publish(NEW, dist(), unharmed);
    const outcomes = new Set<string>();
    for (let fatal = 1; fatal <= unharmed.changes(); fatal++) {
      publish(OLD, dist());
      expect(() => publish(NEW, dist(), mortalDisk(fatal))).toThrow('killed');
      const found = tree(dist());
      expect([asTree(OLD), asTree(NEW)]).toContainEqual(found);
      outcomes.add(found['bj/d.yaml'] === undefined ? 'old' : 'new');
      publish(NEW, dist());
      expect(tree(dist())).toEqual(asTree(NEW));
      publish(files({ 'x.yaml': String(fatal) }), dist());
      expect(readdirSync(temporary())).toEqual(['dist']);
    }
    expect(outcomes).toEqual(new Set(['old', 'new']));
  });

  test('what a killed synth left beside the directory is removed, unless that synth still runs', () => {
    mkdirSync(dist());
    mkdirSync(join(temporary(), '.dist-999999999'));
    mkdirSync(join(temporary(), '.dist-1'));
    publish(OLD, dist());
    expect(readdirSync(temporary())).toEqual(['.dist-1', 'dist']);
  });

  test('a file that no synth wrote stops it, and stays', () => {
    publish(OLD, dist());
    const foreign = join(dist(), 'gz/kustomization.yaml');
    mkdirSync(dirname(foreign), { recursive: true });
    writeFileSync(foreign, 'resources: []\n');
    expect(() => publish(NEW, dist())).toThrow(InputError);
    expect(() => publish(NEW, dist())).toThrow(
      /gz\/kustomization.yaml: error: this file was not written by the synth/,
    );
    expect(readFileSync(foreign, 'utf8')).toBe('resources: []\n');
    expect(existsSync(join(dist(), 'sh/c.yaml'))).toBe(true);
  });

  test.each([
    ['opened above the mark', `<<<<<<< HEAD\n${MARKER} from a\n=======\n${MARKER} from b\n>>>>>>> topic\n`],
    ['opened above a script', `<<<<<<< HEAD\n#!/bin/sh\n${MARKER}\n=======\n>>>>>>> topic\n`],
    ['opened in a script', `#!/bin/sh\n<<<<<<< HEAD\n${MARKER}\n=======\n>>>>>>> topic\n`],
    ['opened below the mark', `${MARKER}\n<<<<<<< HEAD\na\n=======\nb\n>>>>>>> topic\n`],
  ])('a merge conflict is written over: %s', (_name, content) => {
    publish(OLD, dist());
    writeFileSync(join(dist(), 'gz/a.yaml'), content);
    expect(publish(OLD, dist())).toMatchObject({ changed: ['gz/a.yaml'] });
    expect(tree(dist())).toEqual(asTree(OLD));
  });

  test.each([
    ['to nothing', 'absent'],
    ['to a file that a synth wrote', 'gz/a.yaml'],
    ['to its own directory', '..'],
  ])('a link is a file that no synth wrote, and is not followed: %s', (_name, target) => {
    publish(OLD, dist());
    symlinkSync(target, join(dist(), 'link'));
    expect(() => publish(NEW, dist())).toThrow(/dist\/link: error: this file was not written by the synth/);
    expect(readdirSync(dist())).toContain('link');
  });
});
