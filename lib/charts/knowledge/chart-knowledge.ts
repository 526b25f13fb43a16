import { isObject, type JsonObject, type JsonValue } from '../../json';
import { type CommentedKey, commentedKeys } from './commented-values';
import { readsOfTemplates } from './template-reads';
import type { Need, ValueFacts, ValueFactsByPath, ValueType } from './value-key';
import type { TemplateReads } from './value-reads';

/** Ways in which Cilium's comments say that a key is on its way out. */
const DEPRECATED = /\(deprecated|\bDEPRECATED\b|^deprecated|\bdeprecated[):;]|is deprecated/;

/**
 * Gathers what a chart says of its values from the three places that say it: values.yaml with its comments,
 * values.schema.json, and the templates. A key is known when any of them knows it. A map is closed when the
 * templates read it key by key, and open when they pass it on whole.
 *
 * @param chart text by path inside the chart, as `readChartFiles` gives it
 * @throws {Error} when the archive holds no values.yaml, or a template that Go would refuse
 */
export function knowledgeOfChart(chart: ReadonlyMap<string, string>): ValueFactsByPath {
  return new Knowledge(chart).facts();
}

class Knowledge {
  private readonly reads: TemplateReads;
  private readonly schema: JsonObject;
  private readonly documented = new Map<string, CommentedKey>();
  private readonly children = new Map<string, Set<string>>();

  constructor(chart: ReadonlyMap<string, string>) {
    this.reads = readsOfTemplates(chart);
    this.schema = JSON.parse(chart.get('values.schema.json') ?? '{}') as JsonObject;
    const { live, inComments } = commentedKeys(textOf(chart, 'values.yaml'));
    for (const key of live) {
      this.documented.set(key.path, key);
    }
    for (const key of inComments) {
      if (this.reads.has(key.path) && !this.documented.has(key.path)) {
        this.documented.set(key.path, key);
      }
    }
    for (const path of [...this.documented.keys(), ...this.reads.keys(), ...schemaPaths(this.schema)]) {
      this.adopt(path);
    }
  }

  /** In the order of the alphabet, parents before children, so that a chart upgrade moves no line. */
  facts(): ValueFactsByPath {
    const facts: Record<string, ValueFacts> = {};
    const visit = (path: string): void => {
      const names = this.keysUnder(path);
      if (path !== '') {
        facts[path] = this.factsOf(path, names.length > 0);
      }
      for (const name of names) {
        visit(path === '' ? name : `${path}.${name}`);
      }
    };
    visit('');
    return facts;
  }

  private adopt(path: string): void {
    const dot = path.lastIndexOf('.');
    const parent = path.slice(0, Math.max(dot, 0));
    const siblings = this.children.get(parent);
    if (siblings) {
      siblings.add(path.slice(dot + 1));
    } else {
      this.children.set(parent, new Set([path.slice(dot + 1)]));
      if (parent !== '') {
        this.adopt(parent);
      }
    }
  }

  /** The keys worth a line of their own: under an open map, only where values.yaml documents them. */
  private keysUnder(path: string): readonly string[] {
    const names = [...(this.children.get(path) ?? [])].sort();
    const below = (name: string) => (path === '' ? name : `${path}.${name}`);
    if (path !== '' && this.handedOn(path)) {
      const described = names.some((name) => this.describedWithin(below(name)));
      return described ? names.filter((name) => this.documented.has(below(name))) : [];
    }
    const entries = names.includes('*') && this.children.has(below('*')) && !this.handedOn(below('*'));
    return names.filter((name) => name !== '*' || entries);
  }

  private describedWithin(path: string): boolean {
    return (
      this.documented.get(path)?.description !== undefined ||
      [...(this.children.get(path) ?? [])].some((name) => this.describedWithin(`${path}.${name}`))
    );
  }

  /** Whether a template passes this value, or one above it, on as it is. */
  private handedOn(path: string): boolean {
    const dot = path.lastIndexOf('.');
    return this.reads.get(path)?.whole === true || (dot > 0 && this.handedOn(path.slice(0, dot)));
  }

  private factsOf(path: string, hasKeys: boolean): ValueFacts {
    const documented = this.documented.get(path);
    const schema = schemaAt(this.schema, path);
    const read = this.reads.get(path);
    const { description, documentedDefault } = documented ?? {};
    const value = documented?.default;
    const types = typesOf(schema, value);
    const isMap = hasKeys || isObject(value) || types?.includes('object') === true;
    const open =
      isMap &&
      !types?.includes('array') &&
      (this.handedOn(path) || (this.children.get(path)?.has('*') ?? !hasKeys));
    const known = documented !== undefined || schema !== undefined;
    const needs = this.needsOf(path);
    const words = enumOf(schema);
    return {
      ...(description !== undefined && { description }),
      ...(types && { types }),
      ...(words && { enum: words }),
      ...(value !== undefined && !(isObject(value) && hasKeys) && { default: value }),
      ...(documentedDefault !== undefined && { documentedDefault }),
      ...(open && { open }),
      ...(!known && !path.includes('*') && read && !read.refusal && { undeclared: true }),
      ...(known && !this.isRead(path) && { unread: true }),
      ...(description !== undefined && DEPRECATED.test(description) && { deprecated: true }),
      ...(read?.refusal !== undefined && !known && { removed: read.refusal.replace(/\s+/g, ' ') }),
      ...(needs.length > 0 && { needs }),
    };
  }

  /** Read itself, above itself as a whole, or below itself. */
  private isRead(path: string): boolean {
    return (
      this.reads.has(path) ||
      this.handedOn(path) ||
      [...(this.children.get(path) ?? [])].some((name) => this.isRead(`${path}.${name}`))
    );
  }

  /** The conditions of every read of the key. An entry of a map or list needs what the map or list needs. */
  private needsOf(path: string): readonly Need[] {
    const guards = path.includes('*') ? [] : (this.reads.get(path)?.guards ?? []);
    return guards.filter((guard) => !path.startsWith(`${guard.path}.`) && guard.path !== path);
  }
}

function textOf(chart: ReadonlyMap<string, string>, path: string): string {
  const text = chart.get(path);
  if (text === undefined) {
    throw new Error(`the chart has no ${path}`);
  }
  return text;
}

function schemaPaths(schema: JsonObject, above = ''): string[] {
  const properties = isObject(schema.properties) ? schema.properties : {};
  return Object.entries(properties).flatMap(([name, child]) => {
    const path = above === '' ? name : `${above}.${name}`;
    return name.includes('.') || !isObject(child) ? [] : [path, ...schemaPaths(child, path)];
  });
}

function schemaAt(schema: JsonObject, path: string): JsonObject | undefined {
  return path.split('.').reduce<JsonObject | undefined>((node, name) => {
    const properties = node?.properties;
    const child = isObject(properties) ? properties[name] : undefined;
    return isObject(child) ? child : undefined;
  }, schema);
}

function alternatives(schema: JsonObject | undefined): readonly JsonObject[] {
  const oneOf = schema?.oneOf ?? schema?.anyOf;
  return Array.isArray(oneOf) ? oneOf.filter(isObject) : schema ? [schema] : [];
}

function typesOf(
  schema: JsonObject | undefined,
  value: JsonValue | undefined,
): readonly ValueType[] | undefined {
  const declared = alternatives(schema).flatMap(({ type }) =>
    type === undefined ? [] : type,
  ) as ValueType[];
  // For a default of null the schema's generator writes the type null, whatever the chart takes.
  if (declared.some((type) => type !== 'null')) {
    return declared;
  }
  if (enumOf(schema)) {
    return undefined;
  }
  switch (typeof value) {
    case 'boolean':
    case 'string':
      return [typeof value as ValueType];
    case 'number':
      return ['number'];
    default:
      return Array.isArray(value) ? ['array'] : isObject(value) ? ['object'] : undefined;
  }
}

function enumOf(schema: JsonObject | undefined): readonly JsonValue[] | undefined {
  const words = alternatives(schema).flatMap((one) => (Array.isArray(one.enum) ? one.enum : []));
  return words.length > 0 ? words : undefined;
}
