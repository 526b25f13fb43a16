import { type Change, objectKey, objectText, pathText } from '../change';
import { PLAIN_FILE, UNREADABLE_FILE } from '../dist-files';
import { code, listText, valueText } from '../text';
import { lineOf } from './change-lines';
import { groupBy } from './group-by';
import { argoReplaces } from './immutable';
import type { Item } from './item';
import type { PairFacts } from './pair-facts';
import { shellWord } from './shell-word';

/** What somebody has to do, one line for each object. */
export function needsHandItems(changes: readonly Change[], known: PairFacts): Item[] {
  return [...groupBy(changes, ({ object }) => objectKey(object)).values()].flatMap((same): Item[] => {
    const [first] = same;
    if (!first) {
      return [];
    }
    const { object } = first;
    if (object.kind === PLAIN_FILE) {
      return [fileItem(first)];
    }
    if (object.copy !== undefined && first.kind === 'object') {
      return [copyItem(first)];
    }
    return [
      object.kind === UNREADABLE_FILE ? unreadableItem(first, known) : immutableItem(first, same, known),
    ];
  });
}

/** True for a file that somebody carries to where node pools are described. */
export function isForNodePools(name: string): boolean {
  return /^node-pool\/.*\.(?:sh|tf)$/.test(name);
}

function fileItem(change: Change): Item {
  const { name } = change.object;
  const { text, ...item } = lineOf('needs-hand', change);
  const isTerraform = name.endsWith('.tf');
  if (change.after === undefined) {
    const where = isTerraform ? 'your Terraform' : 'the node pool in the TKE console';
    return { ...item, text: `${text}. Take it out of ${where}; nodes that are there keep what it did` };
  }
  const where = isTerraform ? 'Apply it with Terraform' : 'Paste it into the node pool in the TKE console';
  return { ...item, text: `${text}. ${where}; new nodes get it, those that are there do not` };
}

function unreadableItem(change: Change, known: PairFacts): Item {
  const [before, after] = [known.before(change), known.after(change)].map((one) => one?.reason);
  const name = code(change.object.name);
  return {
    group: 'needs-hand',
    subject: `unreadable ${change.object.name}`,
    text:
      after === undefined
        ? `${name} could not be read as Kubernetes objects before (${code(valueText(before))}), so what it changes is not known`
        : `${name} cannot be read as Kubernetes objects (${code(valueText(after))}), so what it does is not known: fix it, and compare again`,
    changes: [change],
  };
}

function copyItem(change: Change): Item {
  const name = objectText(change.object);
  return {
    group: 'needs-hand',
    subject: `copy ${name}`,
    text: `${code(name)} comes beside another manifest of the same object: what is applied last counts, and Argo CD refuses it where two Applications have it`,
    steps: ['Leave one of them out'],
    changes: [change],
  };
}

/** Fields that an apply cannot change. */
function immutableItem(first: Change, same: readonly Change[], known: PairFacts): Item {
  const { object } = first;
  const name = objectText(object);
  const fields = [...new Set(same.map(({ path }) => code(pathText(path))))];
  const shown = fields.length > 3 ? `${fields.length} immutable fields` : listText(fields);
  const place = object.namespace === '' ? '' : `-n ${shellWord(object.namespace)} `;
  const remove = code(
    `kubectl ${place}delete ${shellWord(object.kind.toLowerCase())} ${shellWord(object.name)} --ignore-not-found`,
  );
  const byArgo = argoReplaces(known.before(first));
  return {
    group: 'needs-hand',
    subject: `immutable ${name}`,
    text:
      object.kind === 'Job'
        ? `${code(name)} changes (${shown}), and a Job that is there cannot be changed${byArgo ? ': Argo CD deletes it first by itself, kubectl does not' : ''}`
        : `${code(name)} changes ${shown}, which the API server refuses: the object has to be deleted and made again`,
    steps: [`${byArgo ? 'With kubectl, before' : 'Before'} the apply: ${remove}`],
    changes: same,
  };
}
