import { LOCKED_ARCHIVES } from '../support/charts';

/** On other machines the tests that need the charts are skipped, each with the reason in its name. */
const inCi = process.env.CI ? test : test.skip;

inCi('with CI set, the charts that the tests render are at hand', () => {
  const lack = LOCKED_ARCHIVES();
  if (lack !== undefined) {
    throw new Error(`tests would be skipped: ${lack}`);
  }
});
