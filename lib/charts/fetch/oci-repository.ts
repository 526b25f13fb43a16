import { isObject, type JsonObject } from '../../json';
import { get, type HttpAnswer } from './http';
import type { FoundArchive, Origin } from './origin';
import { requireDigest } from './repository-index';

/** Media types of a chart in an OCI registry (https://helm.sh/docs/topics/registries/#oci-feature-support). */
const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
const CHART_LAYER = 'application/vnd.cncf.helm.chart.content.v1.tar+gzip';

/** Registries on the machine itself speak plain HTTP, as container tools take for granted. */
const LOOPBACK = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])(?::\d+)?$/;

/**
 * A chart in an OCI registry, `oci://registry/path/of/chart`, read without logging in
 * (https://github.com/opencontainers/distribution-spec/blob/main/spec.md).
 */
export class OciRepository implements Origin {
  private readonly registry: string;
  private readonly path: string;
  private token: string | undefined;

  /** @param name its `oci://` URL, the chart's own name at its end */
  constructor(readonly name: string) {
    const [, host = '', path = ''] = /^oci:\/\/([^/]+)\/(.+?)\/?$/.exec(name) ?? [];
    this.registry = `${LOOPBACK.test(host) ? 'http' : 'https'}://${host}/v2`;
    this.path = path;
  }

  async find(_chart: string, version: string): Promise<FoundArchive | undefined> {
    const reference = `${this.name}:${version}`;
    const answer = await this.read(`manifests/${tagOf(version)}`, { accept: MANIFEST });
    if (answer.status === 404) {
      return undefined;
    }
    const manifest = jsonOf(answer, reference);
    const digest = answer.header('docker-content-digest');
    if (digest?.startsWith('sha256:')) {
      requireDigest(
        answer.body,
        digest.slice('sha256:'.length),
        `the manifest of ${reference}`,
        'the registry',
      );
    }
    const layers = Array.isArray(manifest.layers) ? manifest.layers.filter(isObject) : [];
    const layer = layers.find(({ mediaType }) => mediaType === CHART_LAYER);
    const [, sha256] = /^sha256:([0-9a-f]{64})$/.exec(String(layer?.digest)) ?? [];
    if (sha256 === undefined) {
      throw new Error(
        `${reference} is no Helm chart: its manifest has no layer ${CHART_LAYER} with a SHA-256`,
      );
    }
    const archive = expectOk(await this.read(`blobs/sha256:${sha256}`), `the chart of ${reference}`).body;
    requireDigest(archive, sha256, `the chart of ${reference}`, 'its manifest');
    return { archive, source: this.name, checkedWith: `the manifest of ${reference}` };
  }

  async versions(): Promise<readonly string[]> {
    const { tags } = jsonOf(await this.read('tags/list'), `the list of tags of ${this.name}`);
    return (Array.isArray(tags) ? tags : []).map((tag) => String(tag).replaceAll('_', '+'));
  }

  /** A registry that wants a token says where one is given; anonymous ones are given to anybody. */
  private async read(what: string, headers: Readonly<Record<string, string>> = {}): Promise<HttpAnswer> {
    const url = `${this.registry}/${this.path}/${what}`;
    const ask = () => get(url, { ...headers, ...(this.token && { authorization: `Bearer ${this.token}` }) });
    const answer = await ask();
    const challenge = answer.status === 401 ? answer.header('www-authenticate') : undefined;
    if (challenge === undefined || this.token !== undefined) {
      return answer;
    }
    this.token = await anonymousToken(challenge, this.name);
    return ask();
  }
}

/** A tag may hold no `+`, so Helm writes `_` for it. */
function tagOf(version: string): string {
  return version.replaceAll('+', '_');
}

/** https://distribution.github.io/distribution/spec/auth/token/ */
async function anonymousToken(challenge: string, name: string): Promise<string> {
  const parameters = new Map(
    [...challenge.matchAll(/(\w+)="([^"]*)"/g)].map(([, key = '', value = '']): [string, string] => [
      key,
      value,
    ]),
  );
  const realm = parameters.get('realm');
  if (!/^bearer /i.test(challenge) || realm === undefined || !URL.canParse(realm)) {
    throw new Error(`${name} wants a login. ${PULL_BY_HAND}`);
  }
  const url = new URL(realm);
  for (const key of ['service', 'scope']) {
    const value = parameters.get(key);
    if (value !== undefined) {
      url.searchParams.set(key, value);
    }
  }
  const { token, access_token: accessToken } = jsonOf(await get(url.href), `an anonymous token for ${name}`);
  const given = token ?? accessToken;
  if (typeof given !== 'string' || given === '') {
    throw new Error(`${name} wants a login. ${PULL_BY_HAND}`);
  }
  return given;
}

const PULL_BY_HAND = 'Pull the archive with helm pull, and lock it with --from FILE';

function expectOk(answer: HttpAnswer, what: string): HttpAnswer {
  if (answer.status === 401 || answer.status === 403) {
    throw new Error(
      `${what} is not given to everybody (the registry answers ${answer.status}). ${PULL_BY_HAND}`,
    );
  }
  if (answer.status !== 200) {
    throw new Error(`${what} cannot be read: the registry answers ${answer.status}`);
  }
  return answer;
}

function jsonOf(answer: HttpAnswer, what: string): JsonObject {
  const { body } = expectOk(answer, what);
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    if (isObject(value)) {
      return value;
    }
  } catch {
    // The error is the one below.
  }
  throw new Error(`${what} cannot be read: the registry answers with something else than JSON`);
}
