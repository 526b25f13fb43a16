import type { JsonObject } from '../../json';
import type { AgentConfig } from './agent-config';
import type { Program } from './cilium-options';

/** The ways in which a cluster file can put Cilium on TKE. */
export type Base = 'native' | 'own-cni' | 'overlay' | 'global-router' | 'coexist';

/** A configuration with which Cilium does not start, as its own code or a run of it says. */
export interface AgentRule {
  readonly id: string;
  /** Minor versions of Cilium 1 that refuse it. Default: all. */
  readonly minors?: { readonly from?: number; readonly to?: number };
  /**
   * What becomes of it. refuses: it ends with an error; panics: it crashes; waits: it never ends its initialization.
   * Default: refuses.
   */
  readonly ends?: 'refuses' | 'panics' | 'waits';
  /** True where objects that are no part of the configuration may be there and make it start; may be acknowledged. */
  readonly acknowledgeable?: boolean;
  /** Which process. Default: agent. */
  readonly by?: Program;
  /** A part of what it logs then, literally. */
  readonly words: string;
  /** File of Cilium's source that says it, from the root of the repository. */
  readonly file: string;
  /** Options that decide, the one to blame first; a function where the configuration says which. */
  readonly options: readonly string[] | ((config: AgentConfig) => readonly string[]);
  /** What the message blames. Default: the options with what they are set to. */
  readonly blames?: (config: AgentConfig) => string;
  readonly refuses: (config: AgentConfig) => boolean;
  /** What to do. */
  readonly remedy: string;
  /** The smallest case: chart values, as a cluster file has them, laid over that base. */
  readonly example: AgentExample;
}

export interface AgentExample {
  readonly base: Base;
  readonly values: JsonObject;
}
