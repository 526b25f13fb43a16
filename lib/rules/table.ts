import { ADDRESS_RULES } from './addresses';
import { CNI_RULES } from './cni';
import { CONTROL_PLANE_RULES } from './control-plane';
import { EGRESS_GATEWAY_RULES } from './egress-gateway';
import { FEATURE_RULES } from './features';
import { FLOW_LOG_RULES } from './flow-logs';
import { GATEWAY_API_RULES } from './gateway-api';
import { HUBBLE_ENTRY_RULES } from './hubble-entries';
import { KNOWN_FAULT_RULES } from './known-faults';
import { LOAD_BALANCING_RULES } from './load-balancing';
import { LOCAL_DNS_RULES } from './local-dns';
import { MASQUERADE_FIELD_RULES } from './masquerade-field';
import { MASQUERADING_RULES } from './masquerading';
import { MESH_RULES } from './mesh';
import { MESH_FIELD_RULES } from './mesh-field';
import { NETWORK_RULES } from './network';
import { NODE_RULES } from './nodes';
import { OBSERVABILITY_FIELD_RULES } from './observability-fields';
import { OVERLAY_RULES } from './overlay';
import type { Rule } from './rule';
import { SCALE_RULES } from './scale';

/** Every rule about what a cluster file says, the one table of them. */
export const RULES: readonly Rule[] = [
  ...CONTROL_PLANE_RULES,
  ...NETWORK_RULES,
  ...CNI_RULES,
  ...OVERLAY_RULES,
  ...ADDRESS_RULES,
  ...MASQUERADING_RULES,
  ...MASQUERADE_FIELD_RULES,
  ...NODE_RULES,
  ...FEATURE_RULES,
  ...OBSERVABILITY_FIELD_RULES,
  ...FLOW_LOG_RULES,
  ...HUBBLE_ENTRY_RULES,
  ...MESH_RULES,
  ...MESH_FIELD_RULES,
  ...EGRESS_GATEWAY_RULES,
  ...GATEWAY_API_RULES,
  ...LOAD_BALANCING_RULES,
  ...LOCAL_DNS_RULES,
  ...SCALE_RULES,
  ...KNOWN_FAULT_RULES,
];
