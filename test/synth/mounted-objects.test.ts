import { parse, stringify } from 'yaml';
import { isObject, type JsonObject, type JsonValue } from '../../lib/json';
import { acceptClusters } from '../../lib/rules/accept-clusters';
import { synthesize } from '../../lib/synth/synthesize';
import { LOCKED_ARCHIVES, testCharts } from '../support/charts';
import { exampleNames, exampleText, withoutField } from '../support/field-examples';
import { GATEWAY_API_CRDS } from '../support/gateway-api';
import { describeRequiring } from '../support/requires';

/** A mesh whose load balancers are not there yet. */
const WITHOUT_ADDRESSES = 'cluster-mesh, no address known yet';

function clusterText(name: string): string {
  if (name !== WITHOUT_ADDRESSES) {
    return exampleText(name);
  }
  const mesh = parse(exampleText('cluster-mesh')) as JsonObject;
  const fields = ['cluster-mesh', 'bj-prod'].map((member) => `mesh.members.${member}.address`);
  return stringify(fields.reduce<JsonValue>(withoutField, mesh));
}

function objectsOf(name: string): JsonObject[] {
  const file = { path: 'clusters/a.yaml', content: Buffer.from(clusterText(name)) };
  const { clusters } = acceptClusters([file], testCharts);
  return synthesize(clusters, { charts: testCharts })
    .files.filter(({ path }) => /^[^_].*\/[A-Z][A-Za-z]+\.[^/]+\.yaml$/.test(path))
    .map(({ content }) => parse(content) as JsonObject);
}

/** The names of the ConfigMaps that pods of a workload wait for. */
function awaited(object: JsonObject): string[] {
  const names: string[] = [];
  const walk = (value: JsonValue): void => {
    if (Array.isArray(value)) {
      value.forEach(walk);
    } else if (isObject(value)) {
      const { configMap } = value;
      if (isObject(configMap ?? null) && (configMap as JsonObject).optional !== true) {
        names.push(String((configMap as JsonObject).name));
      }
      Object.values(value).forEach(walk);
    }
  };
  if (['DaemonSet', 'Deployment', 'Job', 'CronJob'].includes(String(object.kind))) {
    walk(object);
  }
  return names;
}

describeRequiring(LOCKED_ARCHIVES, 'no pod waits for a ConfigMap that nobody makes', () => {
  const lack = GATEWAY_API_CRDS();
  const tried = [...exampleNames(), WITHOUT_ADDRESSES].filter(
    (name) => lack === undefined || name !== 'gateway-api',
  );

  test.each(tried)('%s', (name) => {
    const objects = objectsOf(name);
    const made = objects
      .filter(({ kind }) => kind === 'ConfigMap')
      .map(({ metadata }) => (metadata as JsonObject).name);
    const wanted = objects.flatMap(awaited);
    expect(wanted).toContain('cilium-config');
    expect(wanted.filter((one) => !made.includes(one))).toEqual([]);
  });
});
