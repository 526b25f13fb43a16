import type { Diagnostic, Place } from '../diagnostics/diagnostic';
import { CILIUM_MINORS } from '../imports-directory';
import type { JsonObject } from '../json';
import { OfSharedObjects } from '../shared-objects';
import { QUAY, QUAY_MIRROR } from '../tke/registries';
import { minorNumber } from '../version/version';
import { builtInTypes, ciliumTypes, customTypes, NEWEST_MINOR, OLDEST_MINOR } from './api-types';
import { checkImages } from './check-images';
import { checkObject } from './check-object';
import { METADATA_RULES } from './metadata-rules';
import { objectName } from './object-name';
import { OBJECT_RULES } from './object-rules';
import { POD_RULES } from './pod-rules';
import { type ApiTypes, NO_TYPES } from './type-expression';

export interface ObjectsCheck {
  /** Kubernetes version of the cluster, for example `1.32.2`; its minor version counts. */
  readonly kubernetesVersion: string;
  /** Registries, or registry and path, that images may come from. Default: {@link DEFAULT_REGISTRIES}. */
  readonly allowedRegistries?: readonly string[];
  /** What messages call the setting of those registries. Default: `allowedRegistries`. */
  readonly registriesField?: string;
  /** Manifests for server-side apply that hold some fields only: no field is demanded. Default: false. */
  readonly partial?: boolean;
  /** Version of Cilium, for its custom resources. Default: they are not checked. */
  readonly ciliumVersion?: string;
  /** Kinds of CRDs that are applied to the cluster as well. Default: none. */
  readonly custom?: ApiTypes;
  /** Whether the objects are applied once Cilium runs, so that its CRDs are there. Default: false. */
  readonly afterCilium?: boolean;
  /** Where the objects come from, for messages. Default: said of the object alone. */
  readonly place?: Place;
}

/** Every rule about objects: what API servers refuse beyond the types of fields, and what Cilium on TKE does not live with. */
const RULES = [...METADATA_RULES, ...POD_RULES, ...OBJECT_RULES];

/** Rules that warn of objects. */
const OBJECT_WARNINGS: readonly string[] = [
  'unchecked-kind',
  ...RULES.filter(({ severity }) => severity === 'warning').map(({ id }) => id),
];

/** Whether a rule is about objects, which are there only once a cluster is rendered. */
export function isObjectRule(id: string): boolean {
  return OBJECT_WARNINGS.includes(id);
}

/** Where the images of Cilium are, and the mirror of it on TKE. */
const DEFAULT_REGISTRIES = [QUAY, QUAY_MIRROR];

/**
 * Checks objects against the API of the cluster's own Kubernetes version, offline: unknown fields, wrong types and
 * missing fields; kinds it does not serve; images without digest or from elsewhere; and against what is known of objects
 * that are written for Cilium. Pure but for reading imports/ once.
 */
export function checkObjects(objects: readonly JsonObject[], check: ObjectsCheck): readonly Diagnostic[] {
  // A cdk8s.yaml may say 1.32 without quotes, which is a number.
  const minor = minorNumber(String(check.kubernetesVersion));
  const builtIn = builtInTypes(minor);
  if (!builtIn) {
    return [
      {
        severity: 'error',
        rule: 'kubernetes-types',
        ...(check.place && { place: check.place }),
        problem: `the API of Kubernetes ${check.kubernetesVersion} is not known, so its objects cannot be checked`,
        remedy: `Use a version from 1.${OLDEST_MINOR} to 1.${NEWEST_MINOR}`,
      },
    ];
  }
  const found = objects.flatMap((object) =>
    objectProblems(object, check).map(({ field, ...rest }) => ({
      ...rest,
      field: namedField(object, field),
      ...(check.place && { place: check.place }),
    })),
  );
  return oncePerKind(found);
}

/** One warning a kind says as much as one an object. */
export function oncePerKind<T extends Pick<Diagnostic, 'rule' | 'problem'>>(found: readonly T[]): T[] {
  return found.filter(
    ({ rule, problem }, index) =>
      !OBJECT_WARNINGS.includes(rule) || found.findIndex((other) => other.problem === problem) === index,
  );
}

/** A field as messages have it, with the object that it is of. */
export function namedField(object: JsonObject, field: string | undefined): string {
  return field === undefined ? objectName(object) : `${objectName(object)}: ${field}`;
}

/** A diagnostic whose field is still that of the object. */
type Problem = Omit<Diagnostic, 'place'>;

/** What was found wrong with objects that clusters share, by what they were checked against. */
const known = new OfSharedObjects<Map<string, readonly Problem[]>>();

/** What is wrong with one object, at fields of it. Nothing for a Kubernetes version whose API is not known. */
export function objectProblems(object: JsonObject, check: ObjectsCheck): readonly Problem[] {
  const { place: _, custom = NO_TYPES, ...against } = check;
  if (Object.keys(custom.kinds).length > 0) {
    return problemsOf(object, check);
  }
  const found = known.of(object, () => new Map());
  const key = JSON.stringify(against);
  const problems = found.get(key) ?? problemsOf(object, check);
  found.set(key, problems);
  return problems;
}

function problemsOf(object: JsonObject, check: ObjectsCheck): readonly Problem[] {
  const minor = minorNumber(String(check.kubernetesVersion));
  const builtIn = builtInTypes(minor);
  if (!builtIn) {
    return [];
  }
  const kind = `${object.apiVersion}/${object.kind}`;
  const sources = [
    { types: builtIn, name: `the API of Kubernetes 1.${minor}` },
    ...definedTypes(check).map((types) => ({ types, name: 'its CustomResourceDefinition' })),
  ];
  const source = sources.find(({ types }) => Object.hasOwn(types.kinds, kind));
  const ofApi: Problem[] = source
    ? checkObject(object, source.types.kinds[kind] ?? '', {
        types: builtIn.types,
        more: source.types.types,
        partial: check.partial ?? false,
      }).map((problem) => ({ severity: 'error', ...problem, source: source.name }))
    : [unknownKind(kind, minor, check.ciliumVersion)];
  const images = checkImages(
    object,
    check.allowedRegistries ?? DEFAULT_REGISTRIES,
    check.registriesField ?? 'allowedRegistries',
  ).map((problem): Problem => ({ severity: 'error', ...problem }));
  const breaches = RULES.filter(
    ({ about, onlyBeforeCilium = false, wholeObjectsOnly = false }) =>
      about(object) && !(onlyBeforeCilium && check.afterCilium) && !(wholeObjectsOnly && check.partial),
  ).flatMap(({ id, severity, source, check: checkRule }) =>
    checkRule(object, check.ciliumVersion).map(
      (breach): Problem => ({ ...breach, rule: id, severity, source }),
    ),
  );
  return [...ofApi, ...images, ...breaches];
}

/** Types of the kinds that CRDs define: those among the objects of the cluster, those of Cilium, and others that are kept. */
function definedTypes({ custom = NO_TYPES, ciliumVersion }: ObjectsCheck): readonly ApiTypes[] {
  const ofCilium = ciliumVersion === undefined ? NO_TYPES : ciliumTypes(minorNumber(ciliumVersion));
  return [custom, ofCilium, customTypes()];
}

/** Whether the API has objects of that kind in namespaces; false too for a kind that is not known. */
export function isNamespaced({ apiVersion, kind }: JsonObject, check: ObjectsCheck): boolean {
  const builtIn = builtInTypes(minorNumber(String(check.kubernetesVersion))) ?? NO_TYPES;
  return [builtIn, ...definedTypes(check)].some(({ namespaced }) =>
    Object.hasOwn(namespaced, `${apiVersion}/${kind}`),
  );
}

/** A kind of Kubernetes itself must be known; what a CRD adds may be in the cluster and not here. */
function unknownKind(kind: string, minor: number, ciliumVersion: string | undefined): Problem {
  const group = kind.split('/').length === 3 ? (kind.split('/')[0] ?? '') : '';
  const builtIn = !group.includes('.') || group.endsWith('.k8s.io');
  if (
    group === 'cilium.io' &&
    ciliumVersion !== undefined &&
    CILIUM_MINORS.includes(minorNumber(ciliumVersion))
  ) {
    return {
      severity: 'error',
      rule: 'unknown-kind',
      problem: `Cilium ${ciliumVersion} has no ${kind} that is written by hand`,
      remedy: 'Use a version of the kind that it has',
    };
  }
  return builtIn && group !== 'gateway.networking.k8s.io'
    ? {
        severity: 'error',
        rule: 'unknown-kind',
        problem: `Kubernetes 1.${minor} does not serve ${kind}`,
        remedy: 'Use a version of the kind that it serves',
      }
    : {
        severity: 'warning',
        rule: 'unchecked-kind',
        problem: `there is no schema for ${kind} here, so its fields are not checked`,
        remedy: 'Review it by hand',
      };
}
