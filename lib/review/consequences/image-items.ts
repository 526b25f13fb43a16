import type { JsonValue } from '../../json';
import { imageName } from '../../manifests/image-name';
import { type Change, objectText } from '../change';
import { code, listText, type Text } from '../text';
import { groupBy } from './group-by';
import type { Item } from './item';

/** The image of a container. */
export function isImage({ path, before, after }: Change): boolean {
  return path.at(-1) === 'image' && typeof (after ?? before) === 'string';
}

/** One line for each image, wherever it runs; another registry is said first. */
export function imageItems(changes: readonly Change[]): Item[] {
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
