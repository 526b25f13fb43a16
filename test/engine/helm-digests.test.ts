import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { chartArchives } from '../../e2e/oracle/chart-archives';
import { releaseRequest } from '../../e2e/oracle/compare-charts';
import { EngineUnderTest } from '../../e2e/oracle/engine';
import { NAMED_VALUES } from '../../e2e/oracle/named-values';
import { DIALECTS } from '../../e2e/oracle/real-helm';
import { digestOf, type RecordedDigests } from '../../e2e/oracle/record';
import { describeRequiring } from '../support/requires';

const recorded: RecordedDigests = JSON.parse(readFileSync(resolve(__dirname, 'helm-digests.json'), 'utf8'));
const archives = new Map(chartArchives().map((chart) => [chart.version, chart]));

describe.each(Object.entries(recorded))('chart %s', (version, digests) => {
  const chart = archives.get(version);
  const lack = () => (chart ? undefined : `no archive of cilium ${version} in the chart directories`);
  describeRequiring(lack, 'renders to the bytes Helm printed', () => {
    test.each(DIALECTS)('of Helm %s', (dialect) => {
      const engine = new EngineUnderTest(dialect);
      const answers = Object.entries(NAMED_VALUES).map(([name, values]) => {
        const outcome = chart ? engine.render(releaseRequest(chart, values)) : { outside: 'no chart' };
        return [`${name} ${dialect}`, 'outside' in outcome ? outcome : digestOf(outcome)];
      });
      expect(Object.fromEntries(answers)).toEqual(
        Object.fromEntries(Object.entries(digests).filter(([name]) => name.endsWith(` ${dialect}`))),
      );
    });
  });
});
