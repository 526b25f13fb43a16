import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { IMPORTS_DIRECTORY } from '../imports-directory';
import { PACKAGE_ROOT } from '../package-root';

/** Where the code of this package lies when it was not made into one file. */
const CODE = [join(PACKAGE_ROOT, 'lib'), join(PACKAGE_ROOT, 'build', 'lib')];

/**
 * The SHA-256 of all that decides what a synth makes of its input: the code of this package, in whatever form it runs,
 * its data, the versions of the packages that it uses, and Node's.
 */
export function toolDigest(): string {
  const code = CODE.find((directory) => __filename.startsWith(directory + sep));
  const files = [
    ...(code ? filesBelow(code) : [__filename]),
    ...filesBelow(IMPORTS_DIRECTORY),
    join(PACKAGE_ROOT, 'lib/node-init/containerd-mirror.sh'),
    ...packageFiles(),
  ];
  const hash = createHash('sha256').update(process.version);
  for (const file of files) {
    hash.update(`\0${file}\0`).update(readFileSync(file));
  }
  return hash.digest('hex');
}

function filesBelow(directory: string): string[] {
  return existsSync(directory)
    ? readdirSync(directory, { recursive: true, encoding: 'utf8' })
        .sort()
        .map((name) => join(directory, name))
        .filter((path) => /\.(?:[cm]?js|ts|json|sh)$/.test(path) && statSync(path).isFile())
    : [];
}

/** The package.json of this package and of every package that it names, wherever npm put them. */
function packageFiles(): string[] {
  const own = join(PACKAGE_ROOT, 'package.json');
  const { dependencies = {}, peerDependencies = {} } = JSON.parse(readFileSync(own, 'utf8')) as {
    dependencies?: object;
    peerDependencies?: object;
  };
  const names = [...Object.keys(dependencies), ...Object.keys(peerDependencies)].sort();
  return [own, ...names.flatMap((name) => installed(name, PACKAGE_ROOT) ?? [])];
}

function installed(name: string, from: string): string | undefined {
  const file = join(from, 'node_modules', name, 'package.json');
  const above = dirname(from);
  return existsSync(file) ? file : above === from ? undefined : installed(name, above);
}
