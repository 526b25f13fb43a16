import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { swapDirectories } from '../../lib/publish/swap';
import { temporaryDirectory } from '../support/temporary-directory';

const temporary = temporaryDirectory();

function twoDirectories(): [string, string] {
  const [a, b] = [join(temporary(), "with ' quote"), join(temporary(), '-b')];
  for (const directory of [a, b]) {
    mkdirSync(directory);
    writeFileSync(join(directory, 'name'), directory);
  }
  return [a, b];
}

describe('swapping two directories', () => {
  const path = process.env.PATH;
  afterEach(() => {
    process.env.PATH = path;
  });

  test.each([
    ['with the tools of this machine', path],
    ['by two renames where no tool can do it in one step', '/nowhere'],
  ])('%s, each is afterwards where the other was', (_name, searched) => {
    const [a, b] = twoDirectories();
    process.env.PATH = searched;
    swapDirectories(a, b);
    expect(readFileSync(join(a, 'name'), 'utf8')).toBe(b);
    expect(readFileSync(join(b, 'name'), 'utf8')).toBe(a);
  });
});
