import { unpack } from './chart/archive';
import { fromBytes } from './go/bytes';
import { asRenderError } from './refusal';
import { parseTemplateFile, type TemplateFile } from './template/template-file';

/**
 * Reads the files of a packed chart as text, for readers that look at a chart without rendering it.
 *
 * @param archive a chart as `helm package` writes it, a `.tgz`
 * @returns text by path inside the chart, for example `templates/_helpers.tpl`
 * @throws {RenderError} for an archive that Helm would refuse
 */
export function readChartFiles(archive: Buffer): ReadonlyMap<string, string> {
  return asRenderError(
    undefined,
    () => new Map(unpack(archive).map(({ path, text }) => [fromBytes(path), fromBytes(text)])),
  );
}

/**
 * Takes a template apart, by the grammar of Go's text/template. Any name counts as a function.
 *
 * @param name the name of the file's own template, for example `templates/configmap.yaml`
 * @throws {RenderError} with the line, where Go would refuse the text
 */
export function readTemplate(name: string, text: string): TemplateFile {
  return asRenderError(undefined, () => parseTemplateFile(name, text));
}
