import type { ExitStatus } from '../../lib/cli/frame';
import { run } from '../../lib/cli/main';
import type { Surroundings } from '../../lib/cli/surroundings';

/** What a command line printed, and how it ended. */
export interface Ended {
  readonly status: ExitStatus;
  readonly printed: string;
  readonly complained: string;
}

/** Runs `tke-cilium` with these arguments in this process, without a terminal and without a cluster. */
export async function commandLine(
  args: readonly string[],
  surroundings: Partial<Surroundings> = {},
): Promise<Ended> {
  let printed = '';
  let complained = '';
  const status = await run(args, {
    print: (text) => {
      printed += text;
    },
    complain: (text) => {
      complained += text;
    },
    columns: undefined,
    colour: { output: false, errors: false },
    environment: {},
    connect: () => Promise.reject(new Error('this test has no cluster')),
    ...surroundings,
  });
  return { status, printed, complained };
}
