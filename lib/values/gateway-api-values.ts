import type { JsonObject } from '../json';
import { guidePage, type TkeReason } from './tke-reason';

/** What Gateways on TKE need of the chart. */
export const GATEWAY_API_VALUES: JsonObject = {
  gatewayAPI: {
    enabled: true,
    // TKE's load balancers cannot register the endpoints that Cilium makes for a Gateway (192.192.192.192:9999).
    hostNetwork: { enabled: true },
    // By itself the chart makes the class only where it can ask the cluster for the kind, and a render into files cannot.
    gatewayClass: { create: 'true' },
  },
};

const PAGE = guidePage('gateway-api');

/** Why each of them is set. */
export const GATEWAY_API_REASONS: readonly TkeReason[] = [
  {
    key: 'gatewayAPI.enabled',
    field: 'gatewayAPI',
    why: 'the cluster file asks for Gateways',
    source: PAGE,
  },
  {
    key: 'gatewayAPI.hostNetwork.enabled',
    field: 'gatewayAPI',
    why: "TKE's load balancers cannot register the endpoints that Cilium makes for a Gateway",
    source: PAGE,
  },
  {
    key: 'gatewayAPI.gatewayClass.create',
    field: 'gatewayAPI',
    why: 'by itself the chart makes the GatewayClass only where it can ask the cluster, which a render into files cannot',
    source: PAGE,
  },
];
