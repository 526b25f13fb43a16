import type { ErrorObject } from 'ajv';
import type { Finding } from '../diagnostics/finding';
import { suggest } from '../diagnostics/suggest';
import type { FormName } from './forms';

type SchemaNode = { readonly description?: string; readonly examples?: readonly unknown[] };

/** Fields that belong in another file than the one in which somebody wrote them. */
const ELSEWHERE: Readonly<Record<FormName, Readonly<Record<string, string>>>> = {
  cluster: {
    ring: 'A ring is that of a group: write it in _groups/<group>.yaml, and name the group under groups',
  },
  defaults: {
    name: 'Write it in the file of the cluster: every cluster has a name of its own',
    groups: 'Write it in the files of the clusters that are in the groups',
    ring: 'A ring is that of a group: write it in _groups/<group>.yaml',
  },
  group: {
    name: 'Write it in the file of the cluster: every cluster has a name of its own',
    groups: 'Write it in the files of the clusters: a group is in no other group',
  },
};

/**
 * Turns what Ajv says of a value into findings that a person can act on: what is wrong with the value,
 * and what the definition says about the field.
 */
export function findingsFrom(errors: readonly ErrorObject[], form: FormName): Finding[] {
  const misspelt = new Set<string>();
  const unknown = errors
    .filter(({ keyword }) => keyword === 'additionalProperties')
    .map((error) => unknownField(error, form));
  for (const { path, meant } of unknown) {
    misspelt.add(JSON.stringify([...path.slice(0, -1), meant]));
  }
  const others = errors
    .filter(({ keyword }) => keyword !== 'additionalProperties')
    .map(wrongValue)
    // A misspelt field is reported once, not also as the missing one.
    .filter(({ rule, path }) => rule !== 'missing-field' || !misspelt.has(JSON.stringify(path)));
  return firstOfEachField([...unknown.map(({ finding }) => finding), ...others]);
}

/** A value of the wrong type is also not one of the words; one sentence says it. */
function firstOfEachField(findings: readonly Finding[]): Finding[] {
  const seen = new Set<string>();
  return findings.filter(({ path }) => {
    const key = JSON.stringify(path);
    return !seen.has(key) && seen.add(key);
  });
}

function unknownField(error: ErrorObject, form: FormName) {
  const name = String(error.params.additionalProperty);
  const path = [...pathOf(error), name];
  const known = Object.keys((error.parentSchema?.properties as object | undefined) ?? {});
  const elsewhere =
    path.length === 1 && Object.hasOwn(ELSEWHERE[form], name) ? ELSEWHERE[form][name] : undefined;
  const meant = elsewhere === undefined ? suggest(name, known) : undefined;
  const finding: Finding = {
    rule: 'unknown-field',
    path,
    problem: `there is no field ${quote(name)} here`,
    remedy: elsewhere ?? (meant ? `Did you mean ${quote(meant)}?` : `Known fields are ${known.join(', ')}`),
  };
  return { path, meant, finding };
}

function wrongValue(error: ErrorObject): Finding {
  const path = pathOf(error);
  const schema = (error.parentSchema ?? {}) as SchemaNode;
  const about = describe(schema);
  switch (error.keyword) {
    case 'required': {
      const name = String(error.params.missingProperty);
      const fields = error.parentSchema?.properties as Record<string, SchemaNode> | undefined;
      return {
        rule: 'missing-field',
        path: [...path, name],
        problem: `the field ${quote(name)} is missing`,
        remedy: describe(fields?.[name]) || 'Add it',
      };
    }
    case 'enum': {
      const allowed = error.params.allowedValues as string[];
      const meant = typeof error.data === 'string' ? suggest(error.data, allowed) : undefined;
      const hint = meant ? `Did you mean ${quote(meant)}? ` : '';
      return {
        rule: 'unknown-word',
        path,
        problem: `${show(error.data)} is not one of ${allowed.join(', ')}`,
        remedy: hint + about,
      };
    }
    case 'type':
      return {
        rule: 'wrong-type',
        path,
        problem: `${show(error.data)} is ${article(typeName(error.data))}, not ${article(String(error.params.type))}`,
        remedy: about || 'Correct it',
      };
    default:
      return { rule: 'bad-value', path, problem: `${show(error.data)} ${error.message}`, remedy: about };
  }
}

function describe(schema: SchemaNode | undefined): string {
  const example = schema?.examples?.[0];
  return [schema?.description, example === undefined ? undefined : `For example ${show(example)}.`]
    .filter((part) => part !== undefined)
    .join(' ');
}

function pathOf(error: ErrorObject): (string | number)[] {
  return error.instancePath
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part));
}

function typeName(value: unknown): string {
  if (value === null) {
    return 'null';
  }
  return Array.isArray(value) ? 'array' : typeof value;
}

function article(type: string): string {
  if (type === 'null') {
    return 'empty';
  }
  const name = { array: 'list', object: 'map', integer: 'whole number', bigint: 'number' }[type] ?? type;
  return `a ${name}`;
}

function quote(text: string): string {
  return JSON.stringify(text);
}

function show(value: unknown): string {
  if (typeof value === 'bigint') {
    return value.toString();
  }
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
