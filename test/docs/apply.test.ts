import { existsSync } from 'node:fs';
import { type DocumentedStep, documentedSteps } from '../../e2e/scenarios/documented-steps';

// The commands themselves run in npm run e2e; here, that they still name what there is.
const GOLDEN = 'test/synth/golden';
const steps = documentedSteps('gz-replace');

test('docs/apply.md takes the layers in their order, and ends with the way back', () => {
  expect(steps.map(({ heading }) => heading)).toEqual([
    'Before you start',
    '1. node-init',
    '2. kube-proxy',
    '3. Cilium',
    'Check that the cluster is what was reviewed',
    'Undo: kube-proxy comes back',
  ]);
});

test.each(steps.flatMap(pathsOf))('%s: %s is in dist/', (_, path) => {
  expect(existsSync(path.replace(/^dist/, GOLDEN))).toBe(true);
});

test.each(steps.flatMap(({ commands }) => commands.filter((command) => command.includes('kubectl apply'))))(
  '%s is a server-side apply of one layer that takes over what it sets',
  (command) => {
    expect(command).toMatch(/^kubectl apply --server-side --force-conflicts .*-R -f dist\/[^/ ]+\/[^/ ]+$/);
  },
);

function pathsOf({ heading, commands }: DocumentedStep): [string, string][] {
  return commands.flatMap((command) => /dist\/\S+/.exec(command) ?? []).map((path) => [heading, path]);
}
