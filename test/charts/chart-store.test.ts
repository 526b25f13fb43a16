import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ChartSource, localSource } from '../../lib/charts/chart-source';
import { ChartStore } from '../../lib/charts/chart-store';
import type { ChartLock, LockedChart } from '../../lib/charts/lock';
import { InputError } from '../../lib/diagnostics/diagnostic';
import { LOCKED_ARCHIVES, TEST_LOCK, TEST_VERSIONS, testCharts } from '../support/charts';
import { describeRequiring } from '../support/requires';
import { temporaryDirectory } from '../support/temporary-directory';

const temporary = temporaryDirectory();
const cacheHome = process.env.XDG_CACHE_HOME;

beforeEach(() => {
  process.env.XDG_CACHE_HOME = join(temporary(), 'cache');
});
afterEach(() => {
  process.env.XDG_CACHE_HOME = cacheHome;
  if (cacheHome === undefined) {
    delete process.env.XDG_CACHE_HOME;
  }
});

const ARCHIVE = 'an archive';
const CHART: LockedChart = {
  name: 'small',
  version: '1.0.0',
  digest: createHash('sha256').update(ARCHIVE).digest('hex'),
  source: 'https://charts.example.com/small-1.0.0.tgz',
};

function lockOf(...charts: readonly LockedChart[]): ChartLock {
  return { file: join(temporary(), 'charts.lock.yaml'), charts };
}

function unreachable(): never {
  throw new Error('getaddrinfo ENOTFOUND charts.example.com');
}

/** A store that looks in the temporary directory, and downloads with that function. */
function store(download: ChartSource['download'] = unreachable, chart: LockedChart = CHART): ChartStore {
  return new ChartStore({ lock: lockOf(chart), source: { directories: [temporary()], download } });
}

describe('the chart store', () => {
  test('finds an archive in the first directory that has it', () => {
    const directories = ['first', 'second'].map((name) => join(temporary(), name));
    for (const directory of directories) {
      mkdirSync(directory);
      writeFileSync(join(directory, 'small-1.0.0.tgz'), ARCHIVE);
    }
    const charts = new ChartStore({ lock: lockOf(CHART), source: { directories, download: unreachable } });
    expect(charts.locate('small', '1.0.0')).toEqual({
      name: 'small',
      version: '1.0.0',
      digest: CHART.digest,
      path: join(temporary(), 'first', 'small-1.0.0.tgz'),
    });
  });

  test('finds an archive that was locked from a path, beside the lock', () => {
    mkdirSync(join(temporary(), 'vendor'));
    writeFileSync(join(temporary(), 'vendor', 'any-name.tgz'), ARCHIVE);
    const charts = store(unreachable, { ...CHART, source: 'vendor/any-name.tgz' });
    expect(charts.locate('small', '1.0.0').path).toBe(join(temporary(), 'vendor', 'any-name.tgz'));
  });

  test('takes no archive with another digest than the locked one, wherever it comes from', () => {
    const download: ChartSource['download'] = (_, path) => writeFileSync(path, 'an error page');
    const said = /has the SHA-256 [0-9a-f]{64}, but the lock says 9e691d5a/;
    expect(() => store(download).locate('small', '1.0.0')).toThrow(said);
    writeFileSync(join(temporary(), 'small-1.0.0.tgz'), `${ARCHIVE}.`);
    expect(() => store().locate('small', '1.0.0')).toThrow(InputError);
    expect(() => store().locate('small', '1.0.0')).toThrow(said);
  });

  test('downloads once, and keeps what it downloaded in the cache', () => {
    const downloaded: LockedChart[] = [];
    const download: ChartSource['download'] = (chart, path) => {
      downloaded.push(chart);
      writeFileSync(path, ARCHIVE);
    };
    const { path } = store(download).locate('small', '1.0.0');
    expect(readFileSync(path, 'utf8')).toBe(ARCHIVE);
    expect(store(download).locate('small', '1.0.0').path).toBe(path);
    expect(downloaded).toEqual([CHART]);
    expect(readdirSync(join(temporary(), 'cache/tke-cilium/charts'))).toHaveLength(1);
  });

  test('downloads anew what is broken in the cache', () => {
    const download: ChartSource['download'] = (_, path) => writeFileSync(path, ARCHIVE);
    const { path } = store(download).locate('small', '1.0.0');
    writeFileSync(path, 'half of it');
    expect(store(download).locate('small', '1.0.0').path).toBe(path);
    expect(readFileSync(path, 'utf8')).toBe(ARCHIVE);
  });

  test('says where it looked, why it found nothing, and what to do', () => {
    expect(() => store().locate('small', '1.0.0')).toThrow(
      `error: no copy of the chart small 1.0.0 is at hand (looked in ${temporary()}), and its source gives none: getaddrinfo ENOTFOUND charts.example.com. Put small-1.0.0.tgz into ./charts, or name its directory in TKE_CILIUM_CHARTS.`,
    );
  });

  test('asks the network once for a chart that cannot be had, and refuses it every time', () => {
    let downloads = 0;
    const charts = store(() => {
      downloads++;
      unreachable();
    });
    for (let cluster = 0; cluster < 3; cluster++) {
      expect(() => charts.locate('small', '1.0.0')).toThrow(/its source gives none/);
    }
    expect(downloads).toBe(1);
  });

  test('reports a cache that cannot be written as a chart that cannot be had', () => {
    writeFileSync(join(temporary(), 'cache'), 'a file where the cache should be');
    expect(() => store().locate('small', '1.0.0')).toThrow(
      /its source gives none: (?:ENOTDIR|EEXIST): .*\. Put small-1.0.0.tgz into .\/charts, or name/,
    );
  });

  test('names what lies where the archive should be and cannot be read', () => {
    const path = join(temporary(), 'small-1.0.0.tgz');
    mkdirSync(path);
    expect(() => store().locate('small', '1.0.0')).toThrow(
      `error: ${path} cannot be read: EISDIR: illegal operation on a directory, read. Make it a file that can be read, or remove it.`,
    );
  });

  test('refuses a version that is not locked, with the command that locks it and the versions that are', () => {
    expect(() => store().locate('small', '1.1.0')).toThrow(
      `error: the chart small 1.1.0 is not locked in ${temporary()}/charts.lock.yaml. Run npx tke-cilium lock 1.1.0 --chart small, or use one of 1.0.0.`,
    );
    expect(() => store().locate('cilium', '1.18.3')).toThrow(
      `error: the chart cilium 1.18.3 is not locked in ${temporary()}/charts.lock.yaml. Run npx tke-cilium lock 1.18.3.`,
    );
  });

  test('looks in the directories of TKE_CILIUM_CHARTS before the usual ones', () => {
    const directories = ['charts', '../shared/charts'];
    expect(localSource({ TKE_CILIUM_CHARTS: '/a:/b' }).directories).toEqual(['/a', '/b', ...directories]);
    expect(localSource({}).directories).toEqual(directories);
  });
});

describeRequiring(LOCKED_ARCHIVES, 'the chart store with the locked charts', () => {
  test.each(TEST_VERSIONS)('finds Cilium %s, the published archive', (version) => {
    const locked = TEST_LOCK.charts.find((chart) => chart.version === version);
    expect(testCharts.locate('cilium', version)).toMatchObject({ version, digest: locked?.digest });
  });

  test('refuses an archive with one byte changed', () => {
    const copy = join(temporary(), 'cilium-1.18.2.tgz');
    copyFileSync(testCharts.locate('cilium', '1.18.2').path, copy);
    const bytes = readFileSync(copy);
    bytes[1000] = (bytes[1000] ?? 0) ^ 1;
    writeFileSync(copy, bytes);
    const source = { directories: [temporary()], download: unreachable };
    expect(() => new ChartStore({ lock: TEST_LOCK, source }).locate('cilium', '1.18.2')).toThrow(
      /has the SHA-256 [0-9a-f]{64}, but the lock says 39b62a72/,
    );
  });
});
