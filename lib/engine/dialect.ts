/** Which Helm's answers are wanted: they give different objects where a chart's default is null. */
export type Dialect = '4.2' | '3.21';
