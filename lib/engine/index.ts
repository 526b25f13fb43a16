export { readChartFiles } from './chart/archive';
export type { Dialect } from './dialect';
export { InProcessRenderer, type InProcessRendererProps } from './in-process-renderer';
export type { JsonObject, JsonValue } from './json';
export type { ChartRenderer, ReleaseRequest } from './renderer';
export type * from './template/nodes';
export {
  readTemplate,
  type TemplateComment,
  type TemplateDefinition,
  type TemplateFile,
} from './template/template-file';
