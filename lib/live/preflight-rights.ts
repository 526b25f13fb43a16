import type { LiveFinding } from './preflight-rule';
import { type RightsToApply, rightText } from './rights';

/**
 * Whether somebody may apply what `dist/` holds. Only a warning for the user who asks: where others apply, or Argo CD, that user
 * needs to read and nothing more.
 */
export function rightsFinding({ applier, asked }: RightsToApply): LiveFinding {
  const rule = 'rights to apply';
  const who = applier ?? 'you';
  const wanted = `all, for ${who}`;
  const unanswered = asked.flatMap(({ permission }) => ('message' in permission ? [permission] : []));
  const [first] = unanswered;
  if (first) {
    const remedy =
      first.kind === 'forbidden'
        ? `Let this user impersonate ${who}, or bind docs/preflight-rbac.yaml to it`
        : 'Restore the connection, and run it again';
    return { rule, found: first.message, wanted, verdict: 'unknown', remedy };
  }
  const denied = asked.filter(({ permission }) => permission.kind === 'denied');
  const found = `${asked.length - denied.length} of ${asked.length}`;
  if (denied.length === 0) {
    return { rule, found, wanted, verdict: 'ok', remedy: '' };
  }
  const missing = `not: ${denied.map(rightText).join(', ')}`;
  return applier === undefined
    ? {
        rule,
        found,
        wanted,
        verdict: 'warning',
        remedy: `Somebody else must apply dist/; ask for them with --applier (${missing})`,
      }
    : { rule, found, wanted, verdict: 'wrong', remedy: `Bind a role with the missing rights (${missing})` };
}
