import { isObject, type JsonObject, type JsonValue } from '../json';
import { mapsIn, NODE_PORTS, type ObjectBreach, type ObjectRule } from './object-rules';
import { quantityOf } from './quantity';

const PODS = 'https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/';
const WORKLOADS = 'https://kubernetes.io/docs/concepts/workloads/controllers/';

/** A pod as an object has it. */
interface Pod {
  readonly spec: JsonObject;
  readonly field: string;
}

/** Lists whose items an API server tells apart by these fields, and refuses two with the same. */
const KEYS: Readonly<Record<string, readonly string[]>> = {
  env: ['name'],
  volumeMounts: ['mountPath'],
  ports: ['containerPort', 'protocol'],
};
const POD_KEYS: Readonly<Record<string, readonly string[]>> = {
  containers: ['name'],
  initContainers: ['name'],
  volumes: ['name'],
};

/** What every API server refuses in pods, and in what makes them. */
export const POD_RULES: readonly ObjectRule[] = [
  {
    id: 'list-item-twice',
    severity: 'error',
    source: 'https://kubernetes.io/docs/reference/using-api/server-side-apply/#merge-strategy',
    about: () => true,
    check: (object) =>
      inPod(object, (pod) => [
        ...Object.entries(POD_KEYS).flatMap(([list, keys]) =>
          twice(pod.spec[list], `${pod.field}.${list}`, keys),
        ),
        ...containersOf(pod).flatMap(({ container, field }) =>
          Object.entries(KEYS).flatMap(([list, keys]) => twice(container[list], `${field}.${list}`, keys)),
        ),
      ]),
  },
  {
    id: 'volume-missing',
    severity: 'error',
    source: PODS,
    wholeObjectsOnly: true,
    about: () => true,
    check: (object) =>
      inPod(object, (pod) => {
        const volumes = new Set(mapsIn(pod.spec.volumes).map(({ item }) => item.name));
        return containersOf(pod).flatMap(({ container, field }) =>
          mapsIn(container.volumeMounts)
            .filter(({ item }) => !volumes.has(item.name))
            .map(({ item, index }) => ({
              field: `${field}.volumeMounts[${index}].name`,
              problem: `the pod has no volume "${item.name}"`,
              remedy: 'Add the volume, or remove the mount',
            })),
        );
      }),
  },
  {
    id: 'request-over-limit',
    severity: 'error',
    source: 'https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/',
    about: () => true,
    check: (object) => inPod(object, (pod) => containersOf(pod).flatMap(requestsOverLimits)),
  },
  {
    id: 'toleration-contradicts',
    severity: 'error',
    source: 'https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/',
    about: () => true,
    check: (object) =>
      inPod(object, ({ spec, field }) =>
        mapsIn(spec.tolerations).flatMap(({ item, index }) =>
          tolerationBreaches(item, `${field}.tolerations[${index}]`),
        ),
      ),
  },
  {
    id: 'rollout-stands-still',
    severity: 'error',
    source: WORKLOADS,
    about: ({ kind }) => kind === 'DaemonSet' || kind === 'Deployment',
    check: ({ kind, spec }) =>
      isObject(spec) ? rolloutBreaches(spec, kind === 'DaemonSet' ? 'updateStrategy' : 'strategy') : [],
  },
  {
    id: 'selector-misses-pods',
    severity: 'error',
    source: WORKLOADS,
    wholeObjectsOnly: true,
    about: ({ kind }) => kind === 'DaemonSet' || kind === 'Deployment',
    check: ({ spec }) => {
      const { selector, template } = isObject(spec) ? spec : {};
      const labels = isObject(template) && isObject(template.metadata) ? template.metadata.labels : undefined;
      return Object.entries(isObject(selector) && isObject(selector.matchLabels) ? selector.matchLabels : {})
        .filter(([key, value]) => !isObject(labels) || labels[key] !== value)
        .map(([key, value]) => ({
          field: 'spec.template.metadata.labels',
          problem: `the selector wants ${key}: ${value}, which the pods do not have`,
          remedy: 'Remove the label of the pods that takes its place',
        }));
    },
  },
  {
    id: 'node-port-range',
    severity: 'warning',
    source: 'https://kubernetes.io/docs/concepts/services-networking/service/#type-nodeport',
    about: ({ apiVersion, kind }) => apiVersion === 'v1' && kind === 'Service',
    check: ({ spec }) =>
      mapsIn(isObject(spec) ? spec.ports : undefined)
        .filter(
          ({ item: { nodePort } }) =>
            typeof nodePort === 'number' &&
            nodePort !== 0 &&
            (nodePort < NODE_PORTS.first || nodePort > NODE_PORTS.last),
        )
        .map(({ item, index }) => ({
          field: `spec.ports[${index}].nodePort`,
          problem: `${item.nodePort} is not among the ports from ${NODE_PORTS.first} to ${NODE_PORTS.last} that an API server gives to Services by default`,
          remedy: 'Choose one of them, or acknowledge this where the cluster has another range',
        })),
  },
];

function podOf({ kind, spec }: JsonObject): Pod | undefined {
  if (!isObject(spec)) {
    return undefined;
  }
  const job = kind === 'CronJob' && isObject(spec.jobTemplate) ? spec.jobTemplate.spec : undefined;
  const above = isObject(job) ? job : spec;
  const template = ['CronJob', 'DaemonSet', 'Deployment', 'Job'].includes(String(kind))
    ? above.template
    : undefined;
  return isObject(template) && isObject(template.spec)
    ? { spec: template.spec, field: `${isObject(job) ? 'spec.jobTemplate.' : ''}spec.template.spec` }
    : undefined;
}

function inPod(object: JsonObject, check: (pod: Pod) => ObjectBreach[]): ObjectBreach[] {
  const pod = podOf(object);
  return pod ? check(pod) : [];
}

function containersOf({ spec, field }: Pod): { container: JsonObject; field: string }[] {
  return ['initContainers', 'containers'].flatMap((list) =>
    mapsIn(spec[list]).map(({ item, index }) => ({ container: item, field: `${field}.${list}[${index}]` })),
  );
}

function twice(list: JsonValue | undefined, field: string, keys: readonly string[]): ObjectBreach[] {
  const said = mapsIn(list).map(({ item }) =>
    JSON.stringify(keys.map((key) => item[key] ?? (key === 'protocol' ? 'TCP' : null))),
  );
  return mapsIn(list)
    .filter((_, position) => said.indexOf(said[position] ?? '') < position)
    .map(({ item, index }) => ({
      field: `${field}[${index}]`,
      problem: `another one has the same ${keys.map((key) => `${key} ${JSON.stringify(item[key] ?? 'TCP')}`).join(' and ')}`,
      remedy: 'Remove one of the two',
    }));
}

function requestsOverLimits({ container, field }: { container: JsonObject; field: string }): ObjectBreach[] {
  const { requests, limits } = isObject(container.resources) ? container.resources : {};
  return Object.entries(isObject(requests) ? requests : {}).flatMap(([resource, request]) => {
    const limit = isObject(limits) ? limits[resource] : undefined;
    const [asked, most] = [quantityOf(request), quantityOf(limit)];
    return asked !== undefined && most !== undefined && asked > most
      ? [
          {
            field: `${field}.resources.requests.${resource}`,
            problem: `${request} is more than the limit, ${limit}`,
            remedy: 'Raise the limit, or lower the request',
          },
        ]
      : [];
  });
}

function tolerationBreaches(toleration: JsonObject, field: string): ObjectBreach[] {
  const { key, operator = 'Equal', value, effect, tolerationSeconds } = toleration;
  const breach = (problem: string, remedy: string) => [{ field, problem, remedy }];
  return [
    ...(operator === 'Exists' && value !== undefined && value !== null && value !== ''
      ? breach('the operator Exists takes no value', 'Remove the value, or use Equal')
      : []),
    ...((key === undefined || key === null || key === '') && operator === 'Equal'
      ? breach('without a key the operator must be Exists', 'Add the key')
      : []),
    ...(tolerationSeconds !== undefined && tolerationSeconds !== null && effect !== 'NoExecute'
      ? breach('tolerationSeconds is for the effect NoExecute only', 'Remove tolerationSeconds')
      : []),
  ];
}

function rolloutBreaches(spec: JsonObject, strategy: string): ObjectBreach[] {
  const { rollingUpdate } = isObject(spec[strategy]) ? spec[strategy] : {};
  if (!isObject(rollingUpdate)) {
    return [];
  }
  const field = `spec.${strategy}.rollingUpdate`;
  const { maxUnavailable, maxSurge } = rollingUpdate;
  const surges = maxSurge ?? (strategy === 'updateStrategy' ? 0 : '25%');
  return [
    ...(isNone(maxUnavailable) && isNone(surges)
      ? [
          {
            field: `${field}.maxUnavailable`,
            problem: 'with maxUnavailable 0 and maxSurge 0 no pod could ever be replaced',
            remedy: 'Raise one of the two',
          },
        ]
      : []),
    ...Object.entries({ maxUnavailable, maxSurge })
      .filter(
        ([name, value]) =>
          shareOf(value) > 100 && (name === 'maxUnavailable' || strategy === 'updateStrategy'),
      )
      .map(([name, value]) => ({
        field: `${field}.${name}`,
        problem: `${value} is more than all`,
        remedy: 'Write a share up to 100%, or a number',
      })),
  ];
}

function isNone(value: JsonValue | undefined): boolean {
  return value === 0 || value === '0%' || value === '0';
}

function shareOf(value: JsonValue | undefined): number {
  return typeof value === 'string' && value.endsWith('%') ? Number(value.slice(0, -1)) : 0;
}
