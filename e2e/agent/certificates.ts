import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What the Secret `hubble-server-certs` holds, under the names at which the DaemonSet mounts it. */
export interface HubbleCertificates {
  readonly 'client-ca.crt': string;
  readonly 'server.crt': string;
  readonly 'server.key': string;
}

/** A certificate and its private key, as PEM. */
export interface KeyPair {
  readonly certificate: string;
  readonly key: string;
}

/** What a certificate is made out to. */
export interface Subject {
  readonly commonName: string;
  /** DNS names and addresses; none: the common name. */
  readonly hosts?: readonly string[];
  /** As cfssl calls them, for example `server auth`. */
  readonly usage?: readonly string[];
}

const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

/** The names of the uses that the chart asks for in a certificate. */
const USAGES: Readonly<Record<string, string>> = {
  signing: 'keyUsage=digitalSignature',
  'key encipherment': 'keyUsage=keyEncipherment',
  'server auth': 'extendedKeyUsage=serverAuth',
  'client auth': 'extendedKeyUsage=clientAuth',
};

export function makeCa(commonName: string): KeyPair {
  return inDirectory((openssl, read) => {
    const subject = ['-subj', `/CN=${commonName}`];
    openssl('req', '-x509', ...NEW_KEY, '-days', '1', ...subject, '-keyout', 'ca.key', '-out', 'ca.crt');
    return { certificate: read('ca.crt'), key: read('ca.key') };
  });
}

/** A certificate that a CA signs, for a day. */
export function signedBy(ca: KeyPair, { commonName, hosts = [commonName], usage = [] }: Subject): KeyPair {
  return inDirectory((openssl, read, write) => {
    const names = hosts.map((host) => `${isIP(host) ? 'IP' : 'DNS'}:${host}`).join(',');
    write('ca.crt', ca.certificate);
    write('ca.key', ca.key);
    write('extensions', `${[`subjectAltName=${names}`, ...extensions(usage)].join('\n')}\n`);
    openssl('req', ...NEW_KEY, '-subj', `/CN=${commonName}`, '-keyout', 'key', '-out', 'csr');
    openssl(
      ...['x509', '-req', '-days', '1', '-in', 'csr', '-CA', 'ca.crt', '-CAkey', 'ca.key', '-CAcreateserial'],
      ...['-extfile', 'extensions', '-out', 'crt'],
    );
    return { certificate: read('crt'), key: read('key') };
  });
}

/** Makes what the chart's Job makes in a cluster, whose program has no module on the Go proxy. */
export function makeHubbleCertificates(clusterName: string): HubbleCertificates {
  const ca = makeCa('Cilium CA');
  const { certificate, key } = signedBy(ca, { commonName: `*.${clusterName}.hubble-grpc.cilium.io` });
  return { 'client-ca.crt': ca.certificate, 'server.crt': certificate, 'server.key': key };
}

/** One line for each extension, with all of its values. */
function extensions(usage: readonly string[]): string[] {
  const values = usage.map((one) => {
    const [extension = '', value = ''] = (USAGES[one] ?? '').split('=');
    if (value === '') {
      throw new Error(`a certificate is asked for "${one}", which this test does not know`);
    }
    return { extension, value };
  });
  return [...new Set(values.map(({ extension }) => extension))].map(
    (extension) =>
      `${extension}=${values
        .filter((one) => one.extension === extension)
        .map(({ value }) => value)
        .join(',')}`,
  );
}

function inDirectory<T>(
  make: (
    openssl: (...args: readonly string[]) => void,
    read: (name: string) => string,
    write: (name: string, text: string) => void,
  ) => T,
): T {
  const directory = mkdtempSync(join(tmpdir(), 'tke-cilium-keys-'));
  try {
    return make(
      (...args) => {
        execFileSync('openssl', args, { cwd: directory, stdio: 'pipe' });
      },
      (name) => readFileSync(join(directory, name), 'utf8'),
      (name, text) => writeFileSync(join(directory, name), text, { mode: 0o600 }),
    );
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
