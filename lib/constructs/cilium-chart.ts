import type { Construct } from 'constructs';
import type { CiliumChartProps } from './cilium-props';
import { CheckedCiliumChart } from './cilium-release';
import { judgedRelease } from './judged-release';

/**
 * The Cilium chart as it is right for TKE, release `cilium` in kube-system. Everything that a synth of a cluster file would
 * refuse is refused: the props, the chart values, and what the agents and the API server would make of what is rendered.
 *
 * @throws {InputError} with every error; warnings are for those who write a cluster file
 */
export class CiliumChart extends CheckedCiliumChart {
  constructor(scope: Construct, id: string, props: CiliumChartProps) {
    super(scope, id, judgedRelease(props));
  }
}
