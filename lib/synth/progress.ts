/** Shows how far a synth is. */
export interface Progress {
  /** @param clusters how many will be rendered */
  start(clusters: number): void;
  /** One more is done. */
  step(): void;
  /** All are, or nothing more will come. May be called again. */
  stop(): void;
}

export const NO_PROGRESS: Progress = { start: () => undefined, step: () => undefined, stop: () => undefined };

/** Below this nobody waits long enough to read it. */
const WORTH_SHOWING = 10;

/** A bar with the time that is left, on a terminal; nothing in a file or a pipe. */
export async function terminalProgress(stream: NodeJS.WriteStream): Promise<Progress> {
  if (!stream.isTTY) {
    return NO_PROGRESS;
  }
  const { SingleBar } = await import('cli-progress');
  const bar = new SingleBar({
    format: '{bar} {value} of {total} clusters, {eta_formatted} left',
    barsize: 30,
    barCompleteChar: '#',
    barIncompleteChar: '-',
    hideCursor: true,
    clearOnComplete: true,
    linewrap: false,
    stream,
  });
  let isShown = false;
  return {
    start(clusters) {
      if (clusters >= WORTH_SHOWING) {
        isShown = true;
        bar.start(clusters, 0);
      }
    },
    step: () => bar.increment(),
    stop() {
      if (isShown) {
        isShown = false;
        bar.stop();
      }
    },
  };
}
