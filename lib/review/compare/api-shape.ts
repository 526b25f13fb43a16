import { builtInTypes, customTypes, NEWEST_MINOR, OLDEST_MINOR } from '../../manifests/api-types';
import type { ObjectType, TypeExpression } from '../../manifests/type-expression';

/** The type of a value in the API of Kubernetes, as far as comparing needs it. */
export interface Shape {
  /** The shape of a field, or of an entry of a map. */
  field(name: string): Shape;
  /** The shape of the items of a list. */
  readonly items: Shape;
  /** How the API server merges that field, a list: by these keys, as a set where there are none. */
  mergeKeys(name: string): readonly string[] | undefined;
  /** True for a quantity: `1` and `"1000m"` are the same. */
  readonly quantity: boolean;
}

/** Nothing is known. */
export const UNKNOWN: Shape = {
  field: () => UNKNOWN,
  get items() {
    return UNKNOWN;
  },
  mergeKeys: () => undefined,
  quantity: false,
};

type Types = Readonly<Record<string, TypeExpression>>;

const shapes = new Map<string, Shape>();

/** The shape of a kind, by the newest Kubernetes that has it. */
export function shapeOf(apiVersion: string, kind: string): Shape {
  const name = `${apiVersion}/${kind}`;
  const known = shapes.get(name) ?? lookUp(name);
  shapes.set(name, known);
  return known;
}

function lookUp(name: string): Shape {
  const custom = customTypes();
  const newest = builtInTypes(NEWEST_MINOR);
  if (custom.kinds[name] !== undefined) {
    return new TypedShape(`:${custom.kinds[name]}`, { ...newest?.types, ...custom.types });
  }
  for (let minor = NEWEST_MINOR; minor >= OLDEST_MINOR; minor--) {
    const { kinds, types } = builtInTypes(minor) ?? {};
    if (types && kinds?.[name] !== undefined) {
      return new TypedShape(`:${kinds[name]}`, types);
    }
  }
  return UNKNOWN;
}

class TypedShape implements Shape {
  private readonly type: TypeExpression;
  private readonly fields = new Map<string, Shape>();
  private item: Shape | undefined;

  constructor(
    type: TypeExpression,
    private readonly types: Types,
  ) {
    let resolved = type;
    for (let depth = 0; typeof resolved === 'string' && resolved.startsWith(':') && depth < 10; depth++) {
      resolved = types[resolved.slice(1)] ?? '*';
    }
    this.type = resolved;
  }

  get quantity(): boolean {
    return this.type === 'Q';
  }

  get items(): Shape {
    const { type } = this;
    const inner = typeof type === 'string' ? type.slice(1) : 'listOf' in type ? type.listOf : undefined;
    const isList = typeof type !== 'string' || type.startsWith('[');
    this.item ??= isList && inner !== undefined ? new TypedShape(inner, this.types) : UNKNOWN;
    return this.item;
  }

  field(name: string): Shape {
    const known = this.fields.get(name) ?? this.shapeOfField(name);
    this.fields.set(name, known);
    return known;
  }

  mergeKeys(name: string): readonly string[] | undefined {
    return ownOf(this.object?.merge, name);
  }

  private shapeOfField(name: string): Shape {
    const { type } = this;
    if (typeof type === 'string') {
      return type.startsWith('{') ? new TypedShape(type.slice(1), this.types) : UNKNOWN;
    }
    if ('mapOf' in type) {
      return new TypedShape(type.mapOf, this.types);
    }
    const field = ownOf(this.object?.fields, name);
    return field === undefined ? UNKNOWN : new TypedShape(field, this.types);
  }

  private get object(): ObjectType | undefined {
    return typeof this.type === 'object' && 'fields' in this.type ? this.type : undefined;
  }
}

function ownOf<T>(map: Readonly<Record<string, T>> | undefined, name: string): T | undefined {
  return map && Object.hasOwn(map, name) ? map[name] : undefined;
}
