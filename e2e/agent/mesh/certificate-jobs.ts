import { parse } from 'yaml';
import { isObject, type JsonObject } from '../../../lib/json';
import type { ApiClient } from '../../testbed/api-client';
import { type KeyPair, makeCa, type Subject, signedBy } from '../certificates';

const NAMESPACE = '/api/v1/namespaces/kube-system';
const SECRETS = `${NAMESPACE}/secrets`;
const JOBS = '/apis/batch/v1/namespaces/kube-system/jobs';

/** One of the certificates that the configuration of a Job asks for. */
interface Wanted extends Omit<Subject, 'hosts'> {
  readonly name: string;
  readonly hosts?: readonly string[];
}

/**
 * Plays the program of the certificate Jobs, which has no module on the Go proxy: by the configuration that the Jobs of
 * the cluster give it, with openssl.
 */
export class CertificateJobs {
  private readonly done = new Set<string>();

  constructor(private readonly api: ApiClient) {}

  /** Runs the Jobs that have not run yet: their names. */
  async run(): Promise<readonly string[]> {
    const names: string[] = [];
    for (const job of await this.api.list(JOBS)) {
      const { uid, name } = job.metadata as Record<string, string>;
      if (uid !== undefined && name !== undefined && !this.done.has(uid)) {
        this.done.add(uid);
        await this.runJob(job);
        await this.api.patch(`${JOBS}/${name}/status`, { status: completed() });
        names.push(name);
      }
    }
    return names;
  }

  /** The certificate and key of the CA, which the first Job makes where there is none. */
  async ca(): Promise<KeyPair> {
    const secret = await this.api.get(`${SECRETS}/cilium-ca`);
    if (secret) {
      return { certificate: textOf(secret, 'ca.crt'), key: textOf(secret, 'ca.key') };
    }
    const ca = makeCa('Cilium CA');
    await this.store('cilium-ca', 'Opaque', { 'ca.crt': ca.certificate, 'ca.key': ca.key });
    return ca;
  }

  /** The certificates that this cluster made of one Secret: its CA as the Secret says it, and the certificate. */
  async certificate(name: string): Promise<{ readonly ca: string; readonly certificate: string }> {
    const secret = await this.api.get(`${SECRETS}/${name}`);
    if (secret === undefined) {
      throw new Error(`there is no Secret ${name}`);
    }
    return { ca: textOf(secret, 'ca.crt'), certificate: textOf(secret, 'tls.crt') };
  }

  private async runJob(job: JsonObject): Promise<void> {
    const ca = await this.ca();
    for (const { name, ...subject } of wantedBy(job)) {
      const { certificate, key } = signedBy(ca, subject);
      await this.store(name, 'kubernetes.io/tls', {
        'ca.crt': ca.certificate,
        'tls.crt': certificate,
        'tls.key': key,
      });
    }
  }

  private async store(name: string, type: string, files: Readonly<Record<string, string>>): Promise<void> {
    const data = Object.fromEntries(
      Object.entries(files).map(([key, text]) => [key, Buffer.from(text).toString('base64')]),
    );
    const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name }, type, data };
    if (await this.api.get(`${SECRETS}/${name}`)) {
      await this.api.patch(`${SECRETS}/${name}`, { data });
    } else {
      await this.api.create(SECRETS, secret);
    }
  }
}

/** What the controller of Jobs writes into one whose pod has ended well. */
function completed(): JsonObject {
  const now = new Date().toISOString().replace(/\.\d+Z$/, 'Z');
  const condition = { status: 'True', lastProbeTime: now, lastTransitionTime: now };
  return {
    startTime: now,
    completionTime: now,
    succeeded: 1,
    conditions: [
      { type: 'SuccessCriteriaMet', ...condition },
      { type: 'Complete', ...condition },
    ],
  };
}

function wantedBy(job: JsonObject): Wanted[] {
  const { spec } = job.spec && isObject(job.spec) ? (job.spec.template as JsonObject) : { spec: {} };
  const [container] = ((spec as JsonObject).containers ?? []) as JsonObject[];
  const env = (container?.env ?? []) as { name: string; value?: string }[];
  const { value } = env.find(({ name }) => name === 'CILIUM_CERTGEN_CONFIG') ?? {};
  if (value === undefined) {
    throw new Error('a certificate Job has no configuration');
  }
  return (parse(value) as { certs: Wanted[] }).certs;
}

function textOf({ data }: JsonObject, key: string): string {
  return Buffer.from((data as Record<string, string>)[key] ?? '', 'base64').toString();
}
