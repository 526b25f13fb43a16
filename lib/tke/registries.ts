/** Where the images of Cilium are published. */
export const QUAY = 'quay.io';

/**
 * Tencent Cloud's mirror of quay.io, which nodes reach from inside a VPC only
 * (tke-guide, docs/networking/cilium/install.md).
 */
export const QUAY_MIRROR = 'quay.tencentcloudcr.com';
