import type { ValueFacts } from '../../lib/charts/knowledge/value-key';
import { InProcessRenderer } from '../../lib/engine/in-process-renderer';
import type { JsonObject, JsonValue } from '../../lib/json';
import { checkValues } from '../../lib/values/check-values';
import { mergeValues } from '../../lib/values/merge-values';
import { tkeValues } from '../../lib/values/tke-values';
import { LOCKED_ARCHIVES, TEST_VERSIONS, testCharts } from '../support/charts';
import { describeRequiring } from '../support/requires';
import { another } from './other-values';

const renderer = new InProcessRenderer({ dialect: 'v4.2', warn: () => {} });
const beneath = tkeValues({ replaceKubeProxy: { host: '169.254.128.27' } });
const CLAIMS = ['value-without-effect', 'value-unread'];

/** The schema of these charts takes nothing but null there, so no value can be tried. */
const NULL_ONLY = 'hubble.metrics.tls.server.mtls.name';

describeRequiring(LOCKED_ARCHIVES, 'what is said to have no effect', () => {
  test.each(TEST_VERSIONS)(
    'has none: Cilium %s renders the same objects with it',
    (version) => {
      const chart = testCharts.locate('cilium', version);
      const rendered = (values: JsonObject) =>
        JSON.stringify(
          renderer.renderDocuments({
            chart,
            releaseName: 'cilium',
            namespace: 'kube-system',
            values,
            kubeVersion: '1.32.2',
            apiVersions: [],
          }),
        );
      const claimed = Object.entries(testCharts.values(version).facts)
        .filter(([path, { removed }]) => removed === undefined && !path.includes('*') && path !== NULL_ONLY)
        .map(([path, facts]) => ({ path, values: setTo(path, facts) }))
        .filter(({ values }) =>
          checkValues({ known: testCharts.values(version), values, beneath }).some(({ rule }) =>
            CLAIMS.includes(rule),
          ),
        );
      expect(claimed.length).toBeGreaterThan(300);
      const without = rendered(beneath);
      const untrue = claimed.filter(({ values }) => rendered(mergeValues(beneath, values)) !== without);
      expect(untrue.map(({ path }) => path)).toEqual([]);
    },
    120_000,
  );
});

function setTo(path: string, facts: ValueFacts): JsonObject {
  return path
    .split('.')
    .reduceRight<JsonValue>((value, name) => ({ [name]: value }), another(facts)) as JsonObject;
}
