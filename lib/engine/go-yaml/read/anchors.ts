import { OutsideProfile } from '../../go/errors';
import { YamlSyntaxError } from './syntax-error';

/** The node of an anchor, and of how many nodes it is made. */
interface Anchored<Item> {
  readonly item: Item;
  readonly size: number;
}

/**
 * How many nodes the aliases of a document may add up to. go-yaml allows more, by a ratio that grows with the document;
 * no chart comes near either, and what is beyond is refused instead of filling the memory.
 */
const MOST_ALIASED_NODES = 10_000;

/** The anchors of a document, and how much its aliases repeat. */
export class Anchors<Item> {
  /** Undefined while the node of the anchor is still being read. */
  private readonly known = new Map<string, Anchored<Item> | undefined>();
  private nodes = 0;
  private aliased = 0;

  /** @returns how many nodes came before this one, for {@link close} */
  countNode(): number {
    return this.nodes++;
  }

  open(name: string): void {
    this.known.set(name, undefined);
  }

  close(name: string, item: Item, nodesBefore: number): void {
    this.known.set(name, { item, size: this.nodes - nodesBefore });
  }

  /** For a scalar that is read at once. */
  closeLeaf(name: string, item: Item): void {
    this.known.set(name, { item, size: 1 });
  }

  /** @throws {YamlSyntaxError} for an anchor that is not there, or not finished */
  resolve(name: string): Item {
    if (!this.known.has(name)) {
      throw new YamlSyntaxError(`unknown anchor '${name}' referenced`, 0);
    }
    const target = this.known.get(name);
    if (target === undefined) {
      throw new YamlSyntaxError(`anchor '${name}' value contains itself`, 0);
    }
    this.nodes += target.size;
    this.aliased += target.size;
    if (this.aliased > MOST_ALIASED_NODES) {
      throw new OutsideProfile(`YAML whose aliases stand for more than ${MOST_ALIASED_NODES} nodes`);
    }
    return target.item;
  }
}
