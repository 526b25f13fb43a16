import { deserialize, serialize } from 'node:v8';
import type { ChartMetadata } from '../chart/metadata';
import type { Dict, Value } from '../go/value';
import type { Blocks, Statement } from '../template/nodes';
import type { ParsedChart } from './parsed-chart';

/**
 * What is stored. Blocks are JSON, each by itself, because most of a chart is switched off and its blocks are never
 * asked for. Maps are lists of entries, because a map that V8 reads back is not always one of ours: a program that runs
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
      readonly blocks: readonly string[];
    }[];
  }[];
}

type StoredValue = Exclude<Value, object> | StoredValue[] | { readonly entries: [string, StoredValue][] };

/** A parsed chart as bytes that are read back much faster than the chart is parsed. */
export function encodeParsedChart({ chart, templates }: ParsedChart): Buffer {
  const { name, metadata, values, schema, files } = chart;
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
        blocks: Array.from({ length: blocks.length }, (_, index) => JSON.stringify(blocks.at(index))),
      })),
    })),
  } satisfies Form);
}

/** @throws {Error} for bytes that were not written by `encodeParsedChart` of the same code and Node */
export function decodeParsedChart(bytes: Buffer): ParsedChart {
  const { name, metadata, values, schema, files, templates }: Form = deserialize(bytes);
  return {
    chart: { name, metadata, values: restored(values) as Dict, schema, files: new Map(files) },
    templates: templates.map(({ path, text, definitions }) => {
      const source = { name: path, text };
      return {
        source,
        definitions: definitions.map(({ name: defined, isEmpty, blocks }) => ({
          name: defined,
          source,
          isEmpty,
          blocks: new StoredBlocks(blocks),
        })),
      };
    }),
  };
}

class StoredBlocks implements Blocks {
  constructor(private readonly blocks: readonly string[]) {}

  get length(): number {
    return this.blocks.length;
  }

  at(index: number): readonly Statement[] | undefined {
    const block = this.blocks[index];
    return block === undefined ? undefined : JSON.parse(block);
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
