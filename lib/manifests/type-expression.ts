/**
 * The type of a field, in the few words that telling a wrong manifest from a right one takes. As text, to keep
 * the files under imports/ small:
 * `s` string, `i` integer, `n` number, `b` boolean, `q` int-or-string, `Q` quantity (both string or number), `*` anything,
 * `[T` list of T, `{T` map of T, `:name` a named type. What has no name is spelt out.
 */
export type TypeExpression =
  | string
  | ObjectType
  | { readonly listOf: TypeExpression }
  | { readonly mapOf: TypeExpression };

export interface ObjectType {
  readonly fields: Readonly<Record<string, TypeExpression>>;
  readonly required?: readonly string[];
  /** Words a field may hold, for fields that have such a list. */
  readonly words?: Readonly<Record<string, readonly string[]>>;
  /**
   * How the API server merges fields that are lists: by these keys of the items, or, where there are none, as a set.
   * A list that is not named here is replaced as a whole.
   */
  readonly merge?: Readonly<Record<string, readonly string[]>>;
}

/** The object types of one Kubernetes version. */
export interface ApiTypes {
  /** Name of the type by `apiVersion/kind`, for example `apps/v1/DaemonSet`. */
  readonly kinds: Readonly<Record<string, string>>;
  readonly types: Readonly<Record<string, TypeExpression>>;
  /** The kinds, by `apiVersion/kind`, whose objects are each in a namespace. */
  readonly namespaced: Readonly<Record<string, true>>;
}

/** No kind at all. */
export const NO_TYPES: ApiTypes = { kinds: {}, types: {}, namespaced: {} };

/** What one version adds to the one before; `null` is what it takes away. */
export interface ApiTypesChange {
  readonly kinds: Readonly<Record<string, string | null>>;
  readonly types: Readonly<Record<string, TypeExpression | null>>;
  readonly namespaced: Readonly<Record<string, true | null>>;
}

export function withChange(types: ApiTypes, change: ApiTypesChange): ApiTypes {
  return {
    kinds: applied(types.kinds, change.kinds),
    types: applied(types.types, change.types),
    namespaced: applied(types.namespaced, change.namespaced),
  };
}

function applied<T>(
  base: Readonly<Record<string, T>>,
  change: Readonly<Record<string, T | null>>,
): Readonly<Record<string, T>> {
  const merged: Record<string, T | null> = { ...base, ...change };
  return Object.fromEntries(
    Object.entries(merged).filter((entry): entry is [string, T] => entry[1] !== null),
  );
}
