import { readFileSync } from 'node:fs';
import { ChartStore } from '../charts/chart-store';
import { GATEWAY_API } from '../charts/crd-sets';
import type { ReadCluster } from '../cluster/read-clusters';
import { InputError } from '../diagnostics/diagnostic';
import type { Finding } from '../diagnostics/finding';
import type { JsonObject } from '../json';
import { gatewayCrdFindings } from '../rules/gateway-api';
import { readManifests } from '../yaml/read';

/** The CRDs that a cluster asks for, and what is wrong with them. */
export interface GatewayCrds {
  readonly crds: readonly JsonObject[];
  readonly findings: readonly Finding[];
}

/** Reads the locked CRDs of the Gateway API, where the cluster file names a version. */
export function gatewayCrds(
  { cluster: { gatewayAPI }, declared }: ReadCluster,
  charts: ChartStore = new ChartStore(),
): GatewayCrds {
  if (!gatewayAPI) {
    return { crds: [], findings: [] };
  }
  try {
    const { path, digest } = charts.locate(GATEWAY_API, gatewayAPI.crds);
    const crds = parsed(path, digest);
    return { crds, findings: gatewayCrdFindings(declared, crds) };
  } catch (error) {
    if (!(error instanceof InputError)) {
      throw error;
    }
    return {
      crds: [],
      findings: error.diagnostics.map(({ rule, problem, remedy }) => ({
        rule,
        path: ['gatewayAPI', 'crds'],
        problem,
        remedy,
      })),
    };
  }
}

const known = new Map<string, readonly JsonObject[]>();

/** A set of CRDs is long, and a hundred clusters may have the same. */
function parsed(path: string, digest: string): readonly JsonObject[] {
  const objects = known.get(digest) ?? readManifests(readFileSync(path, 'utf8'));
  known.set(digest, objects);
  return objects;
}
