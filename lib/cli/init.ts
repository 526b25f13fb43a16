import { type Command, Option } from 'commander';
import type { ExitStatus, Frame } from './frame';
import { CI_SERVICES, type CiService, MODES, type Mode } from './team-repository';

interface InitOptions {
  readonly mode: readonly Mode[];
  readonly ci: readonly CiService[];
  readonly cilium?: string;
  readonly lockfile: boolean;
}

/** `tke-cilium init`: a repository for a team's clusters. */
export function addInit(program: Command, { action, surroundings }: Frame): void {
  const services = Object.keys(CI_SERVICES) as CiService[];
  program
    .command('init')
    .summary("write a team's repository: clusters, lock, tests, CI")
    .description(
      'Writes a repository for clusters: package.json, cdk8s.yaml, main.ts, examples in clusters/, charts.lock.yaml, a test of dist/ and a check for CI. Asks nothing, and overwrites nothing.',
    )
    .argument('[directory]', 'where to write it; made when absent', '.')
    .addOption(
      new Option('--mode <MODE...>', 'examples to begin with').choices(MODES).default(['replace'], 'replace'),
    )
    .addOption(
      new Option('--ci <SERVICE...>', 'whose check of pull requests to write')
        .choices(services)
        .default(services, 'both'),
    )
    .option(
      '--cilium <VERSION>',
      'version of Cilium in the examples; default: the newest that this tool locks',
    )
    .option('--no-lockfile', 'do not ask npm for a package-lock.json')
    .action(
      action(async (directory: string, options: InitOptions): Promise<ExitStatus> => {
        const { initialize } = await import('./initialize');
        surroundings.complain(
          initialize({
            directory,
            modes: options.mode,
            ci: options.ci,
            lockfile: options.lockfile,
            ...(options.cilium !== undefined && { cilium: options.cilium }),
          }),
        );
        return 0;
      }),
    );
}
