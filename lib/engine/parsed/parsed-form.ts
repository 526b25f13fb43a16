import { deserialize, serialize } from 'node:v8';
import type { Dict, Value } from '../go/value';
import type { Blocks, Statement } from '../template/nodes';
import type { ParsedChart } from './parsed-chart';

/**
 * A form is an index and, behind it, texts that are read one by one when they are asked for: most files and most blocks
 * of a chart are switched off and never are. The index begins with its own length.
 */
const LENGTH = 4;

/** Where a text lies behind the index, in bytes. */
type Piece = readonly [start: number, end: number];

/**
 * What is stored. Maps are lists of entries, because a map that V8 reads back is not always one of ours: a program that
 * runs in a context of its own has another `Map`.
 */
interface Index {
  readonly name: string;
  readonly metadata: StoredValue;
  readonly values: StoredValue;
  readonly schema: Piece | undefined;
  readonly files: readonly (readonly [path: string, text: Piece])[];
  readonly templates: readonly {
    readonly path: string;
    readonly text: Piece;
    readonly definitions: readonly {
      readonly name: string;
      readonly isEmpty: boolean;
      /** Each is JSON. */
      readonly blocks: readonly Piece[];
    }[];
  }[];
}

type StoredValue = Exclude<Value, object> | StoredValue[] | { readonly entries: [string, StoredValue][] };

/** A parsed chart as bytes that are read back much faster than the chart is parsed. */
export function encodeParsedChart({ chart, templates }: ParsedChart): Buffer {
  const texts: string[] = [];
  let end = 0;
  const piece = (text: string): Piece => {
    texts.push(text);
    end += text.length;
    return [end - text.length, end];
  };
  const index = serialize({
    name: chart.name,
    metadata: stored(chart.metadata),
    values: stored(chart.values),
    schema: chart.schema === undefined ? undefined : piece(chart.schema),
    files: [...chart.files].map(([path, text]) => [path, piece(text())] as const),
    templates: templates.map(({ source, definitions }) => ({
      path: source.name,
      text: piece(source.text),
      definitions: definitions.map(({ name, isEmpty, blocks }) => ({
        name,
        isEmpty,
        blocks: Array.from({ length: blocks.length }, (_, number) =>
          piece(JSON.stringify(blocks.at(number))),
        ),
      })),
    })),
  } satisfies Index);
  const length = Buffer.alloc(LENGTH);
  length.writeUInt32LE(index.length);
  return Buffer.concat([length, index, Buffer.from(texts.join(''), 'latin1')]);
}

/** @throws {Error} for bytes that were not written by `encodeParsedChart` of the same code and Node */
export function decodeParsedChart(bytes: Buffer): ParsedChart {
  const behind = LENGTH + bytes.readUInt32LE();
  const { name, metadata, values, schema, files, templates } = deserialize(
    bytes.subarray(LENGTH, behind),
  ) as Index;
  const read: Read = ([start, end]) => bytes.toString('latin1', behind + start, behind + end);
  return {
    chart: {
      name,
      metadata: restored(metadata) as Dict,
      values: restored(values) as Dict,
      schema: schema && read(schema),
      files: new Map(files.map(([path, text]) => [path, () => read(text)])),
    },
    templates: templates.map(({ path, text, definitions }) => {
      const source = {
        name: path,
        get text() {
          return read(text);
        },
      };
      return {
        source,
        definitions: definitions.map(({ name, isEmpty, blocks }) => ({
          name,
          source,
          isEmpty,
          blocks: new StoredBlocks(blocks, read),
        })),
      };
    }),
  };
}

type Read = (piece: Piece) => string;

class StoredBlocks implements Blocks {
  constructor(
    private readonly pieces: readonly Piece[],
    private readonly read: Read,
  ) {}

  get length(): number {
    return this.pieces.length;
  }

  at(index: number): readonly Statement[] {
    const piece = this.pieces[index];
    return piece === undefined ? [] : (JSON.parse(this.read(piece)) as Statement[]);
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
