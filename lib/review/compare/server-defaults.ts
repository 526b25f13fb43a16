import { isObject, type JsonObject, type JsonValue } from '../../json';
import { imageName } from '../../manifests/image-name';

/**
 * Fields of a pod template that the API server fills in where they are left out (pkg/apis/core/v1/defaults.go), by
 * their path below the template; `*` is any container, and any volume.
 */
const FILLED_IN: Readonly<Record<string, JsonValue>> = {
  'spec.restartPolicy': 'Always',
  'spec.dnsPolicy': 'ClusterFirst',
  'spec.terminationGracePeriodSeconds': 30,
  'spec.schedulerName': 'default-scheduler',
  'spec.securityContext': {},
  '*.terminationMessagePath': '/dev/termination-log',
  '*.terminationMessagePolicy': 'File',
  '*.resources': {},
  '*.ports.protocol': 'TCP',
  '*.env.valueFrom.fieldRef.apiVersion': 'v1',
  '*.env.valueFrom.resourceFieldRef.divisor': '0',
  '*.probe.timeoutSeconds': 1,
  '*.probe.periodSeconds': 10,
  '*.probe.successThreshold': 1,
  '*.probe.failureThreshold': 3,
  '*.probe.httpGet.scheme': 'HTTP',
  '*.probe.httpGet.path': '/',
  'spec.volumes.hostPath.type': '',
  'spec.volumes.configMap.defaultMode': 420,
  'spec.volumes.secret.defaultMode': 420,
  'spec.volumes.projected.defaultMode': 420,
  'spec.volumes.downwardAPI.defaultMode': 420,
  'spec.volumes.downwardAPI.items.fieldRef.apiVersion': 'v1',
  'spec.volumes.projected.sources.downwardAPI.items.fieldRef.apiVersion': 'v1',
  'spec.volumes.projected.sources.serviceAccountToken.expirationSeconds': 3600,
};

/** Fields that are not stored while they have the zero value of their type; pointers such as `privileged` are. */
const ZERO_IS_ABSENT = new Set([
  'spec.hostNetwork',
  'spec.hostPID',
  'spec.hostIPC',
  'spec.nodeName',
  'spec.hostname',
  'spec.subdomain',
  'spec.priorityClassName',
  'spec.serviceAccountName',
  '*.stdin',
  '*.stdinOnce',
  '*.tty',
  '*.workingDir',
  '*.volumeMounts.readOnly',
  '*.volumeMounts.subPath',
  '*.volumeMounts.subPathExpr',
  '*.env.value',
  '*.envFrom.prefix',
  '*.ports.hostPort',
  '*.ports.hostIP',
  '*.probe.initialDelaySeconds',
]);

/** Maps of texts and amounts: an empty one is stored as none. Other empty objects are kept as they are. */
const MAPS = new Set(['labels', 'annotations', 'nodeSelector', 'matchLabels', 'limits', 'requests', 'data']);

/**
 * True when a field that is there means the same as one that is not, so that the API server stores the same pod
 * template either way.
 *
 * @param path below the pod template
 * @param beside the object that holds the field, on the side that has it
 */
export function meansAbsent(path: readonly string[], value: JsonValue, beside: JsonObject): boolean {
  if (value === null || (Array.isArray(value) && value.length === 0)) {
    return true;
  }
  const place = general(path);
  const name = path.at(-1) ?? '';
  if (isObject(value)) {
    const empty = Object.keys(value).length === 0;
    return empty && (MAPS.has(name) || isObject(FILLED_IN[place]));
  }
  if (place === '*.imagePullPolicy') {
    return value === pullPolicy(beside.image);
  }
  if (place === 'spec.serviceAccount') {
    return value === beside.serviceAccountName;
  }
  return (
    (FILLED_IN[place] !== undefined && String(FILLED_IN[place]) === String(value)) ||
    (ZERO_IS_ABSENT.has(place) && (value === false || value === '' || value === 0))
  );
}

/** The path without items, with `*` for every container and `probe` for every probe and hook. */
function general(path: readonly string[]): string {
  return path
    .filter((step) => !step.startsWith('['))
    .join('.')
    .replace(/^spec\.(?:initContainers|containers)\./, '*.')
    .replace(
      /\.(?:livenessProbe|readinessProbe|startupProbe|lifecycle\.postStart|lifecycle\.preStop)\./,
      '.probe.',
    );
}

/** Always for `latest` and for an image with neither tag nor digest. */
function pullPolicy(image: JsonValue | undefined): string {
  const { tag, digest } = imageName(String(image ?? ''));
  return tag === 'latest' || (tag === '' && digest === '') ? 'Always' : 'IfNotPresent';
}
