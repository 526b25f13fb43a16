import type { LocatedChart } from '../charts/chart-store';
import { InputError } from '../diagnostics/diagnostic';
import { ExecutionError, RefusedTemplate } from './eval/frame';
import { FAILURE_END, FAILURE_START } from './functions/flow';
import { fromBytes } from './go/bytes';
import { GoError, OutsideProfile } from './go/errors';
import { YamlSyntaxError } from './go-yaml/read/syntax-error';
import { onOneLine } from './helms-words';
import { TemplateSyntaxError } from './template/token-reader';

const USE_HELM = 'Set cilium.renderer: helm in the cluster file to have the real Helm render the chart';

/**
 * Runs a render and turns what stopped it into an InputError: Helm's own words where Helm would refuse as well,
 * template, line and function where only this engine does.
 */
export function asInputError<T>(chart: LocatedChart, render: () => T): T {
  try {
    return render();
  } catch (error) {
    throw diagnose(chart, error) ?? error;
  }
}

function diagnose(chart: LocatedChart, error: unknown): InputError | undefined {
  const name = `the chart ${chart.name} ${chart.version}`;
  if (error instanceof RefusedTemplate) {
    const { cause, template, line, calling, file } = error;
    const asks =
      calling === '' || cause.asked.includes(calling)
        ? cause.asked
        : `${cause.asked}, in a call of ${calling}`;
    return new InputError([
      {
        severity: 'error',
        rule: 'renderer-profile',
        problem: `${name} asks for ${fromBytes(asks)} in ${fromBytes(template)}:${line}${
          file === template ? '' : `, to render ${fromBytes(file)}`
        }, which the built-in renderer does not do`,
        remedy: cause.remedy ?? USE_HELM,
      },
    ]);
  }
  if (error instanceof OutsideProfile) {
    return new InputError([
      {
        severity: 'error',
        rule: 'renderer-profile',
        problem: `${name} cannot be rendered: the built-in renderer does not take ${fromBytes(error.asked)}`,
        remedy: error.remedy ?? USE_HELM,
      },
    ]);
  }
  const words = helmsWords(error);
  return words === undefined
    ? undefined
    : new InputError([
        {
          severity: 'error',
          rule: 'chart-refused',
          problem: `${name} cannot be rendered: ${onOneLine(fromBytes(words))}`,
          remedy: 'Change the values it names',
        },
      ]);
}

/** What Helm prints after `Error: `, in bytes; undefined for a fault of this program. */
export function helmsWords(error: unknown): string | undefined {
  if (error instanceof ExecutionError) {
    return executionWords(error.message);
  }
  if (error instanceof TemplateSyntaxError) {
    return `parse error at (${error.source.name}:${error.line}): ${error.problem.split(': ').at(-1)}`;
  }
  return error instanceof GoError || error instanceof YamlSyntaxError ? error.message : undefined;
}

/** The words of `fail` and `required` stand alone, with the place of the outermost template. */
function executionWords(message: string): string {
  const start = message.indexOf(FAILURE_START);
  const end = message.lastIndexOf(FAILURE_END);
  if (start < 0 || end < start) {
    return message;
  }
  const location = message.split(': ')[1] ?? '';
  return `execution error at (${location}): ${message.slice(start + FAILURE_START.length, end)}`;
}
