import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createServer as createHttpServer, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { type AddressInfo, connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { gzipSync } from 'node:zlib';

/** The image every row pulls. It exists nowhere but here. */
export const IMAGE = 'quay.io/tke-cilium/probe:1';

const ORIGIN = 'quay.io';
const MIRROR = 'quay.tencentcloudcr.com';

/** Which registry answered a pull with the manifest. */
export type Served = 'mirror' | 'origin';

/**
 * quay.io and its mirror, served on loopback under their real names: a node's containerd reaches both through
 * a CONNECT proxy, and trusts a certificate made for this run. Nothing leaves the machine.
 */
export interface Registries {
  /** The certificate that containerd trusts (`SSL_CERT_FILE`). */
  readonly certificate: string;
  /** Opens a proxy of one node, whose pulls are then distinguishable from those of other nodes. */
  open(): Promise<NodeProxy>;
  close(): void;
}

/** The way out of one node. */
export interface NodeProxy {
  readonly url: string;
  /** While true, the mirror can't be reached. */
  mirrorDown: boolean;
  /** Registries that handed out the manifest since the last call. */
  served(): Served[];
  close(): void;
}

export async function serveRegistries(): Promise<Registries> {
  const { key, certificate } = makeCertificate();
  const byPort = new Map<number, Served[]>();
  const content = imageContent();
  const server = createHttpsServer({ key, cert: certificate }, (request, response) => {
    const path = (request.url ?? '').split('?')[0] ?? '';
    if (path === '/v2/') {
      response.writeHead(200).end('{}');
      return;
    }
    const found = content.get(path.replace('/v2/tke-cilium/probe/', ''));
    if (found === undefined) {
      response.writeHead(404, { 'content-type': 'application/json' });
      response.end('{"errors":[{"code":"NAME_UNKNOWN"}]}');
      return;
    }
    if (path.includes('/manifests/')) {
      byPort.get(request.socket.remotePort ?? 0)?.push(request.headers.host === MIRROR ? 'mirror' : 'origin');
    }
    const { type, bytes } = found;
    response.writeHead(200, {
      'content-type': type,
      'content-length': bytes.length,
      'docker-content-digest': digest(bytes),
    });
    response.end(request.method === 'HEAD' ? undefined : bytes);
  });
  const port = await listen(server);

  return {
    certificate,
    async open() {
      const log: Served[] = [];
      const sockets = new Set<Duplex>();
      const proxy = createHttpServer();
      const node: NodeProxy = {
        url: '',
        mirrorDown: false,
        served: () => log.splice(0),
        close() {
          proxy.close();
          for (const socket of sockets) {
            socket.destroy();
          }
        },
      };
      proxy.on('connect', (request, client: Duplex) => {
        sockets.add(client);
        client.on('error', () => client.destroy());
        const host = (request.url ?? '').split(':')[0];
        if ((host !== ORIGIN && host !== MIRROR) || (host === MIRROR && node.mirrorDown)) {
          client.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
          return;
        }
        const upstream = connect(port, '127.0.0.1', () => {
          byPort.set(upstream.localPort ?? 0, log);
          client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
          upstream.pipe(client).pipe(upstream);
        });
        upstream.on('error', () => client.destroy());
        client.on('close', () => upstream.destroy());
      });
      const proxyPort = await listen(proxy);
      return Object.assign(node, { url: `http://127.0.0.1:${proxyPort}` });
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

/** One key for this run. It never touches a disk. */
function makeCertificate(): { key: string; certificate: string } {
  // Through a pipe of the shell: Node hands its children sockets, and /dev/stdout can not be opened on a socket.
  const pem = execFileSync(
    '/bin/sh',
    [
      '-c',
      `openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=node-init-test \
        -addext subjectAltName=DNS:${ORIGIN},DNS:${MIRROR} -keyout /dev/stdout -out /dev/stdout 2>/dev/null | cat`,
    ],
    { encoding: 'utf8' },
  );
  const blocks = pem.match(/-----BEGIN [^-]+-----[\s\S]+?-----END [^-]+-----\n/g) ?? [];
  const of = (kind: string) => blocks.find((block) => block.includes(kind)) ?? '';
  return { key: of('PRIVATE KEY'), certificate: of('CERTIFICATE') };
}

function digest(bytes: Buffer): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

/** The image by path: a manifest, its configuration and one layer, an empty tar. */
function imageContent(): Map<string, { type: string; bytes: Buffer }> {
  const tar = Buffer.alloc(1024);
  const layer = { type: 'application/vnd.oci.image.layer.v1.tar+gzip', bytes: gzipSync(tar) };
  const config = {
    type: 'application/vnd.oci.image.config.v1+json',
    bytes: Buffer.from(
      JSON.stringify({
        architecture: process.arch === 'x64' ? 'amd64' : process.arch,
        os: 'linux',
        config: {},
        rootfs: { type: 'layers', diff_ids: [digest(tar)] },
      }),
    ),
  };
  const describe = ({ type, bytes }: { type: string; bytes: Buffer }) => ({
    mediaType: type,
    digest: digest(bytes),
    size: bytes.length,
  });
  const type = 'application/vnd.oci.image.manifest.v1+json';
  const manifest = {
    type,
    bytes: Buffer.from(
      JSON.stringify({
        schemaVersion: 2,
        mediaType: type,
        config: describe(config),
        layers: [describe(layer)],
      }),
    ),
  };
  return new Map([
    ['manifests/1', manifest],
    [`manifests/${digest(manifest.bytes)}`, manifest],
    [`blobs/${digest(config.bytes)}`, config],
    [`blobs/${digest(layer.bytes)}`, layer],
  ]);
}
