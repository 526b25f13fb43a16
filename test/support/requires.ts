/** Something a test needs and a machine may lack: the reason why it is not to be had, or undefined. */
export type Requirement = () => string | undefined;

/**
 * A group of tests that need something. Where it is not to be had they are skipped, and the group's name and a line on stderr say why;
 * with CI set nothing is skipped: the lack is a failure.
 */
export function describeRequiring(requirement: Requirement, name: string, tests: () => void): void {
  const lack = requirement();
  if (lack === undefined) {
    describe(name, tests);
  } else if (process.env.CI) {
    test(`${name} (cannot be left out with CI set)`, () => {
      throw new Error(lack);
    });
  } else {
    process.stderr.write(`SKIPPED ${name}: ${lack}\n`);
    describe.skip(`${name} [skipped: ${lack}]`, tests);
  }
}
