/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  globalSetup: '<rootDir>/test/support/look-for-charts.ts',
  // What a test puts in place of something is gone with it.
  restoreMocks: true,
  // A hang ends; a slow machine is no failure.
  testTimeout: 120_000,
  transform: { '\\.ts$': ['@swc/jest', { jsc: { target: 'es2022', parser: { syntax: 'typescript' } } }] },
};
