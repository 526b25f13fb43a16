import type { Command } from 'commander';
import { InputError } from '../diagnostics/diagnostic';
import type { ExitStatus, Frame } from './frame';

interface TypesOptions {
  readonly output: string;
}

/** `tke-cilium types`: the values of the locked charts in TypeScript. */
export function addTypes(program: Command, { action, surroundings }: Frame): void {
  program
    .command('types')
    .summary('write TypeScript types of the chart values')
    .description(
      'Writes the values of all locked versions of Cilium as a TypeScript type, for people who write constructs. The file is generated: it is overwritten.',
    )
    .option('-o, --output <FILE>', 'file to write', 'imports/cilium.ts')
    .action(
      action(async ({ output }: TypesOptions): Promise<ExitStatus> => {
        const { mkdirSync, writeFileSync } = await import('node:fs');
        const { dirname } = await import('node:path');
        const { valuesAsTypeScript } = await import('../charts/knowledge/typescript');
        const charts = await surroundings.charts();
        const versions = charts.versions('cilium');
        if (versions.length === 0) {
          throw new InputError([
            {
              severity: 'error',
              rule: 'chart-not-locked',
              problem: `no version of Cilium is locked in ${charts.lock.file}`,
              remedy: 'Run npx tke-cilium lock VERSION',
            },
          ]);
        }
        const text = valuesAsTypeScript(versions.map((version) => charts.values(version)));
        mkdirSync(dirname(output), { recursive: true });
        writeFileSync(output, text);
        surroundings.complain(`${output} holds the values of Cilium ${versions.join(', ')}\n`);
        return 0;
      }),
    );
}
