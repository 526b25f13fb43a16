import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ChartStore } from '../../lib/charts/chart-store';
import { HelmRepository } from '../../lib/charts/fetch/helm-repository';
import { listLock } from '../../lib/charts/list-lock';
import { sha256 } from '../../lib/charts/located-chart';
import { readLockFile } from '../../lib/charts/lock';
import { type LockPlaces, type LockWish, lockChart } from '../../lib/charts/lock-chart';
import { InputError } from '../../lib/diagnostics/diagnostic';
import { chartArchive } from '../support/chart-archive';
import { type ChartServer, fileServer, registry } from '../support/chart-server';
import { temporaryDirectory } from '../support/temporary-directory';

const temporary = temporaryDirectory();
const cacheHome = process.env.XDG_CACHE_HOME;
const servers: ChartServer[] = [];

beforeEach(() => {
  process.env.XDG_CACHE_HOME = join(temporary(), 'cache');
  mkdirSync(join(temporary(), 'fleet'));
  mkdirSync(join(temporary(), 'charts'));
});
afterEach(async () => {
  process.env.XDG_CACHE_HOME = cacheHome;
  if (cacheHome === undefined) {
    delete process.env.XDG_CACHE_HOME;
  }
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

const ARCHIVE = chartArchive();
const DIGEST = sha256(ARCHIVE);
const file = () => join(temporary(), 'fleet', 'charts.lock.yaml');
const text = () => readFileSync(file(), 'utf8');

function places(published?: string): LockPlaces {
  const directories = [join(temporary(), 'charts')];
  return {
    file: file(),
    directories,
    published: published === undefined ? undefined : new HelmRepository(published),
  };
}

function lock(wish: Partial<LockWish> = {}, published?: string) {
  return lockChart({ name: 'small', version: '1.0.0', ...wish }, places(published));
}

async function repository(archive: Buffer, digest: string): Promise<string> {
  const entry = `{name: small, version: 1.0.0, digest: ${digest}, urls: [small-1.0.0.tgz]}`;
  const server = await fileServer({
    '/index.yaml': `entries: {small: [${entry}]}`,
    '/small-1.0.0.tgz': archive,
  });
  servers.push(server);
  return `http://${server.host}`;
}

/** What the refusal of a promise says. */
async function refusal(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(InputError);
  return (error as InputError).message;
}

describe('locking the CRDs of the Gateway API', () => {
  const crds = (version: string) =>
    ['gateways', 'httproutes']
      .map(
        (name) => `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: ${name}.gateway.networking.k8s.io
  annotations: {gateway.networking.k8s.io/bundle-version: ${version}}
`,
      )
      .join('---\n');
  const from = () => join(temporary(), 'charts', 'crds.yaml');
  const wish = () => ({ name: 'gateway-api', version: '1.4.1', from: from() });

  test('writes an entry of a list of its own, and the store finds the file', async () => {
    writeFileSync(from(), crds('v1.4.1'));
    await lock(wish());
    expect(text()).toContain('crds:\n  - crds: gateway-api\n    version: 1.4.1\n');
    const store = new ChartStore({ lock: readLockFile(file()) });
    expect(store.locate('gateway-api', '1.4.1')).toMatchObject({ path: from() });
  });

  test.each([
    ['another version', crds('v1.5.0'), 'is gateway-api 1.5.0, and not gateway-api 1.4.1'],
    ['two versions', `${crds('v1.4.1')}---\n${crds('v1.5.0')}`, 'is no file with the CRDs of one version'],
    ['a page that says no', '<html>', 'is no file with the CRDs of one version'],
  ])('refuses %s', async (_, content, problem) => {
    writeFileSync(from(), content);
    expect(await refusal(lock(wish()))).toContain(problem);
  });
});

describe('locking a chart', () => {
  test('from a directory writes its digest, and its path as seen from the lock', async () => {
    writeFileSync(join(temporary(), 'charts', 'small-1.0.0.tgz'), ARCHIVE);
    const from = join(temporary(), 'charts');
    expect(await lock({ from })).toEqual({
      chart: { name: 'small', version: '1.0.0', digest: DIGEST, source: '../charts/small-1.0.0.tgz' },
      size: ARCHIVE.length,
      already: false,
      unchecked: `${from} publishes no digest for it`,
    });
    expect(readLockFile(file()).charts).toEqual([
      expect.objectContaining({ digest: DIGEST, source: '../charts/small-1.0.0.tgz' }),
    ]);
    expect(readdirSync(join(temporary(), 'fleet'))).toEqual(['charts.lock.yaml']);
  });

  test('from a repository keeps the archive, so that a synth need not download it', async () => {
    const url = await repository(ARCHIVE, DIGEST);
    const outcome = await lock({ from: url });
    expect(outcome).toMatchObject({
      checkedWith: `${url}/index.yaml`,
      chart: { source: `${url}/small-1.0.0.tgz` },
    });
    const source = { directories: [], download: () => fail('it lies in the cache') };
    const charts = new ChartStore({ lock: readLockFile(file()), source });
    expect(readFileSync(charts.locate('small', '1.0.0').path).equals(ARCHIVE)).toBe(true);
  });

  test('from a registry names the registry', async () => {
    const server = await registry({ path: 'charts/small', charts: { '1.0.0': ARCHIVE } });
    servers.push(server);
    const from = `oci://${server.host}/charts/small`;
    expect(await lock({ from })).toMatchObject({ chart: { source: from, digest: DIGEST } });
  });

  test('without --from takes a copy that lies about, once it is the published archive', async () => {
    writeFileSync(join(temporary(), 'charts', 'small-1.0.0.tgz'), ARCHIVE);
    const url = await repository(ARCHIVE, DIGEST);
    expect(await lock({}, url)).toMatchObject({
      chart: { source: `${url}/small-1.0.0.tgz` },
      checkedWith: `${url}/index.yaml`,
    });
  });

  test('without --from refuses a copy that is not the published archive', async () => {
    writeFileSync(join(temporary(), 'charts', 'small-1.0.0.tgz'), chartArchive({ 'values.yaml': 'a: 1\n' }));
    const url = await repository(ARCHIVE, DIGEST);
    expect(await refusal(lock({}, url))).toMatch(
      /^error: the archive of small 1\.0\.0 cannot be locked: .*charts\/small-1\.0\.0\.tgz has the SHA-256 [0-9a-f]{64}, but http:.*index\.yaml says /,
    );
    expect(existsSync(file())).toBe(false);
  });

  test('without --from and without network says that the copy was compared with nothing', async () => {
    writeFileSync(join(temporary(), 'charts', 'small-1.0.0.tgz'), ARCHIVE);
    const outcome = await lock({}, 'http://127.0.0.1:9');
    expect(outcome.chart.source).toBe('../charts/small-1.0.0.tgz');
    expect(outcome.unchecked).toMatch(/^http:\/\/127\.0\.0\.1:9\/index\.yaml cannot be read: /);
  });

  test('without --from downloads what lies nowhere', async () => {
    const url = await repository(ARCHIVE, DIGEST);
    expect(await lock({}, url)).toMatchObject({
      chart: { source: `${url}/small-1.0.0.tgz`, digest: DIGEST },
    });
  });

  test('again changes nothing', async () => {
    writeFileSync(join(temporary(), 'charts', 'small-1.0.0.tgz'), ARCHIVE);
    await lock();
    const before = text();
    expect(await lock()).toMatchObject({ already: true });
    expect(text()).toBe(before);
  });

  test('with another digest than it is locked with is refused at the line of the lock', async () => {
    const path = join(temporary(), 'charts', 'small-1.0.0.tgz');
    writeFileSync(path, ARCHIVE);
    await lock();
    const before = text();
    writeFileSync(path, chartArchive({ 'values.yaml': 'a: 1\n' }));
    expect(await refusal(lock())).toMatch(
      new RegExp(
        `^${file()}:3:5: error: small 1\\.0\\.0 is locked with the SHA-256 ${DIGEST}, and the archive from `,
      ),
    );
    expect(text()).toBe(before);
  });

  test.each([
    ['of another version', chartArchive({}, '1.0.1'), 'is the chart small 1.0.1, and not small 1.0.0'],
    [
      'of another chart',
      chartArchive({ 'Chart.yaml': 'name: other\nversion: 1.0.0\n' }),
      'is the chart other 1.0.0',
    ],
    ['that is none', Buffer.from('<html>'), 'is no archive of a Helm chart, and not small 1.0.0'],
  ])('refuses an archive %s', async (_, archive, expected) => {
    const path = join(temporary(), 'any.tgz');
    writeFileSync(path, archive);
    expect(await refusal(lock({ from: path }))).toContain(`error: ${path} ${expected}`);
    expect(existsSync(file())).toBe(false);
  });

  test('that is nowhere says where was looked, and what --from takes', async () => {
    expect(await refusal(lock())).toBe(
      `error: the archive of small 1.0.0 cannot be locked: none of ${temporary()}/charts has it. Say where it is with --from DIRECTORY, FILE, URL or oci://REGISTRY/CHART.`,
    );
  });

  test('does not touch a lock that is wrong', async () => {
    writeFileSync(file(), 'charts: [1.0.0]\n');
    expect(await refusal(lock())).toContain(`${file()}:1:10: error: the entry is no map.`);
    expect(text()).toBe('charts: [1.0.0]\n');
  });
});

describe('the list of locked charts', () => {
  const store = () =>
    new ChartStore({
      lock: readLockFile(file()),
      source: { directories: places().directories, download: () => fail('nothing is downloaded') },
    });

  test('says what is at hand, and the newest patch of every minor version that is not locked', async () => {
    for (const version of ['1.0.0', '1.0.1', '1.0.2', '1.1.0', '1.2.0-rc.1', '0.9.9']) {
      writeFileSync(join(temporary(), 'charts', `small-${version}.tgz`), chartArchive({}, version));
    }
    await lock();
    const listing = await listLock('small', store(), places());
    expect(listing).toEqual({
      locked: [
        {
          chart: expect.objectContaining({ version: '1.0.0' }),
          path: join(temporary(), 'charts', 'small-1.0.0.tgz'),
        },
      ],
      newer: ['1.0.2', '1.1.0'].map((version) => ({
        name: 'small',
        version,
        at: join(temporary(), 'charts'),
      })),
      unread: [],
    });
  });

  test('says what must be downloaded, what was changed, and what could not be looked into', async () => {
    const url = await repository(ARCHIVE, DIGEST);
    await lock({ from: url });
    writeFileSync(join(temporary(), 'charts', 'small-1.0.0.tgz'), 'another');
    const changed = await listLock('small', store(), places('http://127.0.0.1:9'));
    expect(changed.locked[0]?.problem).toMatch(/small-1\.0\.0\.tgz has the SHA-256 .*, but the lock says/);
    expect(changed.unread).toEqual([
      expect.stringMatching(/^http:\/\/127\.0\.0\.1:9\/index\.yaml cannot be read/),
    ]);
  });

  test('of a chart that is not locked lists what could be', async () => {
    writeFileSync(join(temporary(), 'charts', 'cilium-1.19.6.tgz'), '');
    writeFileSync(join(temporary(), 'charts', 'cilium-1.17.0.tgz'), '');
    expect(await listLock('cilium', store(), places())).toMatchObject({
      locked: [],
      newer: [{ version: '1.19.6' }],
    });
  });
});

function fail(reason: string): never {
  throw new Error(reason);
}
