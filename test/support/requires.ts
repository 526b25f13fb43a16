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
    // The group's own tests are not even listed: listing them may take what is missing.
    test.skip(`${name} [skipped: ${lack}]`, tests);
  }
}

/** The same for a file all of whose tests need something. Call it before the first test. */
export function fileRequires(requirement: Requirement): void {
  const lack = requirement();
  if (lack === undefined) {
    return;
  }
  // Taken before it is replaced: what replaces it has no skip of its own.
  const { skip } = test;
  const skipGroup = (name: string) => skip(`${name} [skipped: ${lack}]`, () => {});
  Object.assign(globalThis, {
    describe: Object.assign(skipGroup, { each: () => skipGroup }),
    test: skip,
  });
}
