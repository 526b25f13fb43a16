import assert from 'node:assert/strict';
import type { FileSpec } from '../../../lib/layout/layout';
import { review } from '../../../lib/review/review';
import { plainText, printText, type Text } from '../../../lib/review/text';
import { transitionsBetween } from '../../../lib/review/transitions/published-transitions';
import type { Tree } from '../../../lib/review/trees/tree';
import { type Bench, CLUSTER } from '../bench';

/** The rules that stop a synth between two states of `dist/`. */
export function rulesBetween(before: readonly FileSpec[], after: readonly FileSpec[]): string[] {
  return transitionsBetween(before, after)
    .filter(({ stops }) => stops)
    .map(({ rule }) => rule);
}

/** The steps of a transition, which must be one that is found. */
export function stepsOf(
  rule: string,
  before: readonly FileSpec[],
  after: readonly FileSpec[],
): readonly Text[] {
  const found = transitionsBetween(before, after).find((transition) => transition.rule === rule);
  assert.ok(found, `${rule} is not found`);
  return found.steps;
}

/** The steps of a line of the report, for what is no transition of one cluster. */
export function reportedSteps(rule: string, before: Tree, after: Tree): readonly Text[] {
  const { lines } = review({ before, after, configKeys: () => undefined });
  const line = lines.find((one) => one.rule === rule);
  assert.ok(line, `${rule} is not reported`);
  return line.steps;
}

/** How one step is followed. */
export interface Way {
  /** Words of the step: another step cannot take its place unnoticed. */
  readonly says: RegExp;
  /** What a person does by hand, before the commands of the step. */
  readonly by?: () => Promise<unknown>;
  /** Placeholders of the commands. */
  readonly with?: Readonly<Record<string, string>>;
  /** True for a step of another case: nothing of it is done. */
  readonly otherCase?: boolean;
}

/** Follows the steps in their order, each once: what is to be done by hand, and then its commands, letter by letter. */
export async function follow(bench: Bench, steps: readonly Text[], ways: readonly Way[]): Promise<void> {
  assert.equal(steps.length, ways.length, steps.map(plainText).join('\n'));
  for (const [index, step] of steps.entries()) {
    const { says, by, with: values = {}, otherCase } = ways[index] ?? { says: /^$/ };
    assert.match(plainText(step), says);
    if (otherCase) {
      continue;
    }
    await by?.();
    for (const command of commandsIn(step)) {
      const filled = Object.entries(values).reduce(
        (text, [name, value]) => text.replaceAll(name, value),
        command,
      );
      const { status, stdout, stderr } = await bench.shell(filled);
      assert.equal(status, 0, `${filled}: ${stdout}${stderr}`);
    }
  }
}

/** The commands of a step: names and values are set apart from its words. */
export function commandsIn(step: Text): string[] {
  const commands: string[] = [];
  const code = (inside: string) => {
    if (inside.startsWith('kubectl ')) {
      commands.push(inside);
    }
    return inside;
  };
  printText(step, { code, words: (words) => words });
  return commands;
}

/** Writes and commits `dist/`, and applies layers of the example cluster as docs/apply.md has it. */
export async function applied(
  bench: Bench,
  files: readonly FileSpec[],
  ...layers: readonly string[]
): Promise<void> {
  await bench.repository.commit(files);
  const directories = layers.flatMap((layer) => ['-f', `dist/${CLUSTER}/${layer}`]);
  const { status, stderr } = await bench.kubectl([
    ...['apply', '--server-side', '--force-conflicts', '-R'],
    ...directories,
  ]);
  assert.equal(status, 0, stderr);
}

/** The layers of the example cluster that are applied, in the order of their names. */
export function layersIn(files: readonly FileSpec[]): string[] {
  const layers = files.flatMap(({ path }) => {
    const [cluster, layer, ...rest] = path.split('/');
    return cluster === CLUSTER && rest.length > 0 && layer !== undefined && layer !== 'node-pool'
      ? [layer]
      : [];
  });
  return [...new Set(layers)];
}

/** Takes away what trials before have installed: Cilium, its Job, whose time to live has not passed yet, and its kinds. */
export async function cleaned(bench: Bench): Promise<void> {
  await bench.repository.commit(bench.dist());
  const layers = ['cilium', 'node-init'].map((layer) => `-f dist/${CLUSTER}/${layer}`).join(' ');
  const { status, stderr } = await bench.shell(
    `kubectl delete --ignore-not-found -R ${layers} && kubectl get crd -o name | grep '[.]cilium[.]io$' | xargs -r kubectl delete`,
  );
  assert.equal(status, 0, stderr);
}
