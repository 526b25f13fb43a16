import type { JsonObject } from '../../lib/json';
import { keyMaterial } from '../../lib/manifests/key-material';

/** Not a key: the words that a PEM file begins with are enough to be refused. */
const PEM = `-----BEGIN RSA ${'PRIVATE'} KEY-----\nnone\n-----END RSA ${'PRIVATE'} KEY-----\n`;

function object(kind: string, fields: JsonObject): JsonObject {
  return { apiVersion: 'v1', kind, metadata: { name: 'x' }, ...fields };
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

describe('private keys in manifests', () => {
  test.each<[string, JsonObject]>([
    ['a PEM key in a Secret, base64', object('Secret', { data: { 'tls.pem': base64(PEM) } })],
    ['a PEM key in a Secret, plain', object('Secret', { stringData: { x: PEM } })],
    ['a PEM key in a ConfigMap', object('ConfigMap', { data: { x: `# comment\n${PEM}` } })],
    ['a PEM key deep in any object', object('Pod', { spec: { containers: [{ env: [{ value: PEM }] }] } })],
    [
      'the shortest line that begins a key, base64 without padding',
      object('ConfigMap', { data: { x: base64(`-----BEGIN ${'PRIVATE'} KEY-----`).replace(/=+$/, '') } }),
    ],
    ['a Secret field named like a key', object('Secret', { data: { 'ca.key': base64('anything') } })],
    ['IPsec keys', object('Secret', { data: { keys: base64('3 rfc4106(gcm(aes)) 00 128') } })],
  ])('%s is found', (_name, manifest) => {
    expect(keyMaterial([manifest], (name) => `fix ${name}`)).toMatchObject([
      { severity: 'error', field: `${manifest.kind}/x`, remedy: 'fix x' },
    ]);
  });

  test.each<[string, JsonObject]>([
    ['a certificate alone', object('Secret', { data: { 'ca.crt': base64('-----BEGIN CERTIFICATE-----') } })],
    ['a Secret whose key field is empty', object('Secret', { data: { 'ca.key': '' } })],
    ['a ConfigMap with a field named like a key', object('ConfigMap', { data: { key: 'name-of-a-label' } })],
  ])('%s is none', (_name, manifest) => {
    expect(keyMaterial([manifest])).toEqual([]);
  });
});
