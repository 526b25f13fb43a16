/**
 * Remembers the last answers of a pure function of a text: at least `size` of them, at most twice as many. What it
 * hands out is shared, and not to be changed.
 */
export class Memory<T> {
  private recent = new Map<string, T>();
  private before = new Map<string, T>();

  constructor(
    private readonly size: number,
    private readonly answer: (text: string) => T,
  ) {}

  /** @throws what the function throws, which is not remembered */
  of(text: string): T {
    const known = this.recent.get(text);
    if (known !== undefined) {
      return known;
    }
    const found = this.before.get(text) ?? this.answer(text);
    if (this.recent.size >= this.size) {
      this.before = this.recent;
      this.recent = new Map();
    }
    this.recent.set(text, found);
    return found;
  }
}
