import { suggest } from '../diagnostics/suggest';
import { CILIUM_MINORS, readImport } from '../imports-directory';
import { isObject, type JsonValue } from '../json';
import type { ValueForm } from './form';

/** Fields by name with their types (`string`, `repeated Workload`), and words, as api/v1/flow/flow.proto of Cilium defines them. */
interface Definitions {
  readonly messages: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly enums: Readonly<Record<string, readonly string[]>>;
}

const LAST_KNOWN = 20;

const ready = new Map<number, FlowMessages>();

/** What Hubble of a minor version of Cilium 1 calls the parts of a flow; undefined where that minor is not known. */
export function flowMessages(minor: number): FlowMessages | undefined {
  if (!CILIUM_MINORS.includes(minor)) {
    return undefined;
  }
  const messages = ready.get(minor) ?? new FlowMessages(minor);
  ready.set(minor, messages);
  return messages;
}

export class FlowMessages {
  private readonly definitions: Definitions;

  constructor(minor: number) {
    this.definitions = readImport(`hubble-flows-1.${minor}.json`);
  }

  wordsOf(name: string): readonly string[] {
    return this.definitions.enums[name] ?? [];
  }

  /** What is wrong with the path of a field of a flow, such as `source.namespace`; undefined where nothing is. */
  fieldFault(path: string): string | undefined {
    let message = 'Flow';
    for (const name of path.split('.')) {
      const fields = this.definitions.messages[message];
      if (fields === undefined) {
        return `what stands before "${name}" has no fields of its own`;
      }
      const type = Object.hasOwn(fields, name) ? fields[name] : undefined;
      if (type === undefined) {
        return `${described(message)} has no field "${name}"${near(snakeCase(name), Object.keys(fields))}`;
      }
      message = type;
    }
    return undefined;
  }

  /** What is wrong with a filter of flows; undefined where nothing is. */
  filterFault(filter: JsonValue): string | undefined {
    return this.valueFault(filter, 'FlowFilter', 'the filter');
  }

  private valueFault(value: JsonValue, type: string, what: string): string | undefined {
    if (value === null) {
      return undefined;
    }
    if (!type.startsWith('repeated ')) {
      return this.itemFault(value, type, what);
    }
    return Array.isArray(value)
      ? firstOf(value.map((item) => this.itemFault(item, type.replace('repeated ', ''), what)))
      : `${what} must be a list`;
  }

  private itemFault(value: JsonValue, type: string, what: string): string | undefined {
    const { messages, enums } = this.definitions;
    const words = enums[type];
    if (words !== undefined) {
      return typeof value === 'number' || words.includes(String(value))
        ? undefined
        : `${what} must be one of ${words.slice(1).join(', ')}, and not ${JSON.stringify(value)}`;
    }
    const fields = messages[type];
    if (fields === undefined) {
      return isScalar(value, type) ? undefined : `${what} must be ${SCALARS[type] ?? 'a number'}`;
    }
    if (!isObject(value)) {
      return `${what} must be a map`;
    }
    return firstOf(
      Object.entries(value).map(([name, inner]) => {
        const field = Object.hasOwn(fields, name) ? name : snakeCase(name);
        const fieldType = Object.hasOwn(fields, field) ? fields[field] : undefined;
        return fieldType === undefined
          ? `${described(type)} has no field "${name}"${near(field, Object.keys(fields))}`
          : this.valueFault(inner, fieldType, name);
      }),
    );
  }
}

function firstOf(faults: readonly (string | undefined)[]): string | undefined {
  return faults.find((fault) => fault !== undefined);
}

/** Drop reasons of Hubble; the agent leaves out others without a word. */
export const DROP_REASON: ValueForm = {
  is: 'the name of a drop reason of Hubble, such as policy_denied',
  get words() {
    return dropReasons();
  },
  takes: (text) => dropReasons().includes(text.toLowerCase()),
};

function dropReasons(): readonly string[] {
  return (flowMessages(LAST_KNOWN)?.wordsOf('DropReason') ?? []).map((word) => word.toLowerCase());
}

const SCALARS: Readonly<Record<string, string>> = {
  string: 'text',
  bool: 'true or false',
};

/** As protobuf's JSON is read (https://protobuf.dev/programming-guides/json/): a number may be text. */
function isScalar(value: JsonValue, type: string): boolean {
  if (type === 'string' || type === 'bytes') {
    return typeof value === 'string';
  }
  if (type === 'bool') {
    return typeof value === 'boolean';
  }
  return ['number', 'bigint', 'string'].includes(typeof value) && Number.isInteger(Number(value));
}

function described(message: string): string {
  return { Flow: 'a flow', FlowFilter: 'a filter of flows' }[message] ?? `a ${message} of Hubble`;
}

/** JSON may have a field in camel case. */
function snakeCase(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function near(name: string, known: readonly string[]): string {
  const meant = suggest(name, known);
  return meant === undefined ? '' : `, did you mean "${meant}"?`;
}
