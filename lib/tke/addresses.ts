/**
 * Addresses that TKE serves to its nodes, all link-local.
 * Source of each: https://github.com/imroc/tke-guide/tree/main/docs/networking/cilium
 */

/** Beginning of the addresses of 169.254.0.0/16, where TKE serves the API server to nodes. */
export const LINK_LOCAL_PREFIX = '169.254.';

/** Port of the TKE API server behind its link-local address (the guide's values.yaml). */
export const API_SERVER_PORT = 60002;

/**
 * The address that Cilium gives the interface cilium_host. The agent refuses delegated IPAM without it, and nothing else
 * may have it (the guide's appendix/local-router-ipv4.md).
 */
export const LOCAL_ROUTER_IP = '169.254.32.16';

/** The log service; logs of the flows to it would cause more of them (the guide's hubble.md). */
export const LOG_SERVICE = '169.254.0.71';

/** Address of TKE's NodeLocal DNSCache (the guide's node-local-dns.md). */
export const NODE_LOCAL_DNS = '169.254.20.10';
