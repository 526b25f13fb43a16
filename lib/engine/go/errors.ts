/** Where in a template something went wrong. Names are bytes. */
export interface TemplatePlace {
  /** The template, for example `mychart/templates/_helpers.tpl`. */
  readonly template: string;
  /** From 1. */
  readonly line: number;
  /** The function that was called, empty when the template failed by itself. */
  readonly calling: string;
}

/** An error value of a Go function: the template stops, and Helm would print these very words. */
export class GoError extends Error {
  /**
   * @param message Helm's words, in bytes
   * @param origin where it began, for an error that went through a call of another template
   */
  constructor(
    message: string,
    readonly origin?: TemplatePlace,
  ) {
    super(message);
  }
}

/** Something that this engine gives no answer to. Never an answer of Helm's. */
export class OutsideProfile extends Error {
  /** Where it was asked for, when a template was read and not run. */
  origin?: TemplatePlace;

  /**
   * @param asked what was asked for, for example `the function htpasswd`
   * @param remedy what to do about it, where there is something better than to ask Helm
   */
  constructor(
    readonly asked: string,
    readonly remedy?: string,
  ) {
    super(asked);
  }
}

/** Something whose answer is another one at every render, so that nobody could review it. */
export class NotReproducible extends OutsideProfile {}

/** The order of a list that Go makes at random. */
export function randomOrder(origin: string): NotReproducible {
  return new NotReproducible(
    `the order of ${origin}, which is random in Helm`,
    `Sort them at once: ${origin} ... | sortAlpha`,
  );
}

/** Something that is deeper, larger or longer than this engine goes. */
export class LimitExceeded extends OutsideProfile {}

/** An archive that is no chart, or none that Helm would load; the message is in bytes. */
export class UnreadableChart extends Error {}
