import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the Secret `hubble-server-certs` holds, under the names at which the DaemonSet mounts it. */
export interface HubbleCertificates {
  readonly 'client-ca.crt': string;
  readonly 'server.crt': string;
  readonly 'server.key': string;
}

/** Makes what the chart's Job makes in a cluster, whose program has no module on the Go proxy. */
export function makeHubbleCertificates(directory: string, clusterName: string): HubbleCertificates {
  mkdirSync(directory, { recursive: true });
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: directory, stdio: 'pipe' });
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  openssl(
    'req',
    '-x509',
    ...key,
    '-days',
    '1',
    '-subj',
    '/CN=Cilium CA',
    '-keyout',
    'ca.key',
    '-out',
    'ca.crt',
  );
  openssl(
    'req',
    ...key,
    '-subj',
    `/CN=*.${clusterName}.hubble-grpc.cilium.io`,
    '-keyout',
    'server.key',
    '-out',
    'csr',
  );
  writeFileSync(join(directory, 'names'), `subjectAltName=DNS:*.${clusterName}.hubble-grpc.cilium.io\n`);
  openssl(
    ...['x509', '-req', '-days', '1', '-in', 'csr', '-CA', 'ca.crt', '-CAkey', 'ca.key', '-CAcreateserial'],
    ...['-extfile', 'names', '-out', 'server.crt'],
  );
  const read = (name: string) => readFileSync(join(directory, name), 'utf8');
  return {
    'client-ca.crt': read('ca.crt'),
    'server.crt': read('server.crt'),
    'server.key': read('server.key'),
  };
}
