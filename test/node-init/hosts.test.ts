import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { temporaryDirectory } from '../support/temporary-directory';
import { callIn } from './functions';

// hosts.toml is read by containerd at every pull, so the script's own reading of it is checked on files alone.
// That pulls go where it says is shown by `npm run e2e:containerd`.

const directory = temporaryDirectory();
const MIRROR = 'https://quay.tencentcloudcr.com';
const CAPABLE = '  capabilities = ["pull", "resolve"]\n';

function write(path: string, content: string): void {
  const file = join(directory(), path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}

/** Whose the hosts.toml is that decides for a config_path below the directory. */
function owner(configPath = 'certs.d'): string {
  return callIn(directory(), `find_hosts "$PWD/${configPath}"; echo "$owner"`).trim();
}

const ADD = (configPath: string) => `find_hosts "$PWD/${configPath}"; add_hosts; echo "$?"`;
const REMOVE = (configPath: string) => `find_hosts "$PWD/${configPath}"; remove_hosts; echo "$?"`;

describe('the hosts.toml of somebody else', () => {
  test.each([
    ['same', 'names our mirror first, for both steps of a pull', `[host."${MIRROR}"]\n${CAPABLE}`],
    ['same', 'names our mirror and no capabilities, which is all', `server = "x"\n[host.'${MIRROR}']\n`],
    [
      'same',
      'has its capabilities on several lines',
      `[host."${MIRROR}"]\ncapabilities = [\n "resolve",\n 'pull']\n`,
    ],
    ['partial', 'names our mirror for pulls alone', `[host."${MIRROR}"]\n  capabilities = ['pull']\n`],
    [
      'partial',
      'names our mirror for names alone',
      `[host."${MIRROR}"]\n  capabilities = ["resolve", "push"]\n`,
    ],
    [
      'foreign',
      'names another host first',
      `[host."https://a.example"]\n${CAPABLE}[host."${MIRROR}"]\n${CAPABLE}`,
    ],
    [
      'foreign',
      'names our mirror in a comment',
      `# [host."${MIRROR}"]\n[host."https://a.example"]\n${CAPABLE}`,
    ],
    ['foreign', 'names a host that only begins like our mirror', `[host."${MIRROR}.example"]\n${CAPABLE}`],
    ['foreign', 'is empty', ''],
  ])('is %s when it %s', (wanted, _what, content) => {
    write('certs.d/quay.io/hosts.toml', content);
    expect(owner()).toBe(wanted);
  });

  test.each([
    ['ours', 'as it was written', (text: string) => text],
    ['foreign', 'with another host added', (text: string) => `${text}[host."https://a.example"]\n`],
    ['same', 'with a header added', (text: string) => `${text}  [host."${MIRROR}".header]\n    x = "y"\n`],
  ])('ours is %s %s', (wanted, _what, change) => {
    callIn(directory(), ADD('certs.d'));
    const file = join(directory(), 'certs.d/quay.io/hosts.toml');
    writeFileSync(file, change(readFileSync(file, 'utf8')));
    expect(owner()).toBe(wanted === 'foreign' ? 'same' : wanted);
  });
});

describe('a hosts.toml that is added', () => {
  test.each([
    ['where there is no directory', 'certs.d', []],
    ['where the directory of the registry is there, and empty', 'certs.d', ['certs.d/quay.io']],
    ['where two directories are missing', 'a/b', []],
    ['where config_path ends with a slash', 'certs.d/', []],
    ['where config_path has slashes too many', 'a//b//', ['a']],
    ['where config_path has a space', 'certs d', []],
  ])('goes again with what came with it, %s', (_what, configPath, directories) => {
    for (const each of directories) {
      mkdirSync(join(directory(), each), { recursive: true });
    }
    const before = callIn(directory(), 'find . -not -name error | sort');
    expect(callIn(directory(), ADD(configPath))).toBe('0\n');
    expect(owner(configPath)).toBe('ours');
    expect(callIn(directory(), ADD(configPath))).toBe('3\n');
    expect(callIn(directory(), REMOVE(configPath))).toBe('0\n');
    expect(callIn(directory(), 'rm -f hosts; find . -not -name error | sort')).toBe(before);
  });

  test.each(['directory', 'parent'])('goes again when an older script noted "made %s"', (made) => {
    write(
      'certs.d/quay.io/hosts.toml',
      `# >>> tke-cilium node-init: made ${made}\n[host."${MIRROR}"]\n${CAPABLE}`,
    );
    expect(callIn(directory(), REMOVE('certs.d'))).toBe('0\n');
    expect(existsSync(join(directory(), 'certs.d'))).toBe(made === 'directory');
  });

  test('says what containerd took from the directory by itself: CAs and client certificates', () => {
    write('certs.d/quay.io/ca.crt', 'a CA');
    write('certs.d/quay.io/client.cert', 'a certificate');
    write('certs.d/quay.io/client.key', 'its key');
    expect(callIn(directory(), ADD('certs.d'))).toBe('0\n');
    const [mark, ...lines] = readFileSync(join(directory(), 'certs.d/quay.io/hosts.toml'), 'utf8').split(
      '\n',
    );
    expect(mark).toMatch(/^# >>> tke-cilium node-init \(sum \d+ \d+\): made file$/);
    expect(lines.join('\n')).toBe(
      `ca = ["ca.crt", ]\nclient = [["client.cert", "client.key"], ]\n[host."${MIRROR}"]\n${CAPABLE}`,
    );
    expect(owner()).toBe('ours');
    expect(callIn(directory(), REMOVE('certs.d'))).toBe('0\n');
    expect(existsSync(join(directory(), 'certs.d/quay.io/ca.crt'))).toBe(true);
    expect(existsSync(join(directory(), 'certs.d/quay.io/hosts.toml'))).toBe(false);
  });

  test('is theirs once somebody changed the CAs in it', () => {
    write('certs.d/quay.io/ca.crt', 'a CA');
    callIn(directory(), ADD('certs.d'));
    const file = join(directory(), 'certs.d/quay.io/hosts.toml');
    writeFileSync(file, readFileSync(file, 'utf8').replace('ca.crt', 'other.crt'));
    expect(owner()).toBe('same');
  });
});
