/** An error value of a Go function: the template stops, and Helm would print these very words. */
export class GoError extends Error {}

/** A template that asks for something this engine does not vouch for. Never an answer of Helm's. */
export class OutsideProfile extends Error {
  /** @param asked what the template asked for, for example `the function "htpasswd"` */
  constructor(
    readonly asked: string,
    readonly remedy?: string,
  ) {
    super(asked);
  }
}
