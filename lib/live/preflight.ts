import type { Declared } from '../cluster/declared';
import type { ClusterFacts } from './cluster-facts';
import type { Answer } from './cluster-reader';
import type { Judged } from './preflight-rule';
import { PREFLIGHT_RULES } from './preflight-rules';

/** One rule, held against the live cluster. */
export interface LiveFinding extends Judged {
  readonly rule: string;
}

/** Holds a cluster against its file. Pure. Rules that do not concern this cluster give no row. */
export function preflight(facts: ClusterFacts, declared: Declared): LiveFinding[] {
  const { cluster } = declared;
  return PREFLIGHT_RULES.flatMap(({ rule, needs, concerns, judge }): LiveFinding[] => {
    if (concerns && !concerns(cluster)) {
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
    const judged = judge(facts, cluster, declared);
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
    : 'Mend the connection, and run it again';
}
