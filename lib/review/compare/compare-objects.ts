import { isObject, type JsonObject, type JsonValue } from '../../json';
import type { Change, ObjectRef } from '../change';
import { shapeOf, UNKNOWN } from './api-shape';
import { bodyOf } from './bodies';
import { Comparison, own } from './compare-values';
import { grantsOf, hasRules } from './grants';

/** Where the objects of a kind have their pod template. */
const TEMPLATES: ReadonlyMap<string, readonly string[]> = new Map([
  ['DaemonSet', ['spec', 'template']],
  ['Deployment', ['spec', 'template']],
  ['StatefulSet', ['spec', 'template']],
  ['ReplicaSet', ['spec', 'template']],
  ['Job', ['spec', 'template']],
  ['CronJob', ['spec', 'jobTemplate', 'spec', 'template']],
]);

/** The path of the pod template of a kind, or undefined where it has none. */
export function templatePath(kind: string): readonly string[] | undefined {
  return TEMPLATES.get(kind);
}

/** Every path in which two versions of an object differ. Pure. */
export function compareObjects(ref: ObjectRef, before: JsonObject, after: JsonObject): Change[] {
  const comparison = new Comparison(templatePath(ref.kind)?.length);
  const shape = shapeOf(String(after.apiVersion), String(after.kind));
  if (hasRules(before) && hasRules(after)) {
    const { rules, ...rest } = before;
    const { rules: newRules, ...newRest } = after;
    compareGrants(comparison, rules, newRules);
    comparison.values(rest, newRest, shape, []);
  } else if (ref.kind === 'ConfigMap') {
    const { data, ...rest } = before;
    const { data: newData, ...newRest } = after;
    compareBodies(comparison, isObject(data) ? data : {}, isObject(newData) ? newData : {});
    comparison.values(rest, newRest, shape, []);
  } else {
    comparison.values(before, after, shape, []);
  }
  return comparison.differences.map((difference) => ({ object: ref, ...difference }));
}

/**
 * An object that came or went: one change, and for RBAC one for each right that came or went with it. With a copy of an
 * object that is there anyhow no right comes or goes.
 */
export function wholeObject(
  ref: ObjectRef,
  sides: { readonly before?: JsonObject; readonly after?: JsonObject },
): Change[] {
  const { before, after } = sides;
  const object: Change = { object: ref, path: [], kind: 'object', ...sides };
  const comparison = new Comparison();
  if (ref.copy === undefined && ((before && hasRules(before)) || (after && hasRules(after)))) {
    compareGrants(comparison, before?.rules, after?.rules);
  }
  const verbs = comparison.differences.filter(({ kind }) => kind === 'verb');
  return [object, ...verbs.map((difference) => ({ object: ref, ...difference }))];
}

function compareGrants(
  comparison: Comparison,
  before: JsonValue | undefined,
  after: JsonValue | undefined,
): void {
  const [had, has] = [grantsOf(before), grantsOf(after)];
  const start = comparison.differences.length;
  for (const [key, { what, verb }] of had) {
    if (!has.has(key)) {
      comparison.add({ path: ['rules', `[${what}]`, verb], kind: 'verb', before: verb });
    }
  }
  for (const [key, { what, verb }] of has) {
    if (!had.has(key)) {
      comparison.add({ path: ['rules', `[${what}]`, verb], kind: 'verb', after: verb });
    }
  }
  const written = (rules: JsonValue | undefined) => JSON.stringify(rules ?? []);
  if (comparison.differences.length === start && written(before) !== written(after)) {
    comparison.add({ path: ['rules'], kind: 'same', before: before ?? [], after: after ?? [] });
  }
}

/** The texts of a ConfigMap, key by key: structures as structures, scripts as lines. */
function compareBodies(comparison: Comparison, before: JsonObject, after: JsonObject): void {
  for (const key of Object.keys({ ...before, ...after })) {
    const path = ['data', key];
    const [old, now] = [own(before, key), own(after, key)];
    if (typeof old !== 'string' || typeof now !== 'string') {
      comparison.values(old, now, UNKNOWN, path);
    } else if (old !== now) {
      const [oldBody, newBody] = [bodyOf(old, key), bodyOf(now, key)];
      if (oldBody.form === 'structure' && newBody.form === 'structure') {
        const start = comparison.differences.length;
        comparison.values(oldBody.value, newBody.value, UNKNOWN, path);
        if (comparison.differences.length === start) {
          comparison.add({ path, kind: 'same', before: old, after: now });
        }
      } else {
        comparison.values(old, now, UNKNOWN, path);
      }
    }
  }
}
