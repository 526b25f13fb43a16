import type { JsonObject } from '../json';
import { guidePage, type TkeReason } from './tke-reason';

/** What the egress gateway needs of the chart besides masquerading, which is a field of its own with native routing. */
export const EGRESS_GATEWAY_VALUES: JsonObject = { egressGateway: { enabled: true } };

/** Why it is set. */
export const EGRESS_GATEWAY_REASONS: readonly TkeReason[] = [
  {
    key: 'egressGateway.enabled',
    field: 'egressGateway',
    why: 'the cluster file has traffic of chosen pods leave by chosen nodes',
    source: guidePage('egress-gateway'),
  },
];
