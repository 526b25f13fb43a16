import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { FileSpec } from '../layout/layout';
import { PACKAGE_ROOT } from '../package-root';

/** The examples to choose from: one per way in which Cilium runs on TKE. */
export const MODES = ['replace', 'coexist', 'overlay', 'global-router'] as const;
export type Mode = (typeof MODES)[number];

/** The services that a check of pull requests can be written for. */
export const CI_SERVICES = { github: '.github/workflows/dist.yaml', gitlab: '.gitlab-ci.yml' } as const;
export type CiService = keyof typeof CI_SERVICES;

/** What a team's repository is made of. */
export interface TeamRepository {
  /** Name of the repository, for its package.json and README. */
  readonly name: string;
  /** What to begin with in `clusters/`. */
  readonly modes: readonly Mode[];
  readonly ci: readonly CiService[];
  /** Version of Cilium in the examples. */
  readonly cilium: string;
  /** Version of Kubernetes in the examples. */
  readonly kubernetes: string;
  /** Text of `charts.lock.yaml`. */
  readonly lock: string;
  /** What `package.json` says of this package: a version range, or where it was installed from. */
  readonly tool: string;
}

/** npm leaves files out of a package whose names begin with a dot, so the templates spell it. */
const DOT = /(^|\/)dot-/g;

/** The files of a team's repository. Reads the templates of this package, writes nothing. */
export function teamRepository(wanted: TeamRepository): FileSpec[] {
  const left = new Set<string>([
    ...MODES.filter((mode) => !wanted.modes.includes(mode)).map((mode) => `clusters/example-${mode}.yaml`),
    ...Object.entries(CI_SERVICES).flatMap(([service, path]) =>
      wanted.ci.some((one) => one === service) ? [] : [path],
    ),
  ]);
  const templates = templateFiles().filter(({ path }) => !left.has(path));
  return [
    ...templates.map(({ path, content }) => ({ path, content: filled(content, wanted) })),
    { path: 'charts.lock.yaml', content: wanted.lock },
    { path: 'package.json', content: `${JSON.stringify(packageJson(wanted), null, 2)}\n` },
  ].sort((a, b) => (a.path < b.path ? -1 : 1));
}

function templateFiles(): FileSpec[] {
  const root = join(PACKAGE_ROOT, 'templates', 'team');
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => {
      // Node 20 before 20.12 has `path` only, Node 24 has `parentPath` only.
      const { parentPath, path } = entry as { parentPath?: string; path?: string };
      const file = join(parentPath ?? path ?? root, entry.name);
      return {
        path: relative(root, file).replaceAll('\\', '/').replace(DOT, '$1.'),
        content: readFileSync(file, 'utf8'),
      };
    });
}

function filled(content: string, { name, cilium, kubernetes }: TeamRepository): string {
  return content
    .replaceAll('@NAME@', name)
    .replaceAll('@CILIUM@', cilium)
    .replaceAll('@KUBERNETES@', kubernetes);
}

function packageJson({ name, tool }: TeamRepository) {
  // The versions that this package itself is tested with.
  const { devDependencies: tested } = JSON.parse(
    readFileSync(join(PACKAGE_ROOT, 'package.json'), 'utf8'),
  ) as { devDependencies: Readonly<Record<string, string>> };
  const versions = (...packages: readonly string[]) =>
    Object.fromEntries(packages.map((one) => [one, tested[one]]));
  return {
    name:
      name
        .toLowerCase()
        .replace(/[^-._a-z0-9]+/g, '-')
        .replace(/^[-._]+/, '') || 'clusters',
    version: '1.0.0',
    private: true,
    scripts: { synth: 'tke-cilium synth', test: 'jest' },
    dependencies: { ...versions('cdk8s', 'cdk8s-plus-30', 'constructs'), 'tke-cilium': tool },
    devDependencies: versions('cdk8s-cli', 'jest', 'tsx'),
  };
}
