import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { EngineOutcome } from '../engine';
import { Random } from '../random';
import type { Outcome } from '../real-helm';
import { judge, type Verdict } from '../verdict';
import { CASE_VALUES, CASES } from './cases';
import { engineAnswer } from './engine-answers';
import { fuzzedTemplate } from './fuzz';
import { fuzzedYaml } from './fuzzed-yaml';
import { goAnswers, type Question } from './go-answers';

const ANSWERS = resolve(__dirname, '../../../test/engine/go-answers.json');

/** What Go answered to one case: the text, in base64 because it may be no UTF-8, or its words of refusal. */
export interface RecordedAnswer {
  readonly template: string;
  readonly text?: string;
  readonly refusal?: string;
}

function questions(templates: readonly string[]) {
  return templates.map((template) => ({ template, values: CASE_VALUES }));
}

/** Asks Go's text/template about every case and every fuzzed template, and this engine as well. */
export function compareTemplates(fuzzed: number, seed: number): { differences: string[]; summary: string } {
  const random = new Random(seed);
  const asked = [
    ...questions(Object.values(CASES).flat()),
    ...questions(Array.from({ length: fuzzed }, () => fuzzedTemplate(random))),
    ...Array.from({ length: fuzzed }, () => ({
      template: '{{ fromYaml .Values.document | toJson }}|{{ fromYaml .Values.document | toYaml }}',
      values: { document: `top:\n${fuzzedYaml(random)}` },
    })),
  ];
  const counts = new Map<string, number>();
  const differences: string[] = [];
  for (const [index, helm] of goAnswers(asked).entries()) {
    const question = asked[index];
    if (question) {
      const engine = engineAnswer(question);
      const verdict = 'document' in question.values ? judgeReading(helm, engine) : judge(helm, engine);
      counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
      if (verdict === 'different') {
        differences.push(JSON.stringify({ ...asWritten(question), helm, engine }, undefined, 2));
      }
    }
  }
  const listed = [...counts].map(([verdict, count]) => `${verdict} ${count}`).join(', ');
  const summary = `${asked.length} templates by Go's text/template, ${fuzzed} of them fuzzed and ${fuzzed} reading fuzzed YAML: ${listed}, ${differences.length} differences`;
  return { differences, summary };
}

/** A text that Helm reads must be read; one that it does not read becomes `{"Error": ...}`, and is declined here. */
function judgeReading(helm: Outcome, engine: EngineOutcome): Verdict {
  const isFault = 'text' in helm && helm.text.startsWith('{"Error":');
  // An infinity that a later key of the same name replaces is read by Go, and declined here.
  const isDeclined = 'outside' in engine && !engine.outside.includes('unsupported value');
  return isDeclined && !isFault ? 'different' : judge(helm, engine);
}

/** The values of the cases are always the same. */
function asWritten({ template, values }: Question): Partial<Question> {
  return values === CASE_VALUES ? { template } : { template, values };
}

/** Writes down what Go answers to the cases. */
export function recordAnswers(): number {
  const recorded = Object.fromEntries(
    Object.entries(CASES).map(([topic, templates]) => {
      const outcomes = goAnswers(questions(templates));
      return [topic, templates.map((template, index) => record(template, outcomes[index]))];
    }),
  );
  writeFileSync(ANSWERS, `${JSON.stringify(recorded, undefined, 2)}\n`);
  return Object.values(recorded).flat().length;
}

function record(template: string, outcome: Outcome | undefined): RecordedAnswer {
  if (!outcome || 'refusal' in outcome) {
    return { template, refusal: outcome?.refusal ?? '' };
  }
  return { template, text: Buffer.from(outcome.text, 'latin1').toString('base64') };
}
