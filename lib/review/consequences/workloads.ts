import { isObject, type JsonObject, type JsonValue } from '../../json';
import type { Change } from '../change';
import { templatePath } from '../compare/compare-objects';
import { code, type Text } from '../text';

/** Kinds whose controller replaces pods when the pod template changes. */
export const ROLLED_KINDS = ['DaemonSet', 'Deployment', 'StatefulSet'];

/** True when the path is inside the pod template of the object. */
export function inTemplate({ object, path }: Change): boolean {
  const template = templatePath(object.kind);
  return template?.every((step, index) => path[index] === step) === true && path.length > template.length;
}

/** The path below the pod template. */
export function templateField({ object, path }: Change): readonly string[] {
  return path.slice(templatePath(object.kind)?.length ?? 0);
}

/** True when the API server stores another pod template because of it. */
export function changesTemplate(change: Change): boolean {
  return change.kind !== 'same' && ROLLED_KINDS.includes(change.object.kind) && inTemplate(change);
}

/** How fast a controller replaces the pods of a workload, and whether it does by itself. */
export function pace(object: JsonObject): { readonly text: Text; readonly byItself: boolean } {
  const spec = part(object.spec);
  const update = part(spec.updateStrategy ?? spec.strategy);
  const rolling = part(update.rollingUpdate);
  const by = (value: JsonValue | undefined, standard: string) => code(String(value ?? standard));
  if (update.type === 'OnDelete') {
    return { text: `each when somebody deletes it (${code('updateStrategy: OnDelete')})`, byItself: false };
  }
  if (object.kind === 'Deployment') {
    if (spec.paused === true) {
      return { text: `not before somebody resumes it (${code('paused: true')})`, byItself: false };
    }
    return update.type === 'Recreate'
      ? { text: 'all at once: every old pod goes before the first new one comes', byItself: true }
      : {
          text: `with at most ${by(rolling.maxUnavailable, '25%')} away and ${by(rolling.maxSurge, '25%')} more at a time`,
          byItself: true,
        };
  }
  if (object.kind === 'StatefulSet') {
    const from = Number(rolling.partition ?? 0);
    return {
      text: from > 0 ? `one at a time, those from number ${from} on` : 'one at a time',
      byItself: true,
    };
  }
  const surge = rolling.maxSurge !== undefined && rolling.maxSurge !== 0 && rolling.maxSurge !== '0%';
  return surge
    ? { text: `on every node, ${by(rolling.maxSurge, '0')} new ones ahead at a time`, byItself: true }
    : { text: `on every node, ${by(rolling.maxUnavailable, '1')} at a time`, byItself: true };
}

/** True for a manifest that holds some fields of an object that somebody else owns, as what parks kube-proxy does. */
export function isPartial(object: JsonObject): boolean {
  return (
    ROLLED_KINDS.includes(String(object.kind)) &&
    !Array.isArray(part(part(part(object.spec).template).spec).containers)
  );
}

/** The names of the ConfigMaps and Secrets that the pods of a workload read when they start. */
export function configurationOf(object: JsonObject): ReadonlySet<string> {
  const names = new Set<string>();
  collect(part(object.spec).template ?? null, names);
  return names;
}

function collect(value: JsonValue, names: Set<string>): void {
  if (Array.isArray(value)) {
    for (const item of value) {
      collect(item, names);
    }
  } else if (isObject(value)) {
    for (const [key, item] of Object.entries(value)) {
      if ((key === 'configMapKeyRef' || key === 'configMapRef' || key === 'configMap') && isObject(item)) {
        names.add(String(item.name));
      }
      collect(item, names);
    }
  }
}

export function part(value: JsonValue | undefined): JsonObject {
  return isObject(value) ? value : {};
}
