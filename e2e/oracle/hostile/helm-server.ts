import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Dialect } from '../../../lib/engine/dialect';
import type { JsonObject } from '../../../lib/json';
import { goProgram } from '../go-program';
import { type Outcome, yamlSafeJson } from '../real-helm';

/** What both sides are asked: a release of a chart that exists in memory only. */
export interface Question {
  readonly archive: Buffer;
  readonly values: JsonObject;
  readonly releaseName: string;
  readonly namespace: string;
  readonly kubeVersion: string;
  readonly apiVersions: readonly string[];
}

interface Answer {
  /** Base64; null for an empty text. */
  readonly text: string | null;
  readonly refusal?: string;
}

/** What a question is answered with that ended the program. */
export const CRASHED = 'the program crashed';

/** Both Helms in one process that answers question after question: their start takes longer than most answers. */
export class HelmServer {
  private child: ChildProcessWithoutNullStreams | undefined;
  private readonly waiting: { readonly line: string; readonly resolve: (answer: Outcome) => void }[] = [];

  /** The text is bytes, one code unit each. */
  ask(question: Question, dialect: Dialect): Promise<Outcome> {
    const { archive, values, ...rest } = question;
    const request = {
      ...rest,
      dialect,
      archive: archive.toString('base64'),
      values: Buffer.from(yamlSafeJson(values)).toString('base64'),
    };
    const line = `${JSON.stringify(request)}\n`;
    return new Promise((resolve) => {
      this.waiting.push({ line, resolve });
      this.running().stdin.write(line);
    });
  }

  stop(): void {
    this.child?.stdin.end();
    this.child = undefined;
  }

  private running(): ChildProcessWithoutNullStreams {
    if (this.child) {
      return this.child;
    }
    const child = spawn(goProgram(), ['releases'], { stdio: ['pipe', 'pipe', 'pipe'] });
    createInterface({ input: child.stdout }).on('line', (line) => {
      const { text, refusal } = JSON.parse(line) as Answer;
      this.waiting
        .shift()
        ?.resolve(
          refusal === undefined
            ? { text: Buffer.from(text ?? '', 'base64').toString('latin1') }
            : { refusal: refusal.trim() },
        );
    });
    child.stderr.resume();
    // Go cannot recover from a stack that is used up: the first that waits is the one that ended the program.
    child.on('close', () => {
      this.child = undefined;
      this.waiting.shift()?.resolve({ refusal: CRASHED });
      for (const { line } of this.waiting) {
        this.running().stdin.write(line);
      }
    });
    this.child = child;
    return child;
  }
}
