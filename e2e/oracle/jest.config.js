const shared = require('../../jest.config');

/** What needs the real Helm, which Go builds once. @type {import('jest').Config} */
module.exports = { ...shared, rootDir: '../..', roots: ['<rootDir>/e2e/oracle'] };
