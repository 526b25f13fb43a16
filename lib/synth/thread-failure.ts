/** An error as it travels between threads, which drop all but its message on the way. */
export interface ThreadFailure {
  readonly message: string;
  readonly stack: string | undefined;
  /** What the operating system said. */
  readonly system: object;
}

/** An error, ready to travel. */
export function failureOf(error: unknown): ThreadFailure {
  if (!(error instanceof Error)) {
    return { message: String(error), stack: undefined, system: {} };
  }
  const { code, errno, syscall, path } = error as NodeJS.ErrnoException;
  const system = Object.entries({ code, errno, syscall, path }).filter(([, value]) => value !== undefined);
  return { message: error.message, stack: error.stack, system: Object.fromEntries(system) };
}

/** The error that it was. */
export function errorOf({ message, stack, system }: ThreadFailure): Error {
  return Object.assign(new Error(message), system, stack === undefined ? {} : { stack });
}
