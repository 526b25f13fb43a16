import { execFileSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { cacheDirectory } from '../../../lib/cache';
import type { JsonObject } from '../../../lib/json';
import type { Outcome } from '../real-helm';

/** A template and the values it is rendered with. */
export interface Question {
  readonly template: string;
  readonly values: JsonObject;
}

interface Answer {
  /** Base64; null for an empty text. */
  readonly text: string | null;
  readonly refusal?: string;
}

/** What Helm's own engine makes of each template: Go's text/template with sprig, in a program of ours. */
export function goAnswers(questions: readonly Question[]): Outcome[] {
  const output = execFileSync(build(), {
    input: JSON.stringify(questions),
    maxBuffer: Number.POSITIVE_INFINITY,
    timeout: 120_000,
    encoding: 'utf8',
  });
  return (JSON.parse(output) as Answer[]).map(({ text, refusal }) =>
    refusal === undefined ? { text: Buffer.from(text ?? '', 'base64').toString('latin1') } : { refusal },
  );
}

/** `go build` does nothing when the program is up to date. */
function build(): string {
  const program = join(cacheDirectory('oracle'), 'go-answers');
  execFileSync('go', ['build', '-o', program, '.'], {
    cwd: resolve(__dirname, '../go'),
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return program;
}
