export { readChartFiles } from './chart/archive';
export type { Dialect } from './dialect';
export { InProcessRenderer, type InProcessRendererProps } from './in-process-renderer';
export type { JsonObject, JsonValue } from './json';
export {
  RenderError,
  type RenderErrorKind,
  type RenderFault,
  type SchemaViolation,
  type ValuePath,
} from './render-error';
export type { ChartRenderer, PackedChart, ReleaseRequest } from './renderer';
export type * from './template/nodes';
export {
  readTemplate,
  type TemplateComment,
  type TemplateDefinition,
  type TemplateFile,
} from './template/template-file';
export type { TracedDocument } from './traced-document';
