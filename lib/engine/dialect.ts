/** Whose answers are wanted: Helm 4.2's or Helm 3.21's. They give different objects where a chart's default is null. */
export type Dialect = 'v4.2' | 'v3.21';
