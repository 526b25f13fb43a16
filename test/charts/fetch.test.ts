import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Worker } from 'node:worker_threads';
import { downloadAndWait } from '../../lib/charts/fetch/download';
import { originOf } from '../../lib/charts/fetch/origin-of';
import { sha256 } from '../../lib/charts/located-chart';
import { chartArchive } from '../support/chart-archive';
import {
  type ChartServer,
  fileServer,
  proxyTo,
  type RegistryOptions,
  registry,
} from '../support/chart-server';
import { temporaryDirectory } from '../support/temporary-directory';

const temporary = temporaryDirectory();
const ARCHIVE = chartArchive();
const DIGEST = sha256(ARCHIVE);

const servers: ChartServer[] = [];
afterEach(() => Promise.all(servers.splice(0).map((server) => server.close())));

async function files(content: Readonly<Record<string, string | Buffer>>): Promise<ChartServer> {
  const server = await fileServer(content);
  servers.push(server);
  return server;
}

function index(digest: string | undefined, url = 'small-1.0.0.tgz'): string {
  const digestLine = digest === undefined ? '' : `      digest: ${digest}\n`;
  return `apiVersion: v1\nentries:\n  small:\n    - name: small\n      version: 1.0.0\n      urls: [${url}]\n${digestLine}`;
}

describe('a directory of archives', () => {
  beforeEach(() => writeFileSync(join(temporary(), 'small-1.0.0.tgz'), ARCHIVE));
  const find = (version = '1.0.0') => originOf(temporary()).find('small', version);

  test('gives the archive, not checked where no index lies beside it', async () => {
    expect(await find()).toEqual({ archive: ARCHIVE, source: join(temporary(), 'small-1.0.0.tgz') });
  });

  test('gives the archive that the index beside it publishes, by the URL that it names', async () => {
    const url = 'https://charts.example.com/small-1.0.0.tgz';
    writeFileSync(join(temporary(), 'index.yaml'), index(DIGEST, url));
    expect(await find()).toMatchObject({ source: url, checkedWith: join(temporary(), 'index.yaml') });
  });

  test('refuses an archive that is another one than the index says', async () => {
    writeFileSync(join(temporary(), 'index.yaml'), index('0'.repeat(64)));
    await expect(find()).rejects.toThrow(
      `${temporary()}/small-1.0.0.tgz has the SHA-256 ${DIGEST}, but ${temporary()}/index.yaml says 0000`,
    );
  });

  test('has no other version, and knows which it has', async () => {
    writeFileSync(join(temporary(), 'small-v2.0.0-rc.1.tgz'), '');
    writeFileSync(join(temporary(), 'small-tools-3.0.0.tgz'), '');
    expect(await find('1.1.0')).toBeUndefined();
    expect([...(await originOf(temporary()).versions('small'))].sort()).toEqual(['1.0.0', 'v2.0.0-rc.1']);
  });
});

describe('a Helm repository', () => {
  const find = ({ host }: ChartServer, version = '1.0.0') =>
    originOf(`http://${host}/charts/`).find('small', version);

  test('gives the archive of its index, with the digest that the index publishes', async () => {
    const server = await files({ '/charts/index.yaml': index(DIGEST), '/charts/small-1.0.0.tgz': ARCHIVE });
    expect(await find(server)).toEqual({
      archive: ARCHIVE,
      source: `http://${server.host}/charts/small-1.0.0.tgz`,
      checkedWith: `http://${server.host}/charts/index.yaml`,
    });
  });

  test('takes digests with their algorithm before them, and archives of another host', async () => {
    const other = await files({ '/files/any.tgz': ARCHIVE });
    const url = `http://${other.host}/files/any.tgz`;
    const server = await files({ '/charts/index.yaml': index(`sha256:${DIGEST}`, url) });
    expect(await find(server)).toMatchObject({ source: url });
  });

  test('without a digest in its index gives an archive that is not checked', async () => {
    const server = await files({
      '/charts/index.yaml': index(undefined),
      '/charts/small-1.0.0.tgz': ARCHIVE,
    });
    expect(await find(server)).toEqual({
      archive: ARCHIVE,
      source: expect.stringContaining('small-1.0.0.tgz'),
    });
  });

  test('is refused where the archive is another one than its index says', async () => {
    const server = await files({
      '/charts/index.yaml': index('0'.repeat(64)),
      '/charts/small-1.0.0.tgz': ARCHIVE,
    });
    await expect(find(server)).rejects.toThrow(
      `has the SHA-256 ${DIGEST}, but http://${server.host}/charts/index.yaml`,
    );
  });

  test('has the versions of its index, and no other', async () => {
    const server = await files({ '/charts/index.yaml': index(DIGEST) });
    expect(await originOf(`http://${server.host}/charts`).versions('small')).toEqual(['1.0.0']);
    expect(await find(server, '2.0.0')).toBeUndefined();
    expect(await originOf(`http://${server.host}/charts`).versions('large')).toEqual([]);
  });

  test.each([
    ['has no index', {}, /index\.yaml cannot be read: the server answers 404/],
    [
      'has a page in place of its index',
      { '/charts/index.yaml': '<html>' },
      /is no index of a Helm repository/,
    ],
    [
      'has no archive',
      { '/charts/index.yaml': index(DIGEST) },
      /small-1\.0\.0\.tgz cannot be read: the server answers 404/,
    ],
  ])('that %s is an error with its address', async (_, content, expected) => {
    await expect(find(await files(content))).rejects.toThrow(expected);
  });

  test('that nobody serves is an error with the reason', async () => {
    const server = await fileServer({});
    await server.close();
    await expect(find(server)).rejects.toThrow(
      `http://${server.host}/charts/index.yaml cannot be read: connect ECONNREFUSED ${server.host}`,
    );
  });
});

describe('an OCI registry', () => {
  async function started(options: Partial<RegistryOptions> = {}): Promise<ChartServer> {
    const charts = { '1.0.0': ARCHIVE, '1.1.0_build.2': chartArchive({}, '1.1.0+build.2') };
    const server = await registry({ path: 'team/charts/small', charts, ...options });
    servers.push(server);
    return server;
  }
  const origin = ({ host }: ChartServer) => originOf(`oci://${host}/team/charts/small`);

  test('gives the chart of a tag, compared with its manifest', async () => {
    const server = await started();
    expect(await origin(server).find('small', '1.0.0')).toEqual({
      archive: ARCHIVE,
      source: `oci://${server.host}/team/charts/small`,
      checkedWith: `the manifest of oci://${server.host}/team/charts/small:1.0.0`,
    });
  });

  test('is asked with an anonymous token where it wants one, which is fetched once', async () => {
    const server = await started({ token: 'for-anybody' });
    expect(await origin(server).find('small', '1.0.0')).toMatchObject({ archive: ARCHIVE });
    expect(server.asked.filter((request) => request.startsWith('GET /token?'))).toHaveLength(1);
    expect(server.asked).toHaveLength(4);
  });

  test('has the versions of its tags, in which a plus is an underscore', async () => {
    const server = await started();
    expect(await origin(server).versions('small')).toEqual(['1.0.0', '1.1.0+build.2']);
    expect(await origin(server).find('small', '1.1.0+build.2')).toBeDefined();
    expect(await origin(server).find('small', '2.0.0')).toBeUndefined();
  });

  const blob = `/v2/team/charts/small/blobs/sha256:${DIGEST}`;
  const manifest = '/v2/team/charts/small/manifests/1.0.0';
  const token = 'for-anybody';
  test.each<[what: string, options: Partial<RegistryOptions>, expected: RegExp]>([
    [
      'gives another chart than its manifest says',
      { instead: { [blob]: { status: 200, body: 'another' } } },
      /^the chart of oci:.*:1\.0\.0 has the SHA-256 [0-9a-f]{64}, but its manifest says/,
    ],
    [
      'has something else than a chart there',
      { mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip' },
      /is no Helm chart: its manifest has no layer application\/vnd\.cncf\.helm/,
    ],
    [
      'answers with a page',
      { instead: { [manifest]: { status: 200, body: '<html>' } } },
      /something else than JSON/,
    ],
    ['is broken', { instead: { [manifest]: { status: 503 } } }, /cannot be read: the registry answers 503/],
    [
      'gives the chart to members only',
      { instead: { [manifest]: { status: 403 } } },
      /is not given to everybody \(the registry answers 403\)\. Pull the archive with helm pull, and lock it with --from FILE/,
    ],
    [
      'gives no token to anybody',
      { token, instead: { '/token': { status: 401 } } },
      /^an anonymous token for oci:.* is not given to everybody/,
    ],
  ])('that %s is an error', async (_, options, expected) => {
    const server = await started(options);
    await expect(origin(server).find('small', '1.0.0')).rejects.toThrow(expected);
  });
});

describe('where an archive comes from', () => {
  test('may be one file, or the URL of one', async () => {
    const path = join(temporary(), 'any.tgz');
    writeFileSync(path, ARCHIVE);
    expect(await originOf(path).find('small', '1.0.0')).toEqual({ archive: ARCHIVE, source: path });
    const server = await files({ '/any.tgz': ARCHIVE });
    const url = `http://${server.host}/any.tgz`;
    expect(await originOf(url).find('small', '1.0.0')).toEqual({ archive: ARCHIVE, source: url });
  });

  test.each([
    ['ftp://charts.example.com', 'is neither https://..., nor oci://REGISTRY/CHART, nor a path'],
    ['oci://quay.io', 'is neither https://..., nor oci://REGISTRY/CHART, nor a path'],
    ['no/such/place', 'there is no file or directory no/such/place'],
  ])('is not %s', (name, expected) => {
    expect(() => originOf(name)).toThrow(expected);
  });
});

describe('a download that is waited for', () => {
  /** A server of its own thread: the thread of the test waits meanwhile. */
  async function served(): Promise<{ host: string; stop: () => Promise<unknown> }> {
    const worker = new Worker(
      `const { parentPort, workerData } = require('node:worker_threads');
       const server = require('node:http').createServer((request, response) =>
         response.writeHead(request.url === '/small-1.0.0.tgz' ? 200 : 404).end(workerData));
       server.listen(0, '127.0.0.1', () => parentPort.postMessage('127.0.0.1:' + server.address().port));`,
      { eval: true, workerData: ARCHIVE },
    );
    const host = await new Promise<string>((ready) => worker.once('message', ready));
    return { host, stop: () => worker.terminate() };
  }

  test('writes the archive, or says why there is none', async () => {
    const { host, stop } = await served();
    const path = join(temporary(), 'got.tgz');
    const chart = (file: string) => ({
      name: 'small',
      version: '1.0.0',
      digest: DIGEST,
      source: `http://${host}/${file}`,
    });
    downloadAndWait(chart('small-1.0.0.tgz'), path);
    expect(readFileSync(path).equals(ARCHIVE)).toBe(true);
    expect(() => downloadAndWait(chart('none.tgz'), path)).toThrow(
      `http://${host}/none.tgz cannot be read: the server answers 404`,
    );
    await stop();
  }, 30_000);

  test('goes through the proxy of the environment', async () => {
    const server = await files({ '/small-1.0.0.tgz': ARCHIVE });
    const proxy = await proxyTo(server.host);
    servers.push(proxy);
    mkdirSync(join(temporary(), 'charts'));
    const path = join(temporary(), 'charts', 'got.tgz');
    const { NO_PROXY: _, no_proxy: __, ...environment } = process.env;
    const args = ['http://charts.example.invalid/small-1.0.0.tgz', 'small', '1.0.0', path];
    const child = spawn(
      process.execPath,
      [
        '--require',
        resolve('node_modules/tsx/dist/cjs/index.cjs'),
        'lib/charts/fetch/download-process.ts',
        ...args,
      ],
      { env: { ...environment, HTTP_PROXY: `http://${proxy.host}` }, stdio: ['ignore', 'ignore', 'pipe'] },
    );
    let complained = '';
    child.stderr.on('data', (text) => {
      complained += text;
    });
    const status = await new Promise((ended) => child.on('close', ended));
    expect({ status, complained }).toEqual({ status: 0, complained: '' });
    expect(proxy.asked).toEqual(['CONNECT charts.example.invalid:80']);
    expect(readFileSync(path).equals(ARCHIVE)).toBe(true);
  }, 30_000);
});
