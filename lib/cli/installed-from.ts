import { readFileSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { toolVersion } from '../package-facts';
import { PACKAGE_ROOT } from '../package-root';

/**
 * What a package.json in that directory says to get this same package: a range of versions, or, when it was installed
 * from a file, that file.
 */
export function installedFrom(directory: string, packageRoot: string = PACKAGE_ROOT): string {
  const modules = `${sep}node_modules${sep}`;
  const at = packageRoot.lastIndexOf(modules);
  const project = packageRoot.slice(0, at);
  const resolved = at < 0 ? undefined : resolvedIn(project, packageRoot.slice(at + modules.length));
  if (resolved?.startsWith('file:')) {
    const archive = resolve(project, resolved.slice('file:'.length));
    return `file:${relative(directory, archive).replaceAll('\\', '/')}`;
  }
  return `^${toolVersion()}`;
}

/** npm records for every package that it installs where it came from. */
function resolvedIn(project: string, name: string): string | undefined {
  try {
    const text = readFileSync(join(project, 'node_modules', '.package-lock.json'), 'utf8');
    const { packages } = JSON.parse(text) as { packages: Record<string, { resolved?: string }> };
    return packages[`node_modules/${name.replaceAll('\\', '/')}`]?.resolved;
  } catch {
    return undefined;
  }
}
