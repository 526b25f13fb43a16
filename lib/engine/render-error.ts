/** A value of a chart as the keys that lead to it, for example `['image', 'tag']`. */
export type ValuePath = readonly string[];

/** Why there is no render. */
export type RenderErrorKind =
  /** Helm would refuse as well: the chart, its schema or Helm itself does not take the values. */
  | 'refused'
  /** Helm would answer, and this engine does not know for certain what. */
  | 'outside-profile'
  /** The answer would be another one at every render: a random text, a fresh certificate, the order of a Go map. */
  | 'not-reproducible'
  /** Deeper, larger or longer than this engine goes. */
  | 'limit'
  /** The archive is no chart that Helm would load. */
  | 'unreadable-chart';

/** One value that a chart's schema does not allow. */
export interface SchemaViolation {
  readonly valuePath: ValuePath;
  /** In Helm's words, without the place. */
  readonly problem: string;
}

/** What is known of a render that failed. */
export interface RenderFault {
  readonly kind: RenderErrorKind;
  /** What is wrong, as the end of a sentence that begins with the chart: `asks for the function htpasswd in ...`. */
  readonly problem: string;
  /** What to do about it. */
  readonly remedy: string;
  /** The template that failed, for example `mychart/templates/_helpers.tpl`. */
  readonly template?: string;
  /** Its line, from 1. */
  readonly line?: number;
  /** The file that was to be rendered, where that is another one. */
  readonly file?: string;
  /** The function that was called. */
  readonly function?: string;
  /**
   * The values that it is about, the most likely first: those that the schema does not allow; those that the failing
   * expression read, then those of the conditions around it.
   */
  readonly valuePaths?: readonly ValuePath[];
  /** Every violation of the schema, where that is what failed. */
  readonly violations?: readonly SchemaViolation[];
}

/** A render that failed, for every reason there is. */
export class RenderError extends Error implements RenderFault {
  /** Undefined for a file that was read by itself. */
  readonly chart: { readonly name: string; readonly version: string } | undefined;
  readonly kind: RenderErrorKind;
  readonly problem: string;
  readonly remedy: string;
  declare readonly template?: string;
  declare readonly line?: number;
  declare readonly file?: string;
  declare readonly function?: string;
  declare readonly valuePaths?: readonly ValuePath[];
  declare readonly violations?: readonly SchemaViolation[];

  constructor(chart: { readonly name: string; readonly version: string } | undefined, fault: RenderFault) {
    super(`the chart${chart ? ` ${chart.name} ${chart.version}` : ''} ${fault.problem}. ${fault.remedy}`);
    this.name = 'RenderError';
    this.chart = chart && { name: chart.name, version: chart.version };
    this.kind = fault.kind;
    this.problem = fault.problem;
    this.remedy = fault.remedy;
    Object.assign(this, fault);
  }
}
