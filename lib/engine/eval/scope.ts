/** The variables in sight while a template is compiled; each has a slot in the frame that runs it. */
export class Scope {
  private readonly names = ['$'];
  private high = 1;

  /** How many slots the template needs. */
  get slots(): number {
    return this.high;
  }

  /** The slot of the innermost variable of that name. */
  find(name: string): number | undefined {
    const slot = this.names.lastIndexOf(name);
    return slot < 0 ? undefined : slot;
  }

  declare(name: string): number {
    this.names.push(name);
    this.high = Math.max(this.high, this.names.length);
    return this.names.length - 1;
  }

  /** Runs `inside`; what it declares is out of sight afterwards. */
  block<T>(inside: () => T): T {
    const outer = this.names.length;
    const result = inside();
    this.names.length = outer;
    return result;
  }
}
