import { type Change, pathText } from '../change';
import { PLAIN_FILE, UNREADABLE_FILE } from '../dist-files';
import { isImmutable } from './immutable';
import type { Group } from './item';
import { isForNodePools } from './needs-hand-items';
import { isNameOf, type PairFacts } from './pair-facts';
import { isSecurity } from './security';
import { inTemplate, ROLLED_KINDS } from './workloads';

/** ConfigMaps of the network, beside cilium-config. */
const NETWORK_CONFIG = new Set(['cilium-config', 'cni-config', 'cilium-envoy-config']);
const NETWORK_KINDS = new Set([
  'Service',
  'Endpoints',
  'EndpointSlice',
  'Ingress',
  'GatewayClass',
  'Gateway',
]);

/** The one group that a changed path is reported in. */
export function groupOf(change: Change, known: PairFacts): Group {
  const { object, kind, path } = change;
  const field = path[0] ?? '';
  if (kind === 'same') {
    return 'rest';
  }
  if (kind === 'object' && object.copy !== undefined) {
    return change.after === undefined ? 'rest' : 'needs-hand';
  }
  if (object.kind === PLAIN_FILE) {
    return isForNodePools(object.name) ? 'needs-hand' : 'rest';
  }
  if (object.kind === UNREADABLE_FILE || isImmutable(change, known.before(change), known.isRenamed(change))) {
    return 'needs-hand';
  }
  if (object.role === 'argocd' || object.role === 'undo' || isArgoAnnotation(path) || field === '[layer]') {
    return 'argo-cd';
  }
  if (isSecurity(change)) {
    return 'security';
  }
  if (kind === 'object' || isNameOf(change)) {
    return 'argo-cd';
  }
  if (ROLLED_KINDS.includes(object.kind) && (inTemplate(change) || RHYTHM.test(pathText(path)))) {
    return 'restarts';
  }
  if (object.kind === 'Job' && inTemplate(change)) {
    return 'restarts';
  }
  const isNetwork =
    (object.kind === 'ConfigMap' && NETWORK_CONFIG.has(object.name) && field === 'data') ||
    (NETWORK_KINDS.has(object.kind) && field === 'spec') ||
    (object.group === 'cilium.io' && field === 'spec');
  return isNetwork ? 'network' : 'rest';
}

/** Fields of a workload that say how its pods are replaced, and how many there are. */
const RHYTHM = /^spec\.(?:updateStrategy|strategy|minReadySeconds|replicas|paused|progressDeadlineSeconds)\b/;

function isArgoAnnotation(path: readonly string[]): boolean {
  return (
    path[0] === 'metadata' &&
    path[1] === 'annotations' &&
    /^(?:argocd\.argoproj\.io|helm\.sh)\//.test(path[2] ?? '')
  );
}
