import type { ObjectType, TypeExpression } from '../../lib/manifests/type-expression';

type Types = Readonly<Record<string, TypeExpression>>;

/**
 * Gives a name to every object type that is spelt out more than once: an ApplicationSet holds the template of an
 * Application in each of its generators, and in the generators within those.
 */
export function shareTypes(types: Types): Types {
  const seen = new Map<string, number>();
  for (const type of Object.values(types)) {
    count(type, seen);
  }
  const named = new Map<string, string>();
  const shared: Record<string, TypeExpression> = {};
  const replace = (type: TypeExpression, hint: string): TypeExpression => {
    if (typeof type === 'string') {
      return type;
    }
    if ('listOf' in type || 'mapOf' in type) {
      const [sign, inner] = 'listOf' in type ? ['[', type.listOf] : ['{', type.mapOf];
      const replaced = replace(inner, hint);
      return typeof replaced === 'string'
        ? `${sign}${replaced}`
        : sign === '['
          ? { listOf: replaced }
          : { mapOf: replaced };
    }
    const key = JSON.stringify(type);
    const known = named.get(key);
    if (known !== undefined) {
      return `:${known}`;
    }
    if ((seen.get(key) ?? 0) < 2) {
      return withFields(type, replace);
    }
    const name = [hint, ...Array.from({ length: 99 }, (_, index) => `${hint}${index + 2}`)].find(
      (one) => !(one in shared),
    );
    named.set(key, name ?? hint);
    shared[name ?? hint] = withFields(type, replace);
    return `:${name}`;
  };
  const roots = Object.entries(types).map(([name, type]): [string, TypeExpression] => [
    name,
    typeof type === 'object' && 'fields' in type ? withFields(type, replace) : type,
  ]);
  return { ...Object.fromEntries(roots), ...shared };
}

function withFields(
  type: ObjectType,
  replace: (type: TypeExpression, hint: string) => TypeExpression,
): ObjectType {
  const fields = Object.entries(type.fields).map(([name, field]) => [name, replace(field, name)]);
  return { ...type, fields: Object.fromEntries(fields) };
}

function count(type: TypeExpression, seen: Map<string, number>): void {
  if (typeof type === 'string') {
    return;
  }
  if ('listOf' in type) {
    count(type.listOf, seen);
  } else if ('mapOf' in type) {
    count(type.mapOf, seen);
  } else {
    const key = JSON.stringify(type);
    const times = (seen.get(key) ?? 0) + 1;
    seen.set(key, times);
    if (times === 1) {
      for (const field of Object.values(type.fields)) {
        count(field, seen);
      }
    }
  }
}
