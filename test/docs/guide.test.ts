import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { isObject, type JsonObject, type JsonValue } from '../../lib/json';
import { acceptClusters } from '../../lib/rules/accept-clusters';
import { LOCKED_ARCHIVES, testCharts } from '../support/charts';
import { describeRequiring } from '../support/requires';

const PAGE = readFileSync('docs/guide.md', 'utf8');

/** The YAML blocks of the page: the values of the guide, and the cluster file that does the same. */
const [guide = '', clusterFile = ''] = [...PAGE.matchAll(/```yaml\n(.*?)```/gs)].map(
  ([, text]) => text ?? '',
);

describeRequiring(LOCKED_ARCHIVES, 'the page that leads from the guide to the cluster file, rendered', () => {
  test('gives a cluster file that sets every value of the guide', () => {
    const { clusters, warnings } = acceptClusters(
      [{ path: 'clusters/bj-prod.yaml', content: Buffer.from(clusterFile) }],
      testCharts,
    );
    expect(warnings).toEqual([]);
    const ours = new Map(leaves(clusters[0]?.declared.ours ?? {}));
    const theirs = leaves(parse(guide) as JsonObject);
    expect(theirs).toHaveLength(10);
    expect(theirs.filter(([path, value]) => ours.get(path) !== value)).toEqual([]);
  });
});

describe('the page that leads from the guide to the cluster file', () => {
  test('has a row for every flag of the guide', () => {
    const flags = [...PAGE.matchAll(/^\| `--set ([\w.-]+)=/gm)].map(([, flag]) => flag);
    const values = leaves(parse(guide) as JsonObject).map(([path]) => path);
    expect(flags.map((flag) => flag?.replace('ipamd.', 'ipam.')).sort()).toEqual(values.sort());
  });
});

/** Every value that is no map, by its path. */
function leaves(values: JsonObject, above = ''): [path: string, value: JsonValue][] {
  return Object.entries(values).flatMap(([key, value]) =>
    isObject(value) ? leaves(value, `${above}${key}.`) : [[`${above}${key}`, value] as [string, JsonValue]],
  );
}
