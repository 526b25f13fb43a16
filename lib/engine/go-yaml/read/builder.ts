import type { Scalar } from './resolve';

/** How the maps and lists that a document is read into are made; they hold byte strings or texts as the builder likes. */
export interface Builder<Mapping, Sequence, Item> {
  mapping(): Mapping;
  set(mapping: Mapping, key: string, value: Item): void;
  sequence(): Sequence;
  push(sequence: Sequence, value: Item): void;
  scalar(value: Scalar): Item;
  /** Whether the document goes through JSON, which has no number that is not finite. */
  readonly isJson: boolean;
  /** A finished mapping or sequence as an item. */
  finish(collection: Mapping | Sequence): Item;
  /** The entries of an item that is a mapping, undefined for any other. */
  entries(item: Item): Iterable<[string, Item]> | undefined;
  /** A copy that shares nothing with the item: the value of an alias. */
  copy(item: Item): Item;
}
