import { InputError } from '../diagnostics/diagnostic';
import { imageName } from '../manifests/image-name';
import { QUAY_MIRROR, underRegistry } from '../tke/registries';
import { writeManifest } from '../yaml/write';
import type { ImagesOfCluster } from './images';

/** An image, and where a copy of it must be. */
export interface ImageCopy {
  /** With tag and digest. */
  readonly from: string;
  /** With its tag; the digest is that of `from`. */
  readonly to: string;
  /** The registry that the copy is in, and the path of it there. */
  readonly registry: string;
}

/**
 * The copies that the registries of some clusters need.
 *
 * @param to a registry in the place of those of the cluster files
 * @throws {InputError} when a cluster takes its images from where they are published and `to` is not given, or nothing needs
 *   a copy
 */
export function imageCopies(clusters: readonly ImagesOfCluster[], to?: string): ImageCopy[] {
  const without = clusters.filter(({ registry }) => (to ?? registry) === undefined);
  if (without.length > 0) {
    throw new InputError([
      {
        severity: 'error',
        rule: 'no-image-registry',
        problem: `there is no registry to copy to: images.registry is not set for ${without.map(({ cluster }) => cluster).join(', ')}`,
        remedy: 'Set it, or give --to, for example --to team.tencentcloudcr.com/quay.io',
      },
    ]);
  }
  const copies = new Map<string, ImageCopy>();
  for (const one of clusters) {
    const registry = to ?? one.registry ?? '';
    if (registry === QUAY_MIRROR) {
      continue;
    }
    for (const { image, source } of one.images) {
      if (to === undefined && !image.startsWith(`${registry}/`)) {
        continue;
      }
      const target = underRegistry(source, registry).replace(/@.*$/, '');
      if (target !== source.replace(/@.*$/, '')) {
        copies.set(`${source} ${target}`, { from: source, to: target, registry });
      }
    }
  }
  if (copies.size === 0) {
    throw new InputError([
      {
        severity: 'error',
        rule: 'nothing-to-copy',
        problem: `no image needs a copy: ${QUAY_MIRROR} is a mirror, and has what is on quay.io by itself`,
        remedy: 'Give --to to copy to a registry of your own',
      },
    ]);
  }
  return [...copies.keys()].sort().flatMap((key) => copies.get(key) ?? []);
}

/**
 * A script of crane, which copies an image with all of its architectures, so that its digest stays
 * (https://github.com/google/go-containerregistry/blob/main/cmd/crane/doc/crane_copy.md).
 */
export function craneLines(copies: readonly ImageCopy[]): string {
  return copies.map(({ from, to }) => `crane copy ${from} ${to}\n`).join('');
}

/**
 * The file that `skopeo sync --src yaml` takes (https://github.com/containers/skopeo/blob/main/docs/skopeo-sync.1.md), and
 * above it the command. skopeo keeps the last part of an image's path only, or with --scoped all of it and the registry too.
 *
 * @throws {InputError} when no such command puts all images where they must be
 */
export function skopeoFile(copies: readonly ImageCopy[]): string {
  const hosts = [...new Set(copies.map(({ from }) => from.split('/')[0] ?? ''))];
  const images = hosts.map((host) => [
    host,
    { images: listed(copies.filter(({ from }) => from.startsWith(`${host}/`))) },
  ]);
  return `# ${commandOf(copies)}\n${writeManifest(Object.fromEntries(images))}`;
}

/** Digests by path, and not tags: a tag could be another image by the time of the copy. */
function listed(copies: readonly ImageCopy[]): Record<string, string[]> {
  const found: Record<string, string[]> = {};
  for (const { from } of copies) {
    const { registry, repository, tag, digest } = imageName(from);
    const path = repository.slice(registry.length + 1);
    found[path] = [...new Set([...(found[path] ?? []), digest || tag || 'latest'])];
  }
  return found;
}

function commandOf(copies: readonly ImageCopy[]): string {
  const scoped = only(copies, ({ from, to }) => before(to, `/${imageName(from).repository}`));
  const last = only(copies, ({ from, to }) => before(to, `/${imageName(from).repository.split('/').at(-1)}`));
  const [option, destination] = scoped === undefined ? ['', last] : [' --scoped', scoped];
  if (destination === undefined) {
    throw new InputError([
      {
        severity: 'error',
        rule: 'skopeo-destinations',
        problem: `one run of skopeo sync cannot copy to ${[...new Set(copies.map(({ to }) => to.replace(/\/[^/]*$/, '')))].join(' and ')}`,
        remedy: 'Use --sync crane, or name clusters that share a registry',
      },
    ]);
  }
  return `skopeo sync --all${option} --src yaml --dest docker FILE ${destination}`;
}

/** The one answer for all of them, if there is one. */
function only(copies: readonly ImageCopy[], of: (copy: ImageCopy) => string | undefined): string | undefined {
  const [first, ...others] = [...new Set(copies.map(of))];
  return others.length === 0 ? first : undefined;
}

/** What is before an ending. */
function before(image: string, ending: string): string | undefined {
  const { repository } = imageName(image);
  return repository.endsWith(ending) ? repository.slice(0, -ending.length) : undefined;
}
