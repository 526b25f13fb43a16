import type { JsonObject } from '../json';
import { guidePage, type TkeReason } from './tke-reason';

/** What a node-local DNS behind a CiliumLocalRedirectPolicy needs of the chart. */
export const LOCAL_DNS_VALUES: JsonObject = { localRedirectPolicies: { enabled: true } };

/** Why it is set. */
export const LOCAL_DNS_REASONS: readonly TkeReason[] = [
  {
    key: 'localRedirectPolicies.enabled',
    field: 'localDNS',
    why: 'a CiliumLocalRedirectPolicy sends what pods ask kube-dns to the cache on their node',
    source: guidePage('appendix/with-node-local-dns'),
  },
];
