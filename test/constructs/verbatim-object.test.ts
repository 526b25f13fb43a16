import { Chart, JsonPatch, Testing } from 'cdk8s';
import { VerbatimObject } from '../../lib/constructs/verbatim-object';
import type { JsonObject } from '../../lib/json';

/** Everything that cdk8s's own ApiObject would change. */
const MANIFEST: JsonObject = {
  kind: 'ConfigMap',
  apiVersion: 'v1',
  metadata: { name: 'a', labels: { z: '1', a: '2' }, annotations: null },
  data: {
    z: '0o17',
    a: '10:20',
    date: '2024-01-02',
    big: 9007199254740993n,
    empty: null,
    list: [null, {}, []],
  },
};

function chartWith(manifest: JsonObject, labels?: Record<string, string>) {
  const chart = new Chart(Testing.app(), 'test', { ...(labels && { labels }) });
  return { chart, object: new VerbatimObject(chart, 'object', manifest) };
}

describe('an object taken verbatim', () => {
  test('is synthesized as it was given: nulls, order, big integers', () => {
    const { chart } = chartWith(MANIFEST);
    const [synthesized] = Testing.synth(chart);
    expect(synthesized).toEqual(MANIFEST);
    expect(Object.keys(synthesized.data)).toEqual(Object.keys(MANIFEST.data as JsonObject));
  });

  test('takes labels of its chart and annotations of others, and keeps its own', () => {
    const { object } = chartWith(MANIFEST, { team: 'net', z: 'never' });
    object.metadata.addAnnotation('note', 'x');
    expect(object.toJson().metadata).toEqual({
      name: 'a',
      labels: { z: '1', a: '2', team: 'net' },
      annotations: { note: 'x' },
    });
  });

  test('can be patched', () => {
    const { object } = chartWith(MANIFEST);
    object.addJsonPatch(JsonPatch.replace('/data/z', 'patched'));
    expect(object.toJson().data).toMatchObject({ z: 'patched', a: '10:20' });
    expect((MANIFEST.data as JsonObject).z).toBe('0o17');
  });
});
