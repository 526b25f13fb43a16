import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** A server on loopback, and what was asked of it. */
export interface ChartServer {
  /** `127.0.0.1:PORT` */
  readonly host: string;
  /** `METHOD /path` of every request, in order. */
  readonly asked: readonly string[];
  close(): Promise<void>;
}

async function serve(answer: Answer, prepare: (server: Server) => void = () => {}): Promise<ChartServer> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    answer(request, response);
  });
  server.on('connect', (request) => asked.push(`CONNECT ${request.url}`));
  prepare(server);
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const { port } = server.address() as AddressInfo;
  return {
    host: `127.0.0.1:${port}`,
    asked,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}

/** Serves files by path; anything else is a 404. */
export function fileServer(files: Readonly<Record<string, string | Buffer>>): Promise<ChartServer> {
  return serve(({ url = '' }, response) => {
    const content = files[url];
    response.writeHead(content === undefined ? 404 : 200).end(content ?? 'not found');
  });
}

/** A proxy that leads every connection to one server, whatever name it asks for. */
export function proxyTo(host: string): Promise<ChartServer> {
  const [address, port] = host.split(':');
  return serve(
    (_, response) => response.writeHead(501).end(),
    (server) =>
      server.on('connect', (_, client, head) => {
        const upstream = connect(Number(port), address, () => {
          client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
          upstream.write(head);
          upstream.pipe(client).pipe(upstream);
        });
        client.on('error', () => upstream.destroy());
        upstream.on('error', () => client.destroy());
      }),
  );
}

export interface RegistryOptions {
  /** Of the chart, without a slash at either end. */
  readonly path: string;
  /** Archives by tag. */
  readonly charts: Readonly<Record<string, Buffer>>;
  /** Answers that take the place of the right ones, by path. */
  readonly instead?: Readonly<Record<string, { readonly status: number; readonly body?: string }>>;
  /** What the layer of a chart is. */
  readonly mediaType?: string;
  /** Gives nothing but to those who have an anonymous token. */
  readonly token?: string;
}

/** An OCI registry with one Helm chart in it. */
export async function registry(options: RegistryOptions): Promise<ChartServer> {
  const { path, charts, instead = {}, token } = options;
  const { mediaType = 'application/vnd.cncf.helm.chart.content.v1.tar+gzip' } = options;
  const answers = new Map<string, Buffer>();
  for (const [tag, archive] of Object.entries(charts)) {
    const digest = digestOf(archive);
    const layers = [{ mediaType, digest, size: archive.length }];
    const manifest = { schemaVersion: 2, mediaType: 'application/vnd.oci.image.manifest.v1+json', layers };
    answers.set(`/v2/${path}/manifests/${tag}`, Buffer.from(JSON.stringify(manifest)));
    answers.set(`/v2/${path}/blobs/${digest}`, archive);
  }
  answers.set(`/v2/${path}/tags/list`, Buffer.from(JSON.stringify({ tags: Object.keys(charts) })));
  const server: ChartServer = await serve((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', `http://${server.host}`);
    if (token !== undefined && pathname === '/token' && !instead[pathname]) {
      const asked = `${searchParams.get('service')} ${searchParams.get('scope')}`;
      const known = asked === `registry.test repository:${path}:pull`;
      response.writeHead(known ? 200 : 400).end(JSON.stringify({ token: known ? token : '' }));
    } else if (
      token !== undefined &&
      !instead[pathname] &&
      request.headers.authorization !== `Bearer ${token}`
    ) {
      const challenge = `Bearer realm="http://${server.host}/token",service="registry.test",scope="repository:${path}:pull"`;
      response.writeHead(401, { 'www-authenticate': challenge }).end('{}');
    } else {
      const other = instead[pathname];
      const body = answers.get(pathname);
      const status = other?.status ?? (body === undefined ? 404 : 200);
      const header = pathname.includes('/manifests/') && body && !other ? digestOf(body) : undefined;
      response
        .writeHead(status, header ? { 'docker-content-digest': header } : {})
        .end(other?.body ?? body ?? '{}');
    }
  });
  return server;
}

function digestOf(bytes: Buffer): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}
