/** Where the images of Cilium are published. */
export const QUAY = 'quay.io';

/**
 * Tencent Cloud's mirror of quay.io, which nodes reach from inside a VPC only
 * (tke-guide, docs/networking/cilium/install.md).
 */
export const QUAY_MIRROR = 'quay.tencentcloudcr.com';

/**
 * An image that nodes can pull before they know the mirror, pinned by digest: everything but quay.io, which is what the
 * mirror is for. A regular expression, as JSON Schema takes it.
 */
export const PINNED_IMAGE_OFF_QUAY = '^(?!quay\\.io/)[a-z0-9.-]+(:[0-9]+)?/[^\\s@]+@sha256:[0-9a-f]{64}$';

/**
 * A registry of one's own, and a path in it, without scheme and without a slash at its end. Its first part must be a
 * host, for a container runtime takes a single word for a project of docker.io; and it is not quay.io, where images come
 * from without it. A regular expression, as JSON Schema takes it.
 */
export const IMAGE_REGISTRY =
  '^(?!quay\\.io(/|$))([a-z0-9-]+(\\.[a-z0-9-]+)+(:[0-9]{1,5})?|[a-z0-9-]+:[0-9]{1,5})(/[a-z0-9]+([._-]+[a-z0-9]+)*)*$';

/** Whether a name of an image, or of its repository, begins with the host of a registry. */
export function isPublished(image: string): boolean {
  return /^[^/]*[.:][^/]*\//.test(image);
}

/**
 * The same image, or repository, in another registry: its own path, its tag and its digest stay.
 *
 * @param image with the host of its registry, for example `quay.io/cilium/cilium:v1.19.6@sha256:...`
 * @param registry host and path, for example `team.tencentcloudcr.com/quay.io`. The mirror of Tencent Cloud has what is
 *   on quay.io and nothing else, so other images stay where they are.
 */
export function underRegistry(image: string, registry: string): string {
  const slash = image.indexOf('/');
  const host = image.slice(0, slash);
  return registry === QUAY_MIRROR && host !== QUAY ? image : `${registry}${image.slice(slash)}`;
}

/** An image with its registry, pinned by digest, as JSON Schema takes it. */
export const PINNED_IMAGE = '^[a-z0-9.-]+(:[0-9]+)?/[^\\s@]+@sha256:[0-9a-f]{64}$';
