import { type Document, isMap, isScalar, type Node, parseDocument, Scalar, YAMLMap } from 'yaml';
import { AS_THE_API_SERVER } from './api-server-reading';

/** Path of a field. */
type Path = readonly (string | number)[];

/**
 * Sets a field of a YAML text to the value that another text has for it. Comments and all other lines stay as they
 * are; where the field is there with a scalar and gets one, only that scalar is written anew.
 *
 * @param from the text that has the value at the same path
 * @throws {Error} when it has none
 */
export function copyField(text: string, from: string, path: Path): string {
  const value = read(from).getIn([...path], true) as Node | undefined;
  if (value === undefined) {
    throw new Error(`there is no ${path.join('.')} to copy`);
  }
  const document = read(text);
  const before = document.getIn([...path], true);
  if (isScalar(before) && isScalar(value) && before.range) {
    const [start, end] = before.range;
    return text.slice(0, start) + sourceOf(value, from) + text.slice(end);
  }
  mapAt(document, path.slice(0, -1)).set(path.at(-1), isScalar(value) ? bare(value) : value);
  return document.toString({ lineWidth: 0, flowCollectionPadding: !/[[{][^\s\]}]/.test(text + from) });
}

function read(text: string): Document {
  const document = parseDocument(text, { ...AS_THE_API_SERVER, keepSourceTokens: true });
  // A file of comments has no map yet.
  if (!isMap(document.contents)) {
    const { commentBefore, comment } = document;
    document.contents = new YAMLMap(document.schema) as never;
    document.commentBefore = commentBefore ?? comment ?? null;
    document.comment = null;
  }
  return document;
}

/** The map at a path; made where there is none yet. */
function mapAt(document: Document, path: Path): YAMLMap {
  const root = document.contents as unknown as YAMLMap;
  return path.reduce((map, key) => {
    const below = map.get(key, true);
    if (isMap(below)) {
      return below;
    }
    const made = new YAMLMap(document.schema);
    map.set(key, made);
    return made;
  }, root);
}

/** What is said of a value in one file need not be true in another. */
function bare(value: Scalar): Scalar {
  const { comment: _, commentBefore: __, ...rest } = value;
  return Object.assign(new Scalar(value.value), rest);
}

/** A scalar as it is written: with its quotes. */
function sourceOf(node: Node, text: string): string {
  const [start = 0, end = 0] = node.range ?? [];
  return text.slice(start, end);
}
