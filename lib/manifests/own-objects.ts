import type { OwnObject } from '../cluster/own-manifests';
import type { Diagnostic } from '../diagnostics/diagnostic';
import { isObject, type JsonObject, type JsonValue } from '../json';
import { isNamespaced, namedField, type ObjectsCheck, objectProblems, oncePerKind } from './check-objects';
import { keyMaterial } from './key-material';
import { objectKey, objectName } from './object-name';

/**
 * Checks the objects that a user wrote as all others are checked, each problem at its line: and that none of them
 * carries a secret into Git, or would be in whatever namespace is current. */
export function checkOwnObjects(own: readonly OwnObject[], check: ObjectsCheck): Diagnostic[] {
  const found = own.flatMap(({ object, place }) => [
    ...objectProblems(object, check).map((problem) => ({
      ...problem,
      field: namedField(object, problem.field),
      place: place(pathIn(object, problem.field ?? '')),
    })),
    ...[...keyMaterial([object], () => SECRET_REMEDY), ...secretValues(object)]
      .slice(0, 1)
      .map((problem) => ({ ...problem, place: place([]) })),
    ...withoutNamespace(object, check).map((problem) => ({ ...problem, place: place(['metadata']) })),
  ]);
  return oncePerKind(found);
}

const SECRET_REMEDY =
  'Have the cluster make it, or keep it outside of Git (External Secrets, Sealed Secrets), and name it only';

function secretValues(object: JsonObject): Diagnostic[] {
  const filled = [object.data, object.stringData].some((map) => isObject(map) && Object.keys(map).length > 0);
  return object.kind === 'Secret' && filled
    ? [
        {
          severity: 'error',
          rule: 'secret-values',
          field: objectName(object),
          problem: 'a Secret with values would be committed to dist/ for everybody to read',
          remedy: SECRET_REMEDY,
        },
      ]
    : [];
}

function withoutNamespace(object: JsonObject, check: ObjectsCheck): Diagnostic[] {
  const { namespace } = isObject(object.metadata) ? object.metadata : {};
  return (namespace === undefined || namespace === null) && isNamespaced(object, check)
    ? [
        {
          severity: 'error',
          rule: 'manifest-namespace',
          field: `${objectName(object)}: metadata.namespace`,
          problem: 'without a namespace it depends on who applies it where it goes, and Argo CD refuses it',
          remedy: 'Write metadata.namespace',
        },
      ]
    : [];
}

/**
 * Finds objects that a user wrote twice, or that are those of this tool as well.
 *
 * @param others the objects of this tool's own layers
 */
export function duplicateObjects(own: readonly OwnObject[], others: readonly JsonObject[]): Diagnostic[] {
  const holders = new Map<string, string>(others.map((object) => [objectKey(object), 'this tool']));
  return own.flatMap(({ object, place }): Diagnostic[] => {
    const key = objectKey(object);
    const holder = holders.get(key);
    const { file, line } = place([]);
    holders.set(key, holder ?? `${file}:${line}`);
    return holder === undefined
      ? []
      : [
          {
            severity: 'error',
            rule: 'duplicate-object',
            place: place([]),
            field: objectName(object),
            problem: `the object is there already, from ${holder}`,
            remedy:
              holder === 'this tool'
                ? 'Remove it: what the layers of this tool hold is set by fields of the cluster file and by chart values'
                : 'Keep one of the two',
          },
        ];
  });
}

/**
 * The keys that lead to a field, of the way it is written in messages. Keys may hold dots and brackets themselves, so the
 * object decides where one ends; what is not there leads as far as there is something.
 */
function pathIn(value: JsonValue, field: string): (string | number)[] {
  if (Array.isArray(value)) {
    const [whole = '', index] = /^\[(\d+)\]\.?/.exec(field) ?? [];
    const item = index === undefined ? undefined : value[Number(index)];
    return item === undefined ? [] : [Number(index), ...pathIn(item, field.slice(whole.length))];
  }
  if (!isObject(value)) {
    return [];
  }
  const [key] = Object.keys(value)
    .filter((name) => field.startsWith(name) && /^(?:$|[.[])/.test(field.slice(name.length)))
    .sort((a, b) => b.length - a.length);
  return key === undefined
    ? []
    : [key, ...pathIn(value[key] ?? null, field.slice(key.length).replace(/^\./, ''))];
}
