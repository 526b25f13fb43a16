import type { Declared } from '../cluster/declared';
import type { JsonObject } from '../json';
import type { AgentConfig } from './agent/agent-config';

/** What a rendered Cilium has and must not have on this cluster. */
export interface RenderedFinding {
  readonly rule: string;
  readonly severity: 'error' | 'warning';
  /** True for an error that the cluster file may acknowledge. */
  readonly acknowledgeable?: boolean;
  readonly problem: string;
  readonly remedy: string;
  readonly source: string;
  /** Where it is, when that is known without asking for the cause. */
  readonly path?: readonly (string | number)[];
}

/** A rule about the rendered objects of a cluster. */
export interface RenderedRule {
  readonly id: string;
  readonly severity: 'error' | 'warning';
  /** True for an error that the cluster file may acknowledge. */
  readonly acknowledgeable?: boolean;
  readonly source: string;
  readonly check: (
    rendered: RenderedCilium,
  ) => readonly Pick<RenderedFinding, 'problem' | 'remedy' | 'path'>[];
}

/** The rendered objects of Cilium, and the cluster that they are for. */
export interface RenderedCilium {
  readonly declared: Declared;
  readonly config: AgentConfig;
  readonly objects: readonly JsonObject[];
}
