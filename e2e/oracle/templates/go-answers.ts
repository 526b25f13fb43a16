import { execFileSync } from 'node:child_process';
import type { JsonObject } from '../../../lib/json';
import { goProgram } from '../go-program';
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
  const output = execFileSync(goProgram(), ['templates'], {
    input: JSON.stringify(questions),
    maxBuffer: Number.POSITIVE_INFINITY,
    timeout: 120_000,
    encoding: 'utf8',
  });
  return (JSON.parse(output) as Answer[]).map(({ text, refusal }) =>
    refusal === undefined ? { text: Buffer.from(text ?? '', 'base64').toString('latin1') } : { refusal },
  );
}
