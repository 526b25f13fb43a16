/**
 * Annotation of a Service that has TKE make an internal load balancer (CLB) in the subnet with that id.
 * https://cloud.tencent.com/document/product/457/51258
 */
export const INTERNAL_SUBNET = 'service.kubernetes.io/qcloud-loadbalancer-internal-subnetid';
