import { appendFileSync, readFileSync } from 'node:fs';
import type { CiliumVersion } from '../parts/cilium';
import type { Judgement } from './judge';
import type { Case } from './plan';
import type { Results } from './results';
import { nameOf, type Setting, shrunk } from './settings';

/** Lines of a log that are kept of a case that is reported. */
const LOGGED = 100;

const CAME_UP = 'came up alone';

/** Names of the settings that came up alone in an earlier walk, by the file of its findings. */
export function provenIn(file: string): readonly string[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as { readonly what: string; readonly name: string })
    .flatMap(({ what, name }) => (what === CAME_UP ? [name] : []));
}

/** What a walk finds, as rows of the table and lines of a file. */
export class Findings {
  constructor(
    private readonly version: CiliumVersion,
    private readonly results: Results,
    /** Empty: no file. */
    private readonly file: string,
  ) {}

  /**
   * Reports a case that the synth accepts and that does not come up.
   *
   * @param stillFails whether fewer settings fail as well; given, the case is reported as small as it gets
   */
  async against(
    one: Case,
    judgement: Judgement,
    stillFails?: (fewer: readonly Setting[]) => Promise<boolean>,
  ): Promise<void> {
    if (judgement.kind === 'not judged') {
      this.note('not judged here', one, judgement, one.changed);
    } else if (judgement.kind !== 'up') {
      const settings = stillFails ? await shrunk(one.settings, stillFails) : one.settings;
      const smallest = { base: one.base, name: nameOf(settings), settings };
      this.note('accepted, but not by the agent', smallest, judgement, one.changed);
    }
  }

  /** Writes down for later walks that a setting came up alone. */
  cameUp({ base, name }: Pick<Case, 'base' | 'name'>): void {
    this.write({ base, what: CAME_UP, name });
  }

  note(
    what: string,
    { base, name, settings }: Pick<Case, 'base' | 'name' | 'settings'>,
    { kind, by, words, seconds, log }: Judgement,
    changed: readonly string[],
  ): void {
    const { version } = this;
    const outcome = what.startsWith('not judged') ? 'left out' : 'FAILED';
    const happened = `${by} ${kind}: ${words}`;
    this.results.add({ version, example: base, asked: `${what}: ${name}`, outcome, happened, seconds });
    this.write({ base, what, name, settings, kind, by, words, changed, log: log.slice(-LOGGED) });
  }

  private write(line: Readonly<Record<string, unknown>>): void {
    if (this.file !== '') {
      appendFileSync(this.file, `${JSON.stringify({ version: this.version, ...line })}\n`);
    }
  }
}
