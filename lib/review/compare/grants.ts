import { isObject, type JsonObject, type JsonValue } from '../../json';

/** A right: what, and the verb. `what` is a resource with its group, a name in it, or a URL. */
export interface Grant {
  readonly what: string;
  readonly verb: string;
}

/** True for a Role or a ClusterRole. */
export function hasRules({ apiVersion, kind }: JsonObject): boolean {
  return (
    typeof apiVersion === 'string' &&
    apiVersion.startsWith('rbac.authorization.k8s.io/') &&
    (kind === 'Role' || kind === 'ClusterRole')
  );
}

/** The rights that a list of rules gives, each once: how they are spread over rules has no meaning. */
export function grantsOf(rules: JsonValue | undefined): Map<string, Grant> {
  const grants = new Map<string, Grant>();
  for (const rule of Array.isArray(rules) ? rules : []) {
    for (const grant of isObject(rule) ? grantsOfRule(rule) : []) {
      grants.set(`${grant.what} ${grant.verb}`, grant);
    }
  }
  return grants;
}

function grantsOfRule(rule: JsonObject): Grant[] {
  const names = texts(rule.resourceNames);
  const resources = texts(rule.apiGroups).flatMap((group) =>
    texts(rule.resources).flatMap((resource) => {
      const kind = group === '' ? resource : `${resource}.${group}`;
      return names.length > 0 ? names.map((name) => `${kind} "${name}"`) : [kind];
    }),
  );
  return [...resources, ...texts(rule.nonResourceURLs)].flatMap((what) =>
    texts(rule.verbs).map((verb) => ({ what, verb })),
  );
}

function texts(value: JsonValue | undefined): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
