import { readFileSync, writeFileSync } from 'node:fs';
import { createTwoFilesPatch } from 'diff';
import { parse, stringify } from 'yaml';
import type { JsonValue } from '../../lib/json';
import { acceptClusters } from '../../lib/rules/accept-clusters';
import { INPUT_FILE } from '../../lib/synth/input-digest';
import { synthesize } from '../../lib/synth/synthesize';
import { LOCKED_ARCHIVES, testCharts } from '../support/charts';
import { exampleNames, exampleText, withoutField } from '../support/field-examples';
import { GATEWAY_API_CRDS } from '../support/gateway-api';
import { describeRequiring } from '../support/requires';

/** Each example, and the fields that it is an example of. */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  manifests: ['manifests', 'acknowledged'],
  'egress-gateway': ['egressGateway'],
  'gateway-api': ['gatewayAPI'],
  'local-dns': ['localDNS', 'images.allowedRegistries'],
  'cluster-mesh': ['mesh'],
  'cluster-mesh-issuer': ['mesh'],
  masquerade: ['masquerade'],
  'masquerade-one-cidr': ['masquerade', 'tkeAgents.ipMasqAgent.parked'],
  hubble: ['hubble'],
  metrics: ['metrics', 'facts.prometheusOperator'],
  'metrics-annotated': ['metrics'],
  terraform: ['terraform'],
  'image-registry': ['images.registry'],
  'image-mirror': ['images.registry', 'containerdMirror.mode'],
};

function filesOf(text: string, name: string): Map<string, string> {
  const files = [{ path: `clusters/${name}.yaml`, content: Buffer.from(text) }];
  const { clusters, warnings } = acceptClusters(files, testCharts);
  const made = synthesize(clusters, { charts: testCharts });
  expect([...warnings, ...made.warnings]).toEqual([]);
  return new Map(
    made.files.filter(({ path }) => !path.endsWith(INPUT_FILE)).map(({ path, content }) => [path, content]),
  );
}

/** What is different in `dist/`, as a patch without context; of files that go, the names. */
function patch(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): string {
  const paths = [...new Set([...before.keys(), ...after.keys()])].sort();
  const changed = paths.filter((path) => before.get(path) !== after.get(path));
  // What others wrote is named, and not kept here.
  const foreign = changed.filter((path) => path.includes(CRDS)).map((path) => `+++ ${path}\n`);
  return changed
    .filter((path) => !path.includes(CRDS))
    .map((path) =>
      !after.has(path)
        ? `--- ${path}\n+++ /dev/null\n`
        : createTwoFilesPatch(
            before.has(path) ? path : '/dev/null',
            path,
            before.get(path) ?? '',
            after.get(path) ?? '',
            '',
            '',
            { context: 0 },
          ).replace(/^=+\n/, ''),
    )
    .concat(foreign)
    .join('');
}

const CRDS = '/gateway-api-crds/';

test('every example is one of some fields', () => {
  expect(Object.keys(FIELDS).sort()).toEqual(exampleNames().sort());
});

describeRequiring(LOCKED_ARCHIVES, 'what a field does to dist/, against the same cluster without it', () => {
  const lack = GATEWAY_API_CRDS();
  const tried = Object.entries(FIELDS).filter(([name]) => lack === undefined || name !== 'gateway-api');
  if (lack !== undefined) {
    test.skip(`gateway-api [skipped: ${lack}]`, () => undefined);
  }

  test.each(tried)('%s, without a warning', (name, fields) => {
    const text = exampleText(name);
    const without = fields.reduce<JsonValue>(withoutField, parse(text));
    const effect = patch(filesOf(stringify(without), name), filesOf(text, name));
    const golden = `test/synth/field-effects/${name}.patch`;
    if (process.env.UPDATE_GOLDENS) {
      writeFileSync(golden, effect);
    }
    expect(effect).toBe(readFileSync(golden, 'utf8'));
  });
});
