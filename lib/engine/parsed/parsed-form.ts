import { deserialize, serialize } from 'node:v8';
import type { Dict, Value } from '../../go/value';
import type { Blocks, Statement } from '../template/nodes';
import type { ParsedChart } from './parsed-chart';

/**
 * What is stored. Maps are lists of entries, because a map that V8 reads back is not always one of ours: a program that
 * runs in a context of its own has another `Map`. A block stays JSON until it is asked for: most of a chart is switched
 * off and never is.
 */
interface StoredForm {
  readonly name: string;
  readonly metadata: StoredValue;
  readonly values: StoredValue;
  readonly schema: string | undefined;
  readonly texts: readonly (readonly [string, string])[];
  readonly files: readonly (readonly [string, string])[];
  readonly templates: readonly {
    readonly path: string;
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
  const form: StoredForm = {
    name: chart.name,
    metadata: stored(chart.metadata),
    values: stored(chart.values),
    schema: chart.schema,
    texts: [...chart.templates],
    files: [...chart.files],
    templates: templates.map(({ path, definitions }) => ({
      path,
      definitions: definitions.map(({ name, isEmpty, blocks }) => ({
        name,
        isEmpty,
        blocks: Array.from({ length: blocks.length }, (_, index) => JSON.stringify(blocks.at(index))),
      })),
    })),
  };
  return serialize(form);
}

/** @throws {Error} for bytes that were not written by `encodeParsedChart` of the same code and Node */
export function decodeParsedChart(bytes: Buffer): ParsedChart {
  const form = deserialize(bytes) as StoredForm;
  const texts = new Map(form.texts);
  return {
    chart: {
      name: form.name,
      metadata: restored(form.metadata) as Dict,
      values: restored(form.values) as Dict,
      schema: form.schema,
      templates: texts,
      files: new Map(form.files),
    },
    templates: form.templates.map(({ path, definitions }) => {
      const source = { name: path, text: texts.get(path.slice(form.name.length + 1)) ?? '' };
      return {
        path,
        definitions: definitions.map(({ name, isEmpty, blocks }) => ({
          name,
          source,
          isEmpty,
          blocks: new StoredBlocks(blocks),
        })),
      };
    }),
  };
}

class StoredBlocks implements Blocks {
  constructor(private readonly stored: readonly string[]) {}

  get length(): number {
    return this.stored.length;
  }

  at(index: number): readonly Statement[] {
    return JSON.parse(this.stored[index] ?? '[]') as Statement[];
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
