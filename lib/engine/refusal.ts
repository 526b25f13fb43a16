import { ExecutionError } from './eval/frame';
import { FAILURE_END, FAILURE_START } from './functions/flow';
import { fromBytes } from './go/bytes';
import {
  GoError,
  LimitExceeded,
  NotReproducible,
  OutsideProfile,
  type TemplatePlace,
  UnreadableChart,
} from './go/errors';
import { YamlSyntaxError } from './go-yaml/read/syntax-error';
import { RenderError, type RenderErrorKind, type RenderFault, type ValuePath } from './render-error';
import type { PackedChart } from './renderer';
import { ValuesRefused } from './schema/violation';
import { TemplateSyntaxError } from './template/token-reader';

/** An error on its way out of a template, and what was being done when it came. */
export class FailedTemplate extends Error {
  constructor(
    override readonly cause: unknown,
    /** The file of the chart that was being rendered, in bytes. */
    readonly file: string,
    /** Where it came from, if the error itself does not say. */
    readonly place: TemplatePlace | undefined,
    /** The value that the template was about to read, keys in bytes. */
    readonly reading: readonly string[] | undefined,
  ) {
    super(cause instanceof Error ? cause.message : String(cause));
  }
}

/**
 * Runs a render and turns whatever stopped it into a RenderError: Helm's own words where Helm would refuse as well.
 *
 * @param valuesRead the values that the failing template read, asked for when one fails
 */
export function asRenderError<T>(
  chart: PackedChart | undefined,
  render: () => T,
  valuesRead: () => readonly ValuePath[] = () => [],
): T {
  try {
    return render();
  } catch (error) {
    const fault = faultOf(error);
    if (!fault) {
      throw error;
    }
    const read = error instanceof FailedTemplate && fault.kind === 'refused' ? valuesRead() : [];
    throw new RenderError(chart, read.length > 0 ? { ...fault, valuePaths: read } : fault);
  }
}

/** What a caller gets to know of an error; undefined for a fault of this program. */
export function faultOf(error: unknown): RenderFault | undefined {
  const { cause, file, place } =
    error instanceof FailedTemplate ? error : { cause: error, file: undefined, place: undefined };
  if (cause instanceof RangeError) {
    return outside(limitOf(cause), file, place);
  }
  if (cause instanceof OutsideProfile) {
    return outside(cause, file, cause.origin ?? place);
  }
  if (cause instanceof UnreadableChart) {
    return {
      kind: 'unreadable-chart',
      problem: `cannot be read: ${onOneLine(fromBytes(cause.message))}`,
      remedy: 'Get the archive again, or pack it with helm package',
    };
  }
  const words = helmsWords(cause);
  return words === undefined
    ? undefined
    : {
        kind: 'refused',
        problem: `cannot be rendered: ${onOneLine(fromBytes(words))}`,
        remedy:
          cause instanceof TemplateSyntaxError
            ? 'Correct the template, or use another version of the chart'
            : 'Change the values it names',
        ...placeFields(originOf(cause) ?? place, file),
        ...(cause instanceof ValuesRefused && {
          violations: cause.violations,
          valuePaths: cause.violations.map(({ valuePath }) => valuePath),
        }),
      };
}

/** Node says by a RangeError that its stack, a text or a list is full. */
function limitOf({ message }: RangeError): LimitExceeded {
  return /call stack/.test(message)
    ? new LimitExceeded('templates, values or calls nested this deep')
    : new LimitExceeded(`a text or a list this large (${message})`);
}

function outside(
  cause: OutsideProfile,
  file: string | undefined,
  place: TemplatePlace | undefined,
): RenderFault {
  const { asked } = cause;
  const calling = place?.calling ?? '';
  const call = calling === '' || asked.includes(calling) ? '' : `, in a call of ${calling}`;
  const where = place ? ` in ${place.template}:${place.line}` : '';
  const rendering = file === undefined || file === place?.template ? '' : `, to render ${file}`;
  const kind = kindOf(cause);
  const does = kind === 'limit' ? 'which is more than this engine does' : 'which this engine does not do';
  return {
    kind,
    problem: `${fromBytes(`asks for ${asked}${call}${where}${rendering}`)}, ${does}`,
    remedy: cause.remedy ?? 'Render the chart with Helm',
    ...placeFields(place, file),
  };
}

function kindOf(cause: OutsideProfile): RenderErrorKind {
  if (cause instanceof LimitExceeded) {
    return 'limit';
  }
  return cause instanceof NotReproducible ? 'not-reproducible' : 'outside-profile';
}

function placeFields(place: TemplatePlace | undefined, file: string | undefined): Partial<RenderFault> {
  const calling = place?.calling ?? '';
  return {
    ...(place && { template: fromBytes(place.template), line: place.line }),
    ...(file !== undefined && file !== place?.template && { file: fromBytes(file) }),
    ...(calling !== '' && { function: fromBytes(calling) }),
  };
}

/** Helm prints some refusals over several lines; here one problem is one line. */
function onOneLine(words: string): string {
  return words.trim().replace(/\s*\n\s*/g, ' ');
}

function originOf(cause: unknown): TemplatePlace | undefined {
  if (cause instanceof ExecutionError) {
    return cause.place;
  }
  return cause instanceof TemplateSyntaxError
    ? { template: cause.source.name, line: cause.line, calling: '' }
    : undefined;
}

/** What Helm prints after `Error: `, in bytes; undefined for what is no refusal of Helm's. */
export function helmsWords(failure: unknown): string | undefined {
  const error = failure instanceof FailedTemplate ? failure.cause : failure;
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
