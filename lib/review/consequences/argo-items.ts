import { type Change, objectText } from '../change';
import { code, listText } from '../text';
import { folded } from './change-lines';
import { groupBy } from './group-by';
import type { Item } from './item';

/** Applications, what came and went, and what only Argo CD reads. */
export function argoItems(changes: readonly Change[]): Item[] {
  const whole = changes.filter(({ kind }) => kind === 'object');
  const others = changes.filter(({ kind }) => kind !== 'object');
  return [
    ...objectLines(
      whole.filter(({ after }) => after !== undefined),
      'created',
    ),
    ...objectLines(
      whole.filter(({ after }) => after === undefined),
      'removed',
    ),
    ...folded('argo-cd', others),
  ];
}

function objectLines(changes: readonly Change[], word: 'created' | 'removed'): Item[] {
  return [...groupBy(changes, ({ object }) => `${object.role} ${object.kind}`).values()].map((same) => {
    const names = same.map(({ object }) => code(objectText(object)));
    const role = same[0]?.object.role;
    const [it, stays] = same.length === 1 ? ['it', 'it stays'] : ['them', 'they stay'];
    const more =
      role === 'undo'
        ? ' (applied by hand only)'
        : word === 'created'
          ? ''
          : `: nothing prunes ${it}, and ${stays} in the cluster until somebody deletes ${it}`;
    return {
      group: 'argo-cd',
      subject: `${word} ${role} ${same[0]?.object.kind}`,
      text: `${word}: ${listText(names)}${more}`,
      changes: same,
    };
  });
}
