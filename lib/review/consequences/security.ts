import { isObject, type JsonValue } from '../../json';
import type { Change } from '../change';
import { inTemplate, templateField } from './workloads';

/** Fields of a pod template that decide what its containers may do to the node and to the cluster. */
const FIELDS = new Set([
  'securityContext',
  'hostNetwork',
  'hostPID',
  'hostIPC',
  'hostUsers',
  'shareProcessNamespace',
  'serviceAccountName',
  'automountServiceAccountToken',
  'runtimeClassName',
  'hostPath',
  'hostPort',
  'hostIP',
  'image',
  'procMount',
  'imagePullSecrets',
]);

const RBAC = new Set(['Role', 'ClusterRole', 'RoleBinding', 'ClusterRoleBinding']);

const GUARDS = new Set([
  'MutatingWebhookConfiguration',
  'ValidatingWebhookConfiguration',
  'ValidatingAdmissionPolicy',
  'ValidatingAdmissionPolicyBinding',
  'NetworkPolicy',
  'CiliumNetworkPolicy',
  'CiliumClusterwideNetworkPolicy',
  'Secret',
  'Certificate',
]);

/** True when the change gives or takes a right, or says what code runs. */
export function isSecurity(change: Change): boolean {
  const { object, kind, path } = change;
  if (kind === 'same' || kind === 'order' || path[0] === 'metadata') {
    return false;
  }
  if (RBAC.has(object.kind) || GUARDS.has(object.kind)) {
    return path[0] !== 'apiVersion';
  }
  if (object.kind === 'ServiceAccount') {
    return path[0] === 'automountServiceAccountToken';
  }
  if (kind === 'object') {
    const [value] = [change.after ?? change.before];
    return isObject(value) && holdsPower(value);
  }
  if (object.kind === 'ConfigMap') {
    return path[0] === 'data' && /\.sh$/.test(path[1] ?? '');
  }
  return inTemplate(change) && (templateField(change).some((step) => FIELDS.has(step)) || addsPower(change));
}

/** A field that comes or goes as a whole, and holds one of the fields: a port with a port of the host, a container. */
function addsPower({ before, after }: Change): boolean {
  return [before, after].some((value) => value !== undefined && holds(value, FIELDS));
}

/** Whether the pods of an object may do more than ordinary ones. */
function holdsPower(value: JsonValue): boolean {
  return holds(
    value,
    new Set([...FIELDS].filter((field) => field !== 'image' && field !== 'serviceAccountName')),
  );
}

function holds(value: JsonValue, fields: ReadonlySet<string>): boolean {
  if (Array.isArray(value)) {
    return value.some((item) => holds(item, fields));
  }
  return (
    isObject(value) &&
    Object.entries(value).some(([key, item]) => (fields.has(key) && item !== false) || holds(item, fields))
  );
}

/** What is worth a word about a pod template that comes: `privileged`, `hostPath /proc`, `hostPort 9879`. */
export function powersOf(value: JsonValue): string[] {
  const found = new Set<string>();
  collect(value, found);
  return [...found].sort();
}

function collect(value: JsonValue, found: Set<string>): void {
  if (Array.isArray(value)) {
    for (const item of value) {
      collect(item, found);
    }
    return;
  }
  if (!isObject(value)) {
    return;
  }
  for (const [key, item] of Object.entries(value)) {
    if (key === 'hostPath' && isObject(item)) {
      found.add(`hostPath ${item.path}`);
    } else if (key === 'hostPort' && item !== 0) {
      found.add(`hostPort ${item}`);
    } else if (['privileged', 'hostNetwork', 'hostPID', 'hostIPC'].includes(key) && item === true) {
      found.add(key);
    } else if (key === 'capabilities' && isObject(item) && Array.isArray(item.add)) {
      for (const capability of item.add) {
        found.add(`capability ${capability}`);
      }
    } else {
      collect(item, found);
    }
  }
}
