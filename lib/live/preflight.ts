import type { ClusterFacts } from './cluster-facts';
import type { Answer } from './cluster-reader';
import { CILIUM_RULES } from './preflight-cilium';
import { CONTROL_PLANE_RULES } from './preflight-control-plane';
import { DIST_RULES } from './preflight-dist';
import { NETWORK_RULES } from './preflight-network';
import { NODE_RULES } from './preflight-nodes';
import { PARKED_RULES } from './preflight-parked';
import type { Expected, LiveFinding, PreflightRule } from './preflight-rule';

/** Every rule of the preflight, in the order of its table. */
const PREFLIGHT_RULES: readonly PreflightRule[] = [
  ...CONTROL_PLANE_RULES,
  ...NETWORK_RULES,
  ...PARKED_RULES,
  ...CILIUM_RULES,
  ...DIST_RULES,
  ...NODE_RULES,
];

/** Compares a cluster with its file, and with `dist/`. Pure. Rules that do not apply to this cluster give no row. */
export function preflight(facts: ClusterFacts, expected: Expected): LiveFinding[] {
  return PREFLIGHT_RULES.flatMap(({ rule, needs, applies, judge }): LiveFinding[] => {
    if (applies && !applies(expected)) {
      return [];
    }
    const unread = needs.map((name) => facts[name]).find(isUnread);
    if (unread) {
      return [
        {
          rule,
          found: unread.message,
          wanted: 'to be readable',
          verdict: 'unknown',
          remedy: remedyFor(unread),
        },
      ];
    }
    const judged = judge(facts, expected);
    return judged ? [{ rule, ...judged }] : [];
  });
}

/** 0 when nothing is wrong and nothing is unknown. */
export function exitStatus(findings: readonly LiveFinding[]): 0 | 1 {
  return findings.some(({ verdict }) => verdict === 'wrong' || verdict === 'unknown') ? 1 : 0;
}

type Unread = Extract<Answer, { message: string }>;

function isUnread(answer: Answer): answer is Unread {
  return answer.kind === 'forbidden' || answer.kind === 'failed';
}

function remedyFor({ kind }: Unread): string {
  return kind === 'forbidden'
    ? 'Bind docs/preflight-rbac.yaml to this user'
    : 'Restore the connection, and run it again';
}
