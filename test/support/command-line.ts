import type { ExitStatus } from '../../lib/cli/frame';
import { run } from '../../lib/cli/main';
import type { Surroundings } from '../../lib/cli/surroundings';
import { testCharts } from './charts';

/** What a command line printed, and how it ended. */
export interface Ended {
  readonly status: ExitStatus;
  readonly printed: string;
  readonly complained: string;
}

/** No terminal, no cluster, nothing printed. */
export function surroundings(): Surroundings {
  return {
    print: () => undefined,
    complain: () => undefined,
    columns: undefined,
    colour: { output: false, errors: false },
    environment: {},
    charts: async () => testCharts,
    connect: () => Promise.reject(new Error('this test has no cluster')),
  };
}

/** Runs `tke-cilium` with these arguments in this process, without a terminal and without a cluster. */
export async function commandLine(
  args: readonly string[],
  changed: Partial<Surroundings> = {},
): Promise<Ended> {
  let printed = '';
  let complained = '';
  const status = await run(args, {
    ...surroundings(),
    print: (text) => {
      printed += text;
    },
    complain: (text) => {
      complained += text;
    },
    ...changed,
  });
  return { status, printed, complained };
}
