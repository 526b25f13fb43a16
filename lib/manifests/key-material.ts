import type { Diagnostic } from '../diagnostics/diagnostic';
import { isObject, type JsonObject, type JsonValue } from '../json';
import { OfSharedObjects } from '../shared-objects';
import { objectName } from './object-name';

const PRIVATE_KEY = /-----BEGIN [A-Z ]*PRIVATE KEY-----/;

/** Characters of base64 that the first line of a private key takes at least. */
const SHORTEST_BASE64 = Math.floor(('-----BEGIN PRIVATE KEY-----'.length * 4) / 3);

const known = new OfSharedObjects<{ readonly field: string | undefined }>();

/**
 * Finds private keys in manifests that are about to be written and committed: a PEM private key anywhere in an object,
 * plain or base64, or a Secret with a field that by its name holds a key.
 *
 * @param remedy what to do, given the name of the object
 */
export function keyMaterial(
  manifests: readonly JsonObject[],
  remedy: (name: string) => string = () =>
    'Have the cluster make its keys, and leave them out of the manifests',
): Diagnostic[] {
  return manifests.flatMap((manifest): Diagnostic[] => {
    const { field } = known.of(manifest, () => ({ field: keyField(manifest) }));
    if (field === undefined) {
      return [];
    }
    const name = isObject(manifest.metadata) ? String(manifest.metadata.name) : '';
    return [
      {
        severity: 'error',
        rule: 'key-material',
        field: objectName(manifest),
        problem: `its field ${field} holds a private key, which would be committed to dist/ and be new at every synth`,
        remedy: remedy(name),
      },
    ];
  });
}

function keyField(manifest: JsonObject): string | undefined {
  for (const map of ['data', 'stringData']) {
    const fields = manifest[map];
    if (isObject(fields)) {
      const name = Object.keys(fields).find(
        (field) =>
          holdsPrivateKey(fields[field]) ||
          (manifest.kind === 'Secret' && /(^|[.-])keys?$/.test(field) && fields[field]),
      );
      if (name !== undefined) {
        return `${map}.${name}`;
      }
    }
  }
  return holdsPrivateKey(manifest) ? '(nested)' : undefined;
}

function holdsPrivateKey(value: JsonValue | undefined): boolean {
  if (typeof value === 'string') {
    return (
      PRIVATE_KEY.test(value) ||
      (value.length >= SHORTEST_BASE64 && PRIVATE_KEY.test(Buffer.from(value, 'base64').toString('latin1')))
    );
  }
  if (Array.isArray(value)) {
    return value.some(holdsPrivateKey);
  }
  return isObject(value) && Object.values(value).some(holdsPrivateKey);
}
