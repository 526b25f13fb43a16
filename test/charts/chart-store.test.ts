import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ChartStore, localSource } from '../../lib/charts/chart-store';
import { LOCKED_CHARTS } from '../../lib/charts/lock';
import { InputError } from '../../lib/diagnostics/diagnostic';
import { LOCKED_ARCHIVES } from '../support/charts';
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

function unreachable(): never {
  throw new Error('Could not resolve host: helm.cilium.io');
}

describe('the chart store without any chart', () => {
  test('an archive with another digest than the locked one stops the synth, wherever it comes from', () => {
    writeFileSync(join(temporary(), 'cilium-1.18.2.tgz'), 'not the chart');
    const store = new ChartStore({ directories: [temporary()], download: unreachable });
    expect(() => store.locate('cilium', '1.18.2')).toThrow(InputError);
    expect(() => store.locate('cilium', '1.18.2')).toThrow(
      /cilium-1.18.2.tgz has the SHA-256 [0-9a-f]{64}, but the lock says 39b62a72/,
    );
    const downloading = new ChartStore({
      directories: [],
      download: (_url, path) => writeFileSync(path, 'an error page'),
    });
    expect(() => downloading.locate('cilium', '1.18.2')).toThrow(/but the lock says 39b62a72/);
  });

  test('where no chart can be had, the error says where it looked, why, and how to mend it', () => {
    const store = new ChartStore({ directories: ['charts', '../elsewhere'], download: unreachable });
    expect(() => store.locate('cilium', '1.18.2')).toThrow(
      'error: no copy of the chart cilium 1.18.2 is at hand (looked in charts, ../elsewhere) and https://helm.cilium.io/cilium-1.18.2.tgz could not be fetched: Could not resolve host: helm.cilium.io. Put cilium-1.18.2.tgz into ./charts, or name its directory in TKE_CILIUM_CHARTS.',
    );
  });

  test('a cache that cannot be written is a chart that cannot be had, and the error says where else it may lie', () => {
    writeFileSync(join(temporary(), 'cache'), 'a file where the cache should be');
    const store = new ChartStore({ directories: ['charts'], download: unreachable });
    expect(() => store.locate('cilium', '1.18.2')).toThrow(
      /could not be fetched: (?:ENOTDIR|EEXIST): .*\. Put cilium-1.18.2.tgz into .\/charts, or name/,
    );
  });

  test('what lies where the archive should be and cannot be read is named', () => {
    const path = join(temporary(), 'cilium-1.18.2.tgz');
    mkdirSync(path);
    const store = new ChartStore({ directories: [temporary()], download: unreachable });
    expect(() => store.locate('cilium', '1.18.2')).toThrow(
      `error: ${path} cannot be read: EISDIR: illegal operation on a directory, read. Make it a file that can be read, or remove it.`,
    );
  });

  test('a chart that cannot be had is asked for once, and refused every time', () => {
    let downloads = 0;
    const store = new ChartStore({
      directories: [],
      download: () => {
        downloads++;
        unreachable();
      },
    });
    for (let cluster = 0; cluster < 3; cluster++) {
      expect(() => store.locate('cilium', '1.18.2')).toThrow(/could not be fetched/);
    }
    expect(downloads).toBe(1);
  });

  test('a version that is not locked is refused, with those that are', () => {
    const store = new ChartStore({ directories: [], download: unreachable });
    expect(() => store.locate('cilium', '1.17.0')).toThrow(
      /cilium 1.17.0 is not among the locked ones\. Use one of 1.18.2, 1.18.12, 1.19.6/,
    );
  });

  test('directories named in TKE_CILIUM_CHARTS come before the usual ones', () => {
    expect(localSource({ TKE_CILIUM_CHARTS: '/a:/b' }).directories).toEqual([
      '/a',
      '/b',
      'charts',
      '../shared/charts',
    ]);
    expect(localSource({}).directories).toEqual(['charts', '../shared/charts']);
  });
});

describeRequiring(LOCKED_ARCHIVES, 'the chart store with the locked charts', () => {
  test.each(LOCKED_CHARTS.map(({ version, digest }) => [version, digest]))(
    'cilium %s is found and is the published archive',
    (version, digest) => {
      expect(new ChartStore().locate('cilium', version)).toMatchObject({ version, digest });
    },
  );

  test('a downloaded chart is kept in the cache, and not fetched again', () => {
    const { path: original } = new ChartStore().locate('cilium', '1.18.2');
    let downloads = 0;
    const store = new ChartStore({
      directories: [],
      download: (url, path) => {
        expect(url).toBe('https://helm.cilium.io/cilium-1.18.2.tgz');
        downloads += 1;
        copyFileSync(original, path);
      },
    });
    const { path } = store.locate('cilium', '1.18.2');
    expect(readFileSync(path).equals(readFileSync(original))).toBe(true);
    expect(store.locate('cilium', '1.18.2').path).toBe(path);
    expect(downloads).toBe(1);
  });

  test('a copy in an earlier directory wins', () => {
    const { path: original } = new ChartStore().locate('cilium', '1.18.2');
    const [first, second] = ['first', 'second'].map((name) => join(temporary(), name));
    for (const directory of [first, second] as string[]) {
      mkdirSync(directory);
      copyFileSync(original, join(directory, 'cilium-1.18.2.tgz'));
    }
    const store = new ChartStore({ directories: [first, second] as string[], download: unreachable });
    expect(store.locate('cilium', '1.18.2').path).toBe(join(first as string, 'cilium-1.18.2.tgz'));
  });
});
