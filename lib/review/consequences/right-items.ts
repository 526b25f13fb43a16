import { type Change, objectKey, objectText } from '../change';
import { code, listText, type Text } from '../text';
import { groupBy } from './group-by';
import { type Item, STAYS } from './item';

/** A right that came or went, or a role as a whole. */
export function isRight({ kind, object }: Change): boolean {
  return kind === 'verb' || (kind === 'object' && /^(?:Cluster)?Role$/.test(object.kind));
}

/** One line for each role and direction, the verbs of a resource together. */
export function rightItems(changes: readonly Change[]): Item[] {
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
          text: `${code(name)} ${came ? 'is new and gives' : `${STAYS}, and goes on to give`}: ${listRights(verbs)}`,
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
