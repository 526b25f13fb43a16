/** The variables in sight while a template is compiled; each has a slot in the frame that runs it. */
export class Scope {
  private constructor(private readonly names: string[]) {}

  /** What a template sees when it starts: `$` and nothing else. */
  static ofTemplate(): Scope {
    return new Scope(['$']);
  }

  /** The slot of the innermost variable of that name. */
  find(name: string): number | undefined {
    const slot = this.names.lastIndexOf(name);
    return slot < 0 ? undefined : slot;
  }

  declare(name: string): number {
    this.names.push(name);
    return this.names.length - 1;
  }

  /** What a block inside sees; what it declares is out of sight here. */
  inner(): Scope {
    return new Scope([...this.names]);
  }
}
