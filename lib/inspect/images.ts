import type { ChartValues } from '../charts/knowledge/chart-values';
import type { Declared } from '../cluster/declared';
import type { Layer } from '../constructs/layer';
import { fullName, imagesOf } from '../manifests/check-images';
import { objectName } from '../manifests/object-name';
import { mirrorRegistry } from '../node-init/image';
import { isPublished, QUAY } from '../tke/registries';

/** An image that nodes of a cluster pull. */
export interface ClusterImage {
  /** As the manifests name it, with its digest. */
  readonly image: string;
  /** The same image where it is published: equal to `image` where the cluster takes it from there. */
  readonly source: string;
  /** The objects that run it, for example `kube-system/DaemonSet/cilium`. */
  readonly objects: readonly string[];
}

/** What the nodes of one cluster pull. */
export interface ImagesOfCluster {
  readonly cluster: string;
  /** `images.registry` of the cluster. */
  readonly registry?: string;
  readonly images: readonly ClusterImage[];
}

/** An image of a fleet, and the clusters that run it. */
export interface FleetImage extends Pick<ClusterImage, 'image' | 'source'> {
  readonly clusters: readonly string[];
}

/**
 * Every image in the manifests of a cluster, so of the components that it has and no others. Sorted by name.
 *
 * @param layers of that cluster
 */
export function imagesOfCluster(declared: Declared, layers: readonly Layer[]): ImagesOfCluster {
  const { name, images } = declared.cluster;
  const published = publisher(declared.known, [
    images.registry,
    mirrorRegistry(declared.cluster.containerdMirror.endpoint),
  ]);
  const objects = new Map<string, Set<string>>();
  for (const object of layers.flatMap((layer) => layer.objects)) {
    for (const { image } of imagesOf(object)) {
      objects.set(image, (objects.get(image) ?? new Set()).add(objectName(object)));
    }
  }
  return {
    cluster: name,
    ...(images.registry !== undefined && { registry: images.registry }),
    images: [...objects.keys()].sort().map((image) => ({
      image,
      source: published(image),
      objects: [...(objects.get(image) ?? [])].sort(),
    })),
  };
}

/** Every image of some clusters once, sorted by name. */
export function imagesOfFleet(clusters: readonly ImagesOfCluster[]): FleetImage[] {
  const all = new Map<string, { source: string; clusters: string[] }>();
  for (const { cluster, images } of clusters) {
    for (const { image, source } of images) {
      const known = all.get(image) ?? { source, clusters: [] };
      known.clusters.push(cluster);
      all.set(image, known);
    }
  }
  return [...all.keys()].sort().flatMap((image) => {
    const known = all.get(image);
    return known ? [{ image, source: known.source, clusters: known.clusters.sort() }] : [];
  });
}

/**
 * Gives an image the registry where it is published. The chart's defaults say which one that is, by the first part of the
 * path: what is in `spiffe/` is on ghcr.io.
 *
 * @param registries those of one's own, which hold copies
 */
function publisher(
  { facts }: ChartValues,
  registries: readonly (string | undefined)[],
): (image: string) => string {
  const hosts = new Map<string, string>([['cilium', QUAY]]);
  for (const [path, { default: image }] of Object.entries(facts)) {
    if (path.endsWith('.repository') && typeof image === 'string' && isPublished(image)) {
      const [host = '', project = ''] = image.split('/');
      hosts.set(project, host);
    }
  }
  return (image) => {
    const registry = registries.find((one) => one !== undefined && image.startsWith(`${one}/`));
    const path = registry === undefined ? '' : image.slice(registry.length + 1);
    const host = hosts.get(path.split('/')[0] ?? '');
    return host === undefined ? fullName(image) : `${host}/${path}`;
  };
}
