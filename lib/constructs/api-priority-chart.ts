import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { InputError } from '../diagnostics/diagnostic';
import type { JsonObject } from '../json';
import { SYSTEM_NAMESPACE } from '../tke/daemon-sets';
import { requireProps } from './required-props';
import { VerbatimObject } from './verbatim-object';

/**
 * Shares of the API server that lists of Cilium's agents get, by the level of the TKE cluster: the higher the level, the
 * more one share is (tke-guide, codeblock/cilium/cilium-apf.yaml).
 */
export const API_SHARES = { L500: 10, L1000: 6, L3000: 3, L5000: 2 } as const;

/** Level of a TKE cluster; the number is how many nodes it is made for. */
export type TkeLevel = keyof typeof API_SHARES;

/** How much of the API server Cilium may take. */
export interface ApiPriorityChartProps {
  /** Level of the TKE cluster; `L500` for smaller ones too. */
  readonly level: TkeLevel;
}

const NAME = 'cilium';

/**
 * Keeps Cilium's agents, when all of them start and list at once, from crowding out everybody else at the API server:
 * their lists wait in queues of their own. Watches and writes are left as they are.
 */
export class ApiPriorityChart extends Chart {
  constructor(scope: Construct, id: string, props: ApiPriorityChartProps) {
    super(scope, id);
    requireProps(props, 'ApiPriorityChart', 'level');
    // cdk8s-plus knows one Subject, that of RBAC, and would drop the service account from a FlowSchema.
    new VerbatimObject(this, 'flow-schema', FLOW_SCHEMA);
    new VerbatimObject(this, 'priority-level', priorityLevel(sharesOf(props.level)));
  }
}

/** Without a share the API server would take its own default, which is more than Cilium should have. */
function sharesOf(level: TkeLevel): number {
  if (!Object.hasOwn(API_SHARES, level)) {
    throw new InputError([
      {
        severity: 'error',
        rule: 'api-priority-level',
        field: 'level',
        problem: `${JSON.stringify(level)} is not a level of a TKE cluster that has shares here`,
        remedy: `Give one of ${Object.keys(API_SHARES).join(', ')}`,
      },
    ]);
  }
  return API_SHARES[level];
}

const API_VERSION = 'flowcontrol.apiserver.k8s.io/v1';

const FLOW_SCHEMA: JsonObject = {
  apiVersion: API_VERSION,
  kind: 'FlowSchema',
  metadata: { name: NAME },
  spec: {
    distinguisherMethod: { type: 'ByUser' },
    // Before those of Kubernetes for other service accounts, the first of which is at 100.
    matchingPrecedence: 2,
    priorityLevelConfiguration: { name: NAME },
    rules: [
      {
        subjects: [
          { kind: 'ServiceAccount', serviceAccount: { name: 'cilium', namespace: SYSTEM_NAMESPACE } },
        ],
        resourceRules: [listsOf('cilium.io', '*'), listsOf('', 'pods')],
      },
    ],
  },
};

function listsOf(group: string, resource: string): JsonObject {
  return {
    apiGroups: [group],
    resources: [resource],
    verbs: ['list'],
    namespaces: ['*'],
    clusterScope: true,
  };
}

function priorityLevel(nominalConcurrencyShares: number): JsonObject {
  return {
    apiVersion: API_VERSION,
    kind: 'PriorityLevelConfiguration',
    metadata: { name: NAME },
    spec: {
      type: 'Limited',
      limited: {
        nominalConcurrencyShares,
        lendablePercent: 0,
        borrowingLimitPercent: 0,
        limitResponse: { type: 'Queue', queuing: { queues: 64, handSize: 6, queueLengthLimit: 50 } },
      },
    },
  };
}
