/** Something a test needs and a machine may lack: the reason why it is not to be had, or undefined. */
export type Requirement = () => string | undefined;

/**
 * A group of tests that need something. Where it is not to be had they are skipped, and the group's name says why.
 * That CI has everything is one test of its own: test/charts/at-hand.test.ts.
 */
export function describeRequiring(requirement: Requirement, name: string, tests: () => void): void {
  const lack = requirement();
  if (lack === undefined) {
    describe(name, tests);
  } else {
    describe.skip(`${name} [skipped: ${lack}]`, tests);
  }
}
