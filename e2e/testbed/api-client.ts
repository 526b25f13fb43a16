import { Agent, request } from 'node:https';
import type { JsonObject } from '../../lib/json';

/** An answer of the API server. */
export interface Answer {
  readonly status: number;
  readonly body: JsonObject;
}

/** Talks to the API server directly, as a controller would: for what the bench plays, never for what it tests. */
export class ApiClient {
  private readonly agent: Agent;

  constructor(
    private readonly url: string,
    private readonly token: string,
    ca: string,
  ) {
    this.agent = new Agent({ ca, keepAlive: true });
  }

  /** The object, or undefined when there is none. */
  async get(path: string): Promise<JsonObject | undefined> {
    const { status, body } = await this.send('GET', path);
    return status === 404 ? undefined : body;
  }

  async list(path: string): Promise<JsonObject[]> {
    const body = await this.get(path);
    return (body?.items as JsonObject[] | undefined) ?? [];
  }

  async create(path: string, body: JsonObject): Promise<JsonObject> {
    return this.expect('POST', path, body);
  }

  async patch(path: string, body: JsonObject): Promise<JsonObject> {
    return this.expect('PATCH', path, body);
  }

  /** Deletes the object with everything it owns; one that is not there is no error. */
  async delete(path: string, options: JsonObject = { propagationPolicy: 'Background' }): Promise<void> {
    const answer = await this.send('DELETE', path, { apiVersion: 'v1', kind: 'DeleteOptions', ...options });
    if (answer.status >= 300 && answer.status !== 404) {
      throw new Error(`DELETE ${path}: ${answer.status} ${answer.body.message}`);
    }
  }

  private async expect(method: string, path: string, body: JsonObject): Promise<JsonObject> {
    const answer = await this.send(method, path, body);
    if (answer.status >= 300) {
      throw new Error(`${method} ${path}: ${answer.status} ${answer.body.message}`);
    }
    return answer.body;
  }

  send(method: string, path: string, body?: JsonObject): Promise<Answer> {
    const text = body === undefined ? '' : JSON.stringify(body);
    const headers = {
      // Node leaves it out of a DELETE, and the server takes the body for the next request.
      'content-length': String(Buffer.byteLength(text)),
      authorization: `Bearer ${this.token}`,
      accept: 'application/json',
      'content-type': method === 'PATCH' ? 'application/merge-patch+json' : 'application/json',
    };
    return new Promise((resolve, reject) => {
      const sent = request(`${this.url}${path}`, { method, headers, agent: this.agent }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const answer = Buffer.concat(chunks).toString('utf8');
          resolve({
            status: response.statusCode ?? 0,
            body: answer.startsWith('{') ? JSON.parse(answer) : { message: answer },
          });
        });
      });
      sent.on('error', reject);
      sent.end(text);
    });
  }

  close(): void {
    this.agent.destroy();
  }
}
