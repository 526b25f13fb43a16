import { ChartStore } from '../charts/chart-store';
import type { Declared } from '../cluster/declared';
import { type Diagnostic, InputError } from '../diagnostics/diagnostic';
import type { JsonObject } from '../json';
import { checkObjects } from '../manifests/check-objects';
import { unacknowledged } from '../rules/acknowledged';
import { Causes } from '../rules/causes';
import { checkCluster } from '../rules/check-cluster';
import { checkRendered, mostTelling } from '../rules/check-rendered';
import { causeOfProblem, causeOfRefusal } from '../rules/problem-causes';
import { mergeValues } from '../values/merge-values';
import type { CiliumChartProps } from './cilium-props';
import { type CheckedCiliumChartProps, renderCilium } from './cilium-release';
import { declaredByProps, diagnosticOf } from './declared-by-props';
import { requireProps } from './required-props';

/**
 * Judges props as a synth judges a cluster file, and renders what they ask for.
 *
 * @throws {InputError} with every error, at the props and chart values that they come from
 */
export function judgedRelease(props: CiliumChartProps): CheckedCiliumChartProps {
  requireProps(props, 'CiliumChart', 'version', 'kubernetesVersion');
  const { charts = new ChartStore() } = props;
  const declared = declaredByProps(props, charts);
  refuse(checkCluster(declared).map(diagnosticOf), declared);
  const release = { ...props, charts, values: declared.values };
  const causes = new Causes(declared.cluster.cilium.values, (values) =>
    renderCilium({ ...release, values: mergeValues(declared.ours, values) }),
  );
  const rendered = renderedOf(release, causes);
  refuse(
    [
      ...mostTelling(checkRendered(declared, rendered, causes)).map(diagnosticOf),
      ...objectProblems(rendered, declared, causes),
    ],
    declared,
  );
  return { ...release, rendered };
}

function refuse(diagnostics: readonly Diagnostic[], { cluster }: Declared): void {
  const { left } = unacknowledged(diagnostics, cluster, () => false);
  const errors = left.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) {
    throw new InputError(errors);
  }
}

/** What the chart refuses is at the value without which it would not. */
function renderedOf(release: CheckedCiliumChartProps, causes: Causes): readonly JsonObject[] {
  try {
    return renderCilium(release);
  } catch (error) {
    if (!(error instanceof InputError)) {
      throw error;
    }
    throw new InputError(
      error.diagnostics.map((diagnostic) =>
        diagnostic.rule === 'chart-refused'
          ? { ...diagnostic, field: fieldOfValue(causeOfRefusal(diagnostic, causes)) }
          : diagnostic,
      ),
    );
  }
}

function objectProblems(
  objects: readonly JsonObject[],
  { cluster, names }: Declared,
  causes: Causes,
): Diagnostic[] {
  const check = {
    kubernetesVersion: cluster.kubernetes,
    ciliumVersion: cluster.cilium.version,
    allowedRegistries: cluster.images.allowedRegistries,
    registriesField: names.allowedRegistries,
  };
  return checkObjects(objects, check).map((problem) => ({
    ...problem,
    problem: `${problem.problem} (${fieldOfValue(causeOfProblem(problem, causes, check))})`,
  }));
}

function fieldOfValue(path: readonly string[] | undefined): string {
  return ['values', ...(path ?? [])].join('.');
}
