import { isObject, type JsonObject, type JsonValue } from '../json';
import type { ObjectBreach, ObjectRule } from './object-rules';

const NAMES = 'https://kubernetes.io/docs/concepts/overview/working-with-objects/names/';
const LABELS = 'https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/';

const SUBDOMAIN = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/;
const LABEL = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/;
const KEY_NAME = /^[A-Za-z0-9](?:[-\w.]*[A-Za-z0-9])?$/;
const LABEL_VALUE = /^(?:[A-Za-z0-9](?:[-\w.]*[A-Za-z0-9])?)?$/;
const DATA_KEY = /^[-\w.]+$/;

/** Kinds whose names are DNS names; those of RBAC are not. */
const NAMED_AS_SUBDOMAIN: ReadonlySet<string> = new Set([
  'ConfigMap',
  'CronJob',
  'DaemonSet',
  'Deployment',
  'Job',
  'PodDisruptionBudget',
  'Secret',
  'ServiceAccount',
]);
const NAMED_AS_LABEL: ReadonlySet<string> = new Set(['Namespace', 'Service']);

/** What every API server refuses in names, labels, annotations and selectors, whatever its version. */
export const METADATA_RULES: readonly ObjectRule[] = [
  {
    id: 'object-name',
    severity: 'error',
    source: NAMES,
    about: ({ metadata }) => isObject(metadata) && typeof metadata.name === 'string',
    check: ({ kind, metadata }) => {
      const name = isObject(metadata) ? String(metadata.name) : '';
      const isName =
        (!NAMED_AS_SUBDOMAIN.has(String(kind)) || (SUBDOMAIN.test(name) && name.length <= 253)) &&
        (!NAMED_AS_LABEL.has(String(kind)) || (LABEL.test(name) && name.length <= 63));
      return isName
        ? []
        : [
            {
              field: 'metadata.name',
              problem: `"${name}" is no name of a ${kind}`,
              remedy: 'Write lower case letters, digits and "-", with a letter or digit at both ends',
            },
          ];
    },
  },
  {
    id: 'label-text',
    severity: 'error',
    source: LABELS,
    about: () => true,
    check: (object) =>
      foundIn(object).labels.flatMap(({ map, field }) =>
        Object.entries(map).flatMap(([key, value]) => [
          ...keyBreach(key, `${field}.${key}`, 'label'),
          ...(typeof value !== 'string' || (LABEL_VALUE.test(value) && value.length <= 63)
            ? []
            : [
                {
                  field: `${field}.${key}`,
                  problem: `"${value}" is no value of a label`,
                  remedy:
                    'Write up to 63 letters, digits, "-", "_" and ".", with a letter or digit at both ends',
                },
              ]),
        ]),
      ),
  },
  {
    id: 'annotation-key',
    severity: 'error',
    source: NAMES.replace('names', 'annotations'),
    about: () => true,
    check: (object) =>
      foundIn(object).annotations.flatMap(({ map, field }) =>
        Object.keys(map).flatMap((key) => keyBreach(key, `${field}.${key}`, 'annotation')),
      ),
  },
  {
    id: 'data-key',
    severity: 'error',
    source: 'https://kubernetes.io/docs/concepts/configuration/configmap/#configmap-object',
    about: ({ apiVersion, kind }) => apiVersion === 'v1' && (kind === 'ConfigMap' || kind === 'Secret'),
    check: ({ data }) =>
      Object.keys(isObject(data) ? data : {})
        .filter((key) => !DATA_KEY.test(key) || key.length > 253)
        .map((key) => ({
          field: `data.${key}`,
          problem: `"${key}" is no key of a ConfigMap or Secret`,
          remedy: 'Write letters, digits, "-", "_" and "."',
        })),
  },
  {
    id: 'selector-expression',
    severity: 'error',
    source: LABELS,
    about: () => true,
    check: (object) =>
      foundIn(object).expressions.flatMap(({ expression: { operator, values }, field }) => {
        const count = Array.isArray(values) ? values.length : 0;
        const wanted = ['In', 'NotIn'].includes(String(operator))
          ? count > 0
          : !['Exists', 'DoesNotExist'].includes(String(operator)) || count === 0;
        return wanted
          ? []
          : [
              {
                field: `${field}.values`,
                problem: `the operator ${operator} ${count === 0 ? 'needs values' : 'takes no values'}`,
                remedy: count === 0 ? 'Add values, or use Exists' : 'Remove them, or use In',
              },
            ];
      }),
  },
];

/** A custom resource may mean something else by these fields: the labels of Cilium's policies have a source before them. */
function partsToRead(object: JsonObject): JsonObject {
  const [group = '', version] = String(object.apiVersion).split('/');
  const isBuiltIn = version === undefined || !group.includes('.') || group.endsWith('.k8s.io');
  return isBuiltIn || object.metadata === undefined ? object : { metadata: object.metadata };
}

function keyBreach(key: string, field: string, what: string): ObjectBreach[] {
  const parts = key.split('/');
  const [name = '', prefix] = [parts.at(-1), parts.length > 1 ? parts[0] : undefined];
  const isKey =
    parts.length <= 2 &&
    KEY_NAME.test(name) &&
    name.length <= 63 &&
    (prefix === undefined || (SUBDOMAIN.test(prefix.toLowerCase()) && prefix.length <= 253));
  return isKey
    ? []
    : [
        {
          field,
          problem: `"${key}" is no key of ${what === 'annotation' ? 'an' : 'a'} ${what}`,
          remedy: 'Write name or domain/name, the name with up to 63 letters, digits, "-", "_" and "."',
        },
      ];
}

/** What the rules ask for, wherever it is in what an API server reads as fields. */
interface Found {
  readonly labels: { readonly map: JsonObject; readonly field: string }[];
  readonly annotations: { readonly map: JsonObject; readonly field: string }[];
  readonly expressions: { readonly expression: JsonObject; readonly field: string }[];
}

const LABELS_CALLED: ReadonlySet<string> = new Set(['labels', 'matchLabels', 'nodeSelector']);

/** The text of a ConfigMap or Secret is nobody's field, and neither is the schema of a definition. */
const OPAQUE: ReadonlySet<string> = new Set(['data', 'stringData', 'binaryData', 'openAPIV3Schema']);

/** One walk through an object serves all rules. */
const walked = new WeakMap<JsonObject, Found>();

function foundIn(object: JsonObject): Found {
  const known = walked.get(object);
  if (known) {
    return known;
  }
  const found: Found = { labels: [], annotations: [], expressions: [] };
  collect(partsToRead(object), '', found);
  walked.set(object, found);
  return found;
}

function collect(value: JsonValue, field: string, found: Found): void {
  if (Array.isArray(value)) {
    for (const [index, child] of value.entries()) {
      collect(child, `${field}[${index}]`, found);
    }
    return;
  }
  if (!isObject(value)) {
    return;
  }
  for (const [name, child] of Object.entries(value)) {
    if (typeof child !== 'object' || child === null || OPAQUE.has(name)) {
      continue;
    }
    const at = field === '' ? name : `${field}.${name}`;
    if (name === 'matchExpressions' && Array.isArray(child)) {
      for (const [index, expression] of child.entries()) {
        if (isObject(expression)) {
          found.expressions.push({ expression, field: `${at}[${index}]` });
        }
      }
    } else if (isObject(child) && LABELS_CALLED.has(name)) {
      found.labels.push({ map: child, field: at });
    } else if (isObject(child) && name === 'annotations') {
      found.annotations.push({ map: child, field: at });
    }
    collect(child, at, found);
  }
}
