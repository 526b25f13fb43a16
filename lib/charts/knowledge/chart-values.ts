import { treeOfKeys, type ValueFactsByPath, type ValueKey } from './value-key';

/** What one version of the Cilium chart says of its values. */
export class ChartValues {
  private keys: ValueKey | undefined;

  /**
   * @param facts all keys, by dotted path
   * @param others those of the other versions that are at hand, for advice; asked only when needed
   */
  constructor(
    readonly version: string,
    readonly facts: ValueFactsByPath,
    readonly others: () => readonly ChartValues[] = () => [],
  ) {}

  /** The same as a tree. */
  get tree(): ValueKey {
    this.keys ??= treeOfKeys(this.facts);
    return this.keys;
  }

  /** Whether the version has the value at a dotted path, and does not refuse it. */
  knows(path: string): boolean {
    return Object.hasOwn(this.facts, path) && this.facts[path]?.removed === undefined;
  }
}
