import { createHash } from 'node:crypto';
import type { ChartStore } from '../../lib/charts/chart-store';
import type { Diagnostic } from '../../lib/diagnostics/diagnostic';
import type { Base } from '../../lib/rules/agent/agent-rule';
import type { CiliumVersion } from '../parts/cilium';
import { clusterFile } from './clusters';
import { nameOf, type Setting, switchesOf, valuesOf } from './settings';
import { type Rendered, synthesizeCluster } from './synth';

/** A base with settings on top. */
export interface Case {
  readonly base: Base;
  readonly settings: readonly Setting[];
  readonly name: string;
  readonly rendered: Rendered;
  /** Equal for cases that agents and operators start alike. */
  readonly key: string;
  /** All that agent and operator read, by the name of the option. */
  readonly options: Readonly<Record<string, string>>;
  /** Options that are not as in the base. */
  readonly changed: readonly string[];
}

/** A case that the synth refuses. */
export interface RefusedCase extends Pick<Case, 'base' | 'settings' | 'name'> {
  readonly refused: readonly Diagnostic[];
}

/** What the synth makes of settings on a base. */
export type Planned =
  | { readonly accepted: Case }
  | { readonly refused: RefusedCase }
  /** The agent and the operator start as without them. */
  | { readonly unchanged: true };

/** Asks the synth about settings on one base. */
export class Planner {
  /** The base as it is. */
  readonly plain: Case;

  constructor(
    readonly base: Base,
    private readonly version: CiliumVersion,
    private readonly charts: ChartStore,
  ) {
    const synthesized = this.synthesize([]);
    if ('refused' in synthesized) {
      throw new Error(`the synth refuses ${base} as it is: ${synthesized.refused[0]?.problem}`);
    }
    this.plain = this.caseOf([], synthesized.rendered, {});
  }

  /** @param beneath what counts as unchanged; default: the base as it is */
  plan(settings: readonly Setting[], beneath = this.plain): Planned {
    const { base } = this;
    const synthesized = this.synthesize(settings);
    if ('refused' in synthesized) {
      return { refused: { base, settings, name: nameOf(settings), refused: synthesized.refused } };
    }
    const accepted = this.caseOf(settings, synthesized.rendered, optionsOf(this.plain.rendered));
    return accepted.key === beneath.key ? { unchanged: true } : { accepted };
  }

  /** A setting together with what it needs to have an effect; unchanged where it has none all the same, or the synth refuses that. */
  planSwitchedOn(setting: Setting): Planned {
    const switches = switchesOf(this.charts.values(this.version), setting);
    const on = this.plan(switches);
    if (switches.length === 0 || 'refused' in on) {
      return { unchanged: true };
    }
    return this.plan([...switches, setting], 'accepted' in on ? on.accepted : this.plain);
  }

  private synthesize(settings: readonly Setting[]): ReturnType<typeof synthesizeCluster> {
    return synthesizeCluster(clusterFile(this.base, this.version, valuesOf(settings)), this.charts);
  }

  private caseOf(
    settings: readonly Setting[],
    rendered: Rendered,
    beside: Readonly<Record<string, string>>,
  ): Case {
    const options = optionsOf(rendered);
    const names = [...new Set([...Object.keys(options), ...Object.keys(beside)])];
    return {
      base: this.base,
      settings,
      name: nameOf(settings),
      rendered,
      key: createHash('sha256')
        .update(JSON.stringify([options, rendered.cniConfig]))
        .digest('hex'),
      options,
      changed: names.filter((name) => options[name] !== beside[name]),
    };
  }
}

/** All that the two programs read, by the name of the option. */
function optionsOf({ config, agent, operator }: Rendered): Readonly<Record<string, string>> {
  return {
    ...config,
    'arguments of the agent': [agent.command, ...agent.args].join(' '),
    'environment of the agent': JSON.stringify(agent.env),
    'arguments of the operator': [operator.command, ...operator.args].join(' '),
    'environment of the operator': JSON.stringify(operator.env),
  };
}
