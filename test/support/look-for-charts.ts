import { ARCHIVES_LACK, lackOfArchives } from './charts';

/** Before all tests: looks once, and for all of their processes, whether the charts are at hand. A network that is down takes its time. */
export = function lookForCharts(): void {
  const lack = lackOfArchives();
  process.env[ARCHIVES_LACK] = lack ?? '';
  if (lack !== undefined) {
    process.stderr.write(`Tests that render charts are skipped: ${lack}\n`);
  }
};
