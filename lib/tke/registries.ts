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
