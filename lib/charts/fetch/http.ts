import { EnvHttpProxyAgent, fetch, type Response } from 'undici';

/** The largest body that is read, in bytes: Helm takes no larger chart, and the index of a repository is smaller. */
const LARGEST = 100 * 1024 * 1024;

/** How long one request may take, connecting and reading included, in milliseconds. */
const PATIENCE = 120_000;

let agent: EnvHttpProxyAgent | undefined;

/** An answer of a server: any status. */
export interface HttpAnswer {
  readonly status: number;
  header(name: string): string | undefined;
  readonly body: Buffer;
}

/**
 * Reads a URL. Proxies are those of HTTP_PROXY, HTTPS_PROXY and NO_PROXY; a certificate authority of one's own is added
 * by NODE_EXTRA_CA_CERTS, as in any Node program.
 *
 * @throws {Error} whose message is a reason, when the server cannot be reached or the body is too large
 */
export async function get(url: string, headers: Readonly<Record<string, string>> = {}): Promise<HttpAnswer> {
  agent ??= new EnvHttpProxyAgent();
  try {
    const response = await fetch(url, {
      headers,
      dispatcher: agent,
      signal: AbortSignal.timeout(PATIENCE),
    });
    const body = await bodyOf(response);
    return { status: response.status, header: (name) => response.headers.get(name) ?? undefined, body };
  } catch (error) {
    throw new Error(`${url} cannot be read: ${reason(error)}`);
  }
}

/**
 * The same, of something that must be there.
 * @throws {Error} also for any status but 200
 */
export async function getExisting(
  url: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Buffer> {
  const { status, body } = await get(url, headers);
  if (status !== 200) {
    throw new Error(`${url} cannot be read: the server answers ${status}`);
  }
  return body;
}

async function bodyOf(response: Response): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of response.body ?? []) {
    size += part.length;
    if (size > LARGEST) {
      throw new Error(`it is larger than ${LARGEST / 1024 / 1024} MiB`);
    }
    parts.push(part);
  }
  return Buffer.concat(parts);
}

const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_(?:VERIFY|GET_ISSUER)/;

/** `fetch failed` says nothing; what failed is its cause. */
function reason(error: unknown): string {
  const { cause, message } = error as Error & { cause?: Error & { code?: string } };
  const problem = cause?.message || cause?.code || message;
  return CERTIFICATE.test(cause?.code ?? '')
    ? `${problem}; a certificate authority of your own is trusted when NODE_EXTRA_CA_CERTS names its file`
    : problem;
}
