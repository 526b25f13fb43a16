import { isObject, type JsonValue } from '../../json';
import { imageName } from '../../manifests/image-name';
import { type Change, objectKey, objectText, pathText } from '../change';
import { changeText, code, count, listText, type Text, valueText } from '../text';
import type { Item } from './item';
import { shortPath } from './restarts';
import { powersOf } from './security';
import { inTemplate } from './workloads';

/** The lines about rights, images and what pods may do to nodes; every change given is in exactly one of them. */
export function securityItems(changes: readonly Change[]): Item[] {
  const images = changes.filter(isImage);
  const rights = changes.filter(({ kind, object }) => kind === 'verb' || isRbacObject({ kind, object }));
  const others = changes.filter((change) => !images.includes(change) && !rights.includes(change));
  return [...rightItems(rights), ...powerItems(others), ...imageItems(images)];
}

function isImage({ path, before, after }: Change): boolean {
  return path.at(-1) === 'image' && typeof (after ?? before) === 'string';
}

function isRbacObject({ kind, object }: Pick<Change, 'kind' | 'object'>): boolean {
  return kind === 'object' && /^(?:Cluster)?Role$/.test(object.kind);
}

/** One line for each role and direction, the verbs of a resource together. */
function rightItems(changes: readonly Change[]): Item[] {
  const byObject = groupBy(changes, ({ object }) => objectKey(object));
  return [...byObject.values()].flatMap((ofObject) => {
    const [first] = ofObject;
    const whole = ofObject.find(({ kind }) => kind === 'object');
    const verbs = ofObject.filter(({ kind }) => kind === 'verb');
    const name = first ? objectText(first.object) : '';
    if (whole) {
      const came = whole.after !== undefined;
      return [
        {
          group: 'security' as const,
          subject: `rights ${name}`,
          text: `${code(name)} is ${came ? 'new and gives' : 'gone, and with it'}: ${listRights(verbs)}`,
          changes: ofObject,
        },
      ];
    }
    return [
      { verbs: verbs.filter(({ after }) => after !== undefined), word: 'gains' },
      { verbs: verbs.filter(({ after }) => after === undefined), word: 'loses' },
    ]
      .filter((one) => one.verbs.length > 0)
      .map(({ verbs: some, word }) => ({
        group: 'security' as const,
        subject: `rights ${name} ${word}`,
        text: `${code(name)} ${word}: ${listRights(some)}`,
        changes: some,
      }));
  });
}

function listRights(verbs: readonly Change[]): Text {
  const byResource = groupBy(verbs, ({ path }) => path[1] ?? '');
  const rights = [...byResource].map(
    ([what, some]) =>
      `${listText(some.map(({ path }) => code(path[2] ?? '')))} on ${code(what.slice(1, -1))}`,
  );
  return rights.length === 0 ? 'no rights' : rights.join('; ');
}

/** Fields of pod templates, and objects that come or go. */
function powerItems(changes: readonly Change[]): Item[] {
  const bySameChange = groupBy(
    changes,
    ({ object, path, before, after, kind }) =>
      `${objectKey(object)} ${path.filter((step) => !/^\[.*\]$/.test(step)).join('.')} ${kind} ${valueText(before)} ${valueText(after)}`,
  );
  return [...bySameChange.values()].flatMap((same) => {
    const [first] = same;
    return first ? [powerItem(first, same)] : [];
  });
}

function powerItem(first: Change, same: readonly Change[]): Item {
  const { object, kind, before, after, path } = first;
  const name = objectText(object);
  if (kind === 'object') {
    const powers = powersOf(after ?? before ?? null);
    const with_ = powers.length === 0 ? '' : `, with ${listText(powers.map(code))}`;
    return {
      group: 'security',
      subject: `object ${name}`,
      text: `${code(name)} is ${after === undefined ? 'gone' : 'new'}${with_}${subjects(after ?? before)}`,
      changes: same,
    };
  }
  if (kind === 'text') {
    return {
      group: 'security',
      subject: `${name} ${pathText(path)}`,
      text: `${code(name)} ${code(path[1] ?? pathText(path))}: the script changes, ${lineCounts(first)}`,
      changes: same,
    };
  }
  const places = same.map((change) => code(pathText(shortPath(change.path))));
  const capability = /capabilities\.(add|drop)/.exec(pathText(path))?.[1];
  const what =
    capability === undefined
      ? changeText(before, after)
      : `capability ${code(String(after ?? before))} ${(after === undefined) === (capability === 'add') ? 'is taken away' : 'is given'}`;
  const powers = inTemplate(first) && isPart(after) ? powersOf(after ?? null) : [];
  const hint = powers.length > 0 ? ` (${listText(powers.map(code))})` : '';
  return {
    group: 'security',
    subject: `${name} ${same.map((change) => pathText(change.path)).join(' ')}`,
    text: `${code(name)} ${listText(places)}: ${what}${hint}`,
    changes: same,
  };
}

function isPart(value: JsonValue | undefined): boolean {
  return typeof value === 'object' && value !== null;
}

/** Whom a binding gives its role to. */
function subjects(value: JsonValue | undefined): Text {
  const { roleRef, subjects: list } = isObject(value) ? value : {};
  if (!isObject(roleRef) || !Array.isArray(list)) {
    return '';
  }
  const names = list.filter(isObject).map(({ kind, name }) => code(`${kind} ${name}`));
  return `: ${code(`${roleRef.kind} ${roleRef.name}`)} for ${listText(names)}`;
}

/** How many lines a text gained and lost. */
export function lineCounts({ before, after }: Change): Text {
  const lines = (text: JsonValue | undefined) => (typeof text === 'string' ? text.split('\n') : []);
  const counts = new Map<string, number>();
  for (const line of lines(before)) {
    counts.set(line, (counts.get(line) ?? 0) - 1);
  }
  for (const line of lines(after)) {
    counts.set(line, (counts.get(line) ?? 0) + 1);
  }
  const [more, fewer] = [...counts.values()].reduce(
    ([up, down], number) => (number > 0 ? [up + number, down] : [up, down - number]),
    [0, 0],
  );
  return `${count(more ?? 0, 'line')} more, ${count(fewer ?? 0, 'line')} fewer`;
}

/** One line for each image, wherever it runs; another registry is said first. */
function imageItems(changes: readonly Change[]): Item[] {
  const byImage = groupBy(changes, ({ before, after }) => `${before ?? ''} ${after ?? ''}`);
  return [...byImage.values()].map((same) => {
    const [first] = same;
    const users = [...groupBy(same, ({ object }) => objectText(object))].map(
      ([name, some]) => `${code(name)}${some.length > 1 ? ` (${some.length} containers)` : ''}`,
    );
    const { text, subject } = imageText(first?.before, first?.after);
    return {
      group: 'security' as const,
      subject: `image ${subject} ${users.join(' ')}`,
      text: `${text}${text.includes(', ') ? ',' : ''} in ${listText(users)}`,
      changes: same,
    };
  });
}

function imageText(
  before: JsonValue | undefined,
  after: JsonValue | undefined,
): { text: Text; subject: string } {
  if (typeof before !== 'string' || typeof after !== 'string') {
    const image = imageName(String(after ?? before));
    return {
      subject: image.repository,
      text: `image ${code(`${image.repository}:${image.tag}`)} is ${after === undefined ? 'gone' : 'new'}`,
    };
  }
  const [from, to] = [imageName(before), imageName(after)];
  const registry =
    from.registry === to.registry
      ? ''
      : `another registry, ${code(from.registry)} \u2192 ${code(to.registry)}: `;
  if (from.repository !== to.repository) {
    return {
      subject: to.repository,
      text: `${registry}image ${code(`${from.repository}:${from.tag}`)} \u2192 ${code(`${to.repository}:${to.tag}`)}${to.digest === '' ? ', without a digest' : ''}`,
    };
  }
  const digest =
    to.digest === '' ? ', without a digest' : from.digest === to.digest ? ', the same digest' : '';
  const tags =
    from.tag === to.tag
      ? `${code(to.tag)}, another digest under the same tag`
      : `${code(from.tag)} \u2192 ${code(to.tag)}${digest}`;
  return { subject: to.repository, text: `image ${code(to.repository)} ${tags}` };
}

export function groupBy<T>(list: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of list) {
    const name = key(item);
    const group = groups.get(name);
    if (group) {
      group.push(item);
    } else {
      groups.set(name, [item]);
    }
  }
  return groups;
}
