/**
 * Which room of lib/ may import which: each one only those above it in this list. Data flows the same way, from cluster
 * file to disk. docs/architecture.md says what each room is.
 */
const ROOMS = [
  'engine',
  'version',
  'tke',
  'diagnostics',
  'yaml',
  'charts',
  'values',
  'cluster',
  'manifests',
  'rules',
  'helm',
  'node-init',
  'constructs',
  'layout',
  'publish',
  'review',
  'synth',
  'inspect',
  'live',
  'cli',
];

const room = (name) => `^lib/${name}/`;

const direction = ROOMS.flatMap((name, index) => {
  const later = ROOMS.slice(index + 1);
  return later.length === 0
    ? []
    : {
        name: `${name}-comes-before`,
        comment: `lib/${name} may import only the rooms that stand before it in .dependency-cruiser.cjs.`,
        severity: 'error',
        from: { path: room(name) },
        to: { path: `^lib/(${later.join('|')})/` },
      };
});

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...direction,
    {
      name: 'engine-is-sealed',
      comment: 'The engine may be published on its own: Node and npm packages are all that it may import.',
      severity: 'error',
      from: { path: room('engine') },
      to: { pathNot: [room('engine'), '^node_modules/'], dependencyTypesNot: ['core'] },
    },
    {
      name: 'every-room-has-its-place',
      comment: 'A new room of lib/ needs a place in the list of .dependency-cruiser.cjs.',
      severity: 'error',
      from: {},
      to: { path: '^lib/[^/]+/', pathNot: [`^lib/(${ROOMS.join('|')})/`] },
    },
    {
      name: 'library-before-tools',
      comment: 'What is shipped imports nothing that is not: no test, script, benchmark or e2e.',
      severity: 'error',
      from: { path: '^(lib|imports)/' },
      to: { path: '^(test|scripts|benchmark|e2e)/' },
    },
    {
      name: 'no-cycle',
      comment: 'No two files import each other, however far around; types count too.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-unlisted-package',
      comment: 'A package that lib/ imports is in dependencies or peerDependencies of package.json.',
      severity: 'error',
      from: { path: '^lib/' },
      to: {
        dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'],
        dependencyTypesNot: ['npm-peer', 'type-only'],
      },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    parser: 'swc',
    tsPreCompilationDeps: true,
    combinedDependencies: true,
  },
};
