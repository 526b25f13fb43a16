import { readFileSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';
import { READS } from '../../lib/live/cluster-facts';
import type { Read } from '../../lib/live/cluster-reader';

interface Rule {
  readonly nonResourceURLs?: readonly string[];
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly verbs: readonly string[];
}

/** What `kubectl auth can-i` does: it makes an object that is answered, and not stored. */
const ASKING = 'create /authorization.k8s.io/selfsubjectaccessreviews/';

test('docs/preflight-rbac.yaml allows what is read and what is asked, and nothing else', () => {
  const needed = [...(Object.values(READS) as Read[]).map(permission), ASKING].sort();
  expect(allowed()).toEqual(needed);
});

function permission({ resource = '', namespace = '', name = '', path }: Read): string {
  if (path) {
    return `get ${path}`;
  }
  const [plural, ...group] = resource.split('.');
  return `${name ? 'get' : 'list'} ${namespace}/${group.join('.')}/${plural}/${name}`;
}

function allowed(): string[] {
  const roles = parseAllDocuments(readFileSync('docs/preflight-rbac.yaml', 'utf8'))
    .map((document) => document.toJS() as { metadata: { namespace?: string }; rules?: readonly Rule[] })
    .filter(({ rules }) => rules);
  return roles
    .flatMap(({ metadata, rules = [] }) =>
      rules.flatMap((rule) => permissions(rule, metadata.namespace ?? '')),
    )
    .sort();
}

function permissions(
  { nonResourceURLs, apiGroups, resources, resourceNames = [''], verbs }: Rule,
  namespace: string,
) {
  return verbs.flatMap((verb) => [
    ...(nonResourceURLs ?? []).map((path) => `${verb} ${path}`),
    ...(resources ?? []).flatMap((resource) =>
      (apiGroups ?? []).flatMap((group) =>
        resourceNames.map((name) => `${verb} ${namespace}/${group}/${resource}/${name}`),
      ),
    ),
  ]);
}
