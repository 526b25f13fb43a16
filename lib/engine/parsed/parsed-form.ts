import { deserialize, serialize } from 'node:v8';
import type { ChartMetadata } from '../chart/metadata';
import type { Dict, Value } from '../go/value';
import type { Blocks, Statement } from '../template/nodes';
import type { ParsedChart } from './parsed-chart';

/**
 * What is stored. Blocks are JSON, one behind the other in one text, and each is read when it is asked for: most of a
 * chart is switched off and its blocks never are. Maps are lists of entries, because a map that V8 reads back is not always one of ours: a program that runs
 * in a context of its own has another `Map`.
 */
interface Form {
  readonly name: string;
  readonly metadata: ChartMetadata;
  readonly values: StoredValue;
  readonly schema: string | undefined;
  readonly files: readonly (readonly [path: string, text: string])[];
  readonly templates: readonly {
    readonly path: string;
    readonly text: string;
    readonly definitions: readonly {
      readonly name: string;
      readonly isEmpty: boolean;
      /** Where its blocks begin in the text of all blocks, and where the last one ends. */
      readonly bounds: readonly number[];
    }[];
  }[];
  readonly blocks: string;
}

type StoredValue = Exclude<Value, object> | StoredValue[] | { readonly entries: [string, StoredValue][] };

/** A parsed chart as bytes that are read back much faster than the chart is parsed. */
export function encodeParsedChart({ chart, templates }: ParsedChart): Buffer {
  const { name, metadata, values, schema, files } = chart;
  const texts: string[] = [];
  let end = 0;
  const append = (blocks: Blocks): number[] => {
    const bounds = [end];
    for (let index = 0; index < blocks.length; index++) {
      const text = JSON.stringify(blocks.at(index));
      texts.push(text);
      end += text.length;
      bounds.push(end);
    }
    return bounds;
  };
  return serialize({
    name,
    metadata,
    values: stored(values),
    schema,
    files: [...files],
    templates: templates.map(({ source, definitions }) => ({
      path: source.name,
      text: source.text,
      definitions: definitions.map(({ name: defined, isEmpty, blocks }) => ({
        name: defined,
        isEmpty,
        bounds: append(blocks),
      })),
    })),
    // Read last: the texts are gathered while the templates are.
    blocks: texts.join(''),
  } satisfies Form);
}

/** @throws {Error} for bytes that were not written by `encodeParsedChart` of the same code and Node */
export function decodeParsedChart(bytes: Buffer): ParsedChart {
  const { name, metadata, values, schema, files, templates, blocks }: Form = deserialize(bytes);
  return {
    chart: { name, metadata, values: restored(values) as Dict, schema, files: new Map(files) },
    templates: templates.map(({ path, text, definitions }) => {
      const source = { name: path, text };
      return {
        source,
        definitions: definitions.map(({ name: defined, isEmpty, bounds }) => ({
          name: defined,
          source,
          isEmpty,
          blocks: new StoredBlocks(blocks, bounds),
        })),
      };
    }),
  };
}

class StoredBlocks implements Blocks {
  constructor(
    private readonly text: string,
    private readonly bounds: readonly number[],
  ) {}

  get length(): number {
    return this.bounds.length - 1;
  }

  at(index: number): readonly Statement[] | undefined {
    const end = this.bounds[index + 1];
    return end === undefined ? undefined : JSON.parse(this.text.slice(this.bounds[index], end));
  }
}

/** What was read from YAML: scalars, lists and maps. */
function stored(value: Value): StoredValue {
  if (value instanceof Map) {
    return { entries: [...value].map(([key, item]) => [key, stored(item)]) };
  }
  return Array.isArray(value) ? value.map(stored) : (value as Exclude<Value, object>);
}

function restored(value: StoredValue): Value {
  if (Array.isArray(value)) {
    return value.map(restored);
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  return new Map(value.entries.map(([key, item]) => [key, restored(item)]));
}
