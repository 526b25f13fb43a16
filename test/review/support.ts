import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { synthesizer } from '../../lib/cli/diff-inputs';
import type { JsonObject } from '../../lib/json';
import type { FileSpec } from '../../lib/layout/layout';
import type { Line, Report } from '../../lib/review/report';
import { type ReviewProps, review } from '../../lib/review/review';
import { plainText } from '../../lib/review/text';
import { treeOfFiles } from '../../lib/review/trees/tree';
import { mergeValues } from '../../lib/values/merge-values';
import { writeManifest } from '../../lib/yaml/write';
import { clusterOn } from '../support/bases';
import { testCharts } from '../support/charts';

const synthesize = synthesizer(testCharts);

/** The files of a cluster that is given as a complete cluster file. */
export function filesOf(cluster: JsonObject): readonly FileSpec[] {
  const files = synthesize(cluster, `clusters/${cluster.name}.yaml`);
  if (!files) {
    throw new Error(`the synth refuses ${stringify(cluster)}`);
  }
  return files;
}

/** A cluster of a base with some fields changed: maps merge, anything else replaces. */
export function clusterWith(
  base: Parameters<typeof clusterOn>[0],
  changes: JsonObject = {},
  version = '1.19.6',
): JsonObject {
  return mergeValues(clusterOn(base, version), changes);
}

/** The report on two sets of files. */
export function reportOn(
  before: readonly FileSpec[],
  after: readonly FileSpec[],
  more: Partial<ReviewProps> = {},
): Report {
  return review({
    before: treeOfFiles('before', before),
    after: treeOfFiles('after', after),
    configKeys: () => undefined,
    ...more,
  });
}

/** The report on one object, in the cluster `gz`. */
export function reportOnObjects(before: readonly JsonObject[], after: readonly JsonObject[]): Report {
  const files = (objects: readonly JsonObject[]) =>
    objects.map((object) => {
      const { name } = object.metadata as JsonObject;
      return { path: `gz/cilium/kube-system/${object.kind}.${name}.yaml`, content: writeManifest(object) };
    });
  // A file that stays makes the cluster one that was there before.
  const kept = {
    path: 'gz/cilium/_cluster/Namespace.a.yaml',
    content: 'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: a\n',
  };
  return reportOn([kept, ...files(before)], [kept, ...files(after)]);
}

/** The texts of a group, without marks. */
export function textsOf(report: Report, group: Line['group']): string[] {
  return report.lines.filter((line) => line.group === group).map(({ text }) => plainText(text));
}

/** Compares with a file under golden/; with UPDATE_GOLDEN set, writes it. */
export function expectGolden(name: string, text: string): void {
  const path = join(__dirname, 'golden', name);
  if (process.env.UPDATE_GOLDEN || !existsSync(path)) {
    if (process.env.CI) {
      throw new Error(`${path} is missing`);
    }
    writeFileSync(path, text);
  }
  expect(text).toBe(readFileSync(path, 'utf8'));
}

/** The files of a small cluster: cilium-config with these keys, and agents that read it. */
export function clusterTemplate(name: string, config: Readonly<Record<string, string>>): FileSpec[] {
  const metadata = (object: string) => ({ name: object, namespace: 'kube-system' });
  const objects: JsonObject[] = [
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: metadata('cilium-config'), data: { ...config } },
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: metadata('cilium') },
  ];
  return objects.map((object) => ({
    path: `${name}/cilium/kube-system/${object.kind}.${(object.metadata as JsonObject).name}.yaml`,
    content: `# Written by cdk8s synth from clusters/${name}.yaml. Change that, not this file.\n${writeManifest(object)}`,
  }));
}
