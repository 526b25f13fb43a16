import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Fields by name with their types (`string`, `repeated Workload`), and words, of the messages of Hubble. */
interface Definitions {
  readonly messages: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly enums: Readonly<Record<string, readonly string[]>>;
}

/** Messages that people name fields of: in a mask, and in a filter. */
const ROOTS = ['Flow', 'FlowFilter'];

/** Of protobuf itself (https://protobuf.dev/reference/protobuf/google.protobuf/). */
const WELL_KNOWN: Definitions['messages'] = {
  'google.protobuf.Any': { type_url: 'string', value: 'bytes' },
  'google.protobuf.BoolValue': { value: 'bool' },
  'google.protobuf.Int32Value': { value: 'int32' },
  'google.protobuf.Timestamp': { seconds: 'int64', nanos: 'int32' },
};

/** What a flow and a filter of flows are made of, from the definition in the module. */
export function flowMessages(module: string): Record<string, Record<string, unknown>> {
  const all = definitionsIn(readFileSync(join(module, 'api/v1/flow/flow.proto'), 'utf8'));
  const reached = new Set<string>();
  const reach = (type: string) => {
    const name = type.replace('repeated ', '');
    if (!reached.has(name)) {
      reached.add(name);
      Object.values(all.messages[name] ?? {}).forEach(reach);
    }
  };
  ROOTS.forEach(reach);
  const only = <T>(record: Readonly<Record<string, T>>) =>
    Object.fromEntries(Object.entries(record).filter(([name]) => reached.has(name)));
  return { messages: only(all.messages), enums: only(all.enums) };
}

function definitionsIn(source: string): Definitions {
  const messages: Record<string, Record<string, string>> = { ...WELL_KNOWN };
  const enums: Record<string, string[]> = {};
  const open: { readonly kind: string; readonly name: string }[] = [];
  const text = source.replaceAll(/\/\/.*|\/\*[\s\S]*?\*\//g, '');
  const statement =
    /(message|enum|oneof)\s+(\w+)\s*\{|\}|((?:repeated\s+)?[\w.]+)\s+(\w+)\s*=\s*\d+[^;]*;|(\w+)\s*=\s*\d+[^;]*;/g;
  for (const [whole, kind, name = '', type, field = '', word = ''] of text.matchAll(statement)) {
    const within = open.findLast((one) => one.kind !== 'oneof')?.name ?? '';
    if (kind !== undefined) {
      open.push({ kind, name });
    } else if (whole === '}') {
      open.pop();
    } else if (type !== undefined) {
      messages[within] = { ...messages[within], [field]: type.replace(/\s+/, ' ') };
    } else {
      enums[within] = [...(enums[within] ?? []), word];
    }
  }
  return { messages, enums };
}
