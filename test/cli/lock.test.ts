import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ChartStore } from '../../lib/charts/chart-store';
import { sha256 } from '../../lib/charts/located-chart';
import { readLockFile } from '../../lib/charts/lock';
import { chartArchive } from '../support/chart-archive';
import { commandLine } from '../support/command-line';
import { temporaryDirectory } from '../support/temporary-directory';

const temporary = temporaryDirectory();
const ARCHIVE = chartArchive();
const DIGEST = sha256(ARCHIVE);
const file = () => join(temporary(), 'charts.lock.yaml');

beforeEach(() => {
  mkdirSync(join(temporary(), 'charts'));
  writeFileSync(join(temporary(), 'charts', 'small-1.0.0.tgz'), ARCHIVE);
  writeFileSync(join(temporary(), 'charts', 'small-1.1.0.tgz'), chartArchive({}, '1.1.0'));
});

function lock(...args: string[]) {
  const source = {
    directories: [join(temporary(), 'charts')],
    download: () => {
      throw new Error('nothing is downloaded here');
    },
  };
  const charts = async () => new ChartStore({ lock: readLockFile(file()), source });
  return commandLine(['lock', ...args], { charts });
}

describe('tke-cilium lock', () => {
  test('says what it found, and writes the lock', async () => {
    expect(await lock('1.0.0', '--chart', 'small')).toEqual({
      status: 0,
      complained: '',
      printed: `small 1.0.0 is now locked in ${file()}
  archive     charts/small-1.0.0.tgz (${ARCHIVE.length} bytes)
  SHA-256     ${DIGEST}
  not checked nobody publishes a digest for it
`,
    });
    expect(readFileSync(file(), 'utf8')).toContain(`sha256: ${DIGEST}`);
    expect((await lock('1.0.0', '--chart', 'small')).printed).toContain('small 1.0.0 is locked in');
  });

  test('lists what is locked and what is newer', async () => {
    await lock('1.0.0', '--chart', 'small');
    expect((await lock('--list', '--chart', 'small')).printed).toBe(`small, locked in ${file()}:
  1.0.0  at hand: ${temporary()}/charts/small-1.0.0.tgz
newer, and not locked:
  1.1.0  ${temporary()}/charts
`);
    expect((await lock('--list', '--chart', 'other')).printed).toBe(`other is not locked in ${file()}\n`);
  });

  test('gives machines JSON', async () => {
    const { printed } = await lock('1.0.0', '--chart', 'small', '--json');
    expect(JSON.parse(printed)).toMatchObject({
      already: false,
      chart: { version: '1.0.0', digest: DIGEST },
    });
    const listed = await lock('--list', '--chart', 'small', '--json');
    expect(JSON.parse(listed.printed)).toMatchObject({
      locked: [{ chart: { version: '1.0.0' } }],
      unread: [],
    });
  });

  test.each([
    [[], 2, 'name a version, or --list'],
    [['1.0.0', '--list'], 2, '--list takes no version'],
    [['2.0.0', '--chart', 'small'], 1, 'the archive of small 2.0.0 cannot be locked: none of'],
    [['v1.18.3', '--from', '/no/such'], 1, 'the archive of cilium 1.18.3 cannot be locked: there is no file'],
  ])('%j ends with one sentence', async (args, status, expected) => {
    const ended = await lock(...args);
    expect(ended).toMatchObject({ status, printed: '' });
    expect(ended.complained).toContain(expected);
    expect(ended.complained.trim().split('\n')).toHaveLength(1);
  });
});
