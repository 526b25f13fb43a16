export { readChartFiles, readTemplate } from './chart-reader';
export type { Dialect } from './dialect';
export { InProcessRenderer, type InProcessRendererProps } from './in-process-renderer';
export type { JsonObject, JsonValue } from './json';
export { packedChart } from './packed-chart';
export {
  RenderError,
  type RenderErrorKind,
  type RenderFault,
  type SchemaViolation,
  type ValuePath,
} from './render-error';
export type { ChartRenderer, PackedChart, ReleaseRequest } from './renderer';
export type * from './template/nodes';
export type { TemplateComment, TemplateDefinition, TemplateFile } from './template/template-file';
export type { TracedDocument } from './traced-document';
