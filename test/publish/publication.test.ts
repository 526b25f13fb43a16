import { mkdirSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as fc from 'fast-check';
import { MARKER } from '../../lib/layout/layout';
import { type Disk, localDisk } from '../../lib/publish/disk';
import { removeLeftovers } from '../../lib/publish/leftovers';
import { exclusively } from '../../lib/publish/lock';
import { Publication } from '../../lib/publish/publication';
import { mortalDisk } from '../support/mortal-disk';
import { temporaryDirectory } from '../support/temporary-directory';

const temporary = temporaryDirectory();
const dist = () => join(temporary(), 'dist');

type Tree = Readonly<Record<string, string>>;

const specs = (tree: Tree) =>
  Object.entries(tree).map(([path, text]) => ({ path, content: `${MARKER}\n${text}\n` }));

function publishTree(tree: Tree, disk: Disk = localDisk) {
  removeLeftovers(dist(), disk);
  const publication = new Publication(dist(), disk);
  publication.add(specs(tree));
  return { ...publication.finish(), replaced: publication.replaced };
}

function published(): Tree {
  return Object.fromEntries(
    localDisk
      .list(dist())
      .map((path) => [path, readFileSync(join(dist(), path), 'utf8').split('\n')[1] ?? '']),
  );
}

const inode = (path: string) => statSync(join(dist(), path)).ino;

describe('the smallest directory that holds every difference is the one that is replaced', () => {
  const OLD = { 'a/x/1': '1', 'a/x/2': '2', 'a/y/3': '3', 'b/x/4': '4', '_argocd/a/5': '5' };

  test.each<[string, Tree, string]>([
    ['one file changed', { ...OLD, 'a/x/1': 'new' }, 'a/x'],
    ['two directories of one cluster changed', { ...OLD, 'a/x/1': 'new', 'a/y/3': 'new' }, 'a'],
    ['a file was added beside others', { ...OLD, 'b/x/6': '6' }, 'b/x'],
    ['a directory was added', { ...OLD, 'b/new/deep/6': '6' }, 'b/new'],
    ['a cluster was added', { ...OLD, 'c/x/6': '6' }, 'c'],
    ['two clusters changed', { ...OLD, 'a/x/1': 'new', 'b/x/4': 'new' }, ''],
    ['what is apart from a cluster changed as well', { ...OLD, 'a/x/1': 'new', '_argocd/a/5': 'new' }, ''],
  ])('%s', (_, wanted, replaced) => {
    publishTree(OLD);
    expect(publishTree(wanted).replaced).toBe(replaced);
    expect(published()).toEqual(wanted);
    expect(readdirSync(temporary())).toEqual(['dist']);
  });

  test('a directory that loses all its files goes, without a trace of it', () => {
    publishTree(OLD);
    const { 'b/x/4': _, ...left } = OLD;
    publishTree(left);
    expect(published()).toEqual(left);
    expect(readdirSync(dist())).toEqual(['_argocd', 'a']);
  });

  test('everything else is not touched; files that stay keep their content and their time within it', () => {
    publishTree(OLD);
    const before = [inode('b'), inode('a/y'), inode('a/x/2')];
    publishTree({ ...OLD, 'a/x/1': 'new' });
    expect([inode('b'), inode('a/y'), inode('a/x/2')]).toEqual(before);
  });

  test('where files cannot have two names they are copied', () => {
    publishTree(OLD);
    const copying = {
      ...localDisk,
      link: (from: string, to: string) => localDisk.write(to, localDisk.read(from)),
    };
    publishTree({ ...OLD, 'a/x/1': 'new' }, copying);
    expect(published()).toEqual({ ...OLD, 'a/x/1': 'new' });
  });
});

const PATHS = ['a/x/1', 'a/x/2', 'a/y/1', 'a/z', 'b/x/1', 'b/y', '_argocd/a/1', '_argocd/b/1'];
const tree = fc.dictionary(fc.constantFrom(...PATHS), fc.constantFrom('one', 'two'), { minKeys: 1 });

test('whatever changes into whatever, and wherever it is killed, the directory is the old one or the new one', () => {
  fc.assert(
    fc.property(tree, tree, (old, wanted) => {
      const outcomes = new Set<string>();
      for (let fatal = 1, ended = false; !ended; fatal++) {
        localDisk.remove(dist());
        publishTree(old);
        const disk = mortalDisk(fatal);
        try {
          publishTree(wanted, disk);
          ended = true;
        } catch {
          expect(disk.isDead()).toBe(true);
        }
        const found = published();
        expect([old, wanted]).toContainEqual(found);
        outcomes.add(JSON.stringify(found));
        publishTree(wanted);
        expect(published()).toEqual(wanted);
        expect(readdirSync(temporary())).toEqual(['dist']);
      }
      return outcomes.size > 0;
    }),
    { numRuns: 25 },
  );
});

describe('what the disk says of a file', () => {
  const file = () => join(temporary(), 'file');
  /** Long ago as far as the file system knows: nobody can wait for a test. */
  const later = () => jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 60_000);

  test('changes when somebody writes to it, even when size and time of the content are put back', () => {
    writeFileSync(file(), 'one');
    later();
    const before = localDisk.stamp(file());
    expect(before).toEqual(expect.any(String));
    const { atime, mtime } = statSync(file());
    writeFileSync(file(), 'two');
    utimesSync(file(), atime, mtime);
    expect(localDisk.stamp(file())).not.toBe(before);
  });

  test('is nothing while a write might leave it the same', () => {
    writeFileSync(file(), 'one');
    expect(localDisk.stamp(file())).toBeUndefined();
  });
});

describe('two synths of one directory', () => {
  test('come one after the other', async () => {
    const order: string[] = [];
    const run = (name: string, waiting: () => void) =>
      exclusively(dist(), waiting, async () => {
        order.push(`${name} begins`);
        await new Promise((done) => setTimeout(done, 20));
        order.push(`${name} ends`);
      });
    const waits: string[] = [];
    await Promise.all([run('one', () => waits.push('one')), run('two', () => waits.push('two'))]);
    expect(order).toEqual(['one begins', 'one ends', 'two begins', 'two ends']);
    expect(waits).toEqual(['two']);
    expect(readdirSync(temporary())).toEqual([]);
  });

  test.each([
    ['that was killed', '999999999'],
    ['whose lock was cut', ''],
  ])('one %s is not waited for', async (_, content) => {
    mkdirSync(dirname(dist()), { recursive: true });
    writeFileSync(join(temporary(), '.dist-lock'), content);
    await expect(
      exclusively(
        dist(),
        () => undefined,
        async () => 'done',
      ),
    ).resolves.toBe('done');
  });
});
