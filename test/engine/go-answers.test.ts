import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { CASE_VALUES, CASES } from '../../e2e/oracle/templates/cases';
import type { RecordedAnswer } from '../../e2e/oracle/templates/compare-templates';
import { engineAnswer } from '../../e2e/oracle/templates/engine-answers';

const recorded: Record<string, RecordedAnswer[]> = JSON.parse(
  readFileSync(resolve(__dirname, 'go-answers.json'), 'utf8'),
);

test('every case has an answer of Go on record', () => {
  const asked = Object.entries(CASES).map(([topic, templates]) => [topic, [...templates]]);
  const answered = Object.entries(recorded).map(([topic, answers]) => [
    topic,
    answers.map(({ template }) => template),
  ]);
  expect(answered).toEqual(asked);
});

describe.each(Object.entries(recorded))('a template about %s', (_topic, answers) => {
  test.each(answers.map((answer) => [answer.template, answer] as const))(
    'gives what Go gives: %s',
    (template, { text, refusal }) => {
      const answer = engineAnswer({ template, values: CASE_VALUES });
      if (text === undefined) {
        expect(answer).not.toHaveProperty('text');
      } else {
        expect(answer).toEqual({ text: Buffer.from(text, 'base64').toString('latin1') });
      }
      if (refusal?.startsWith('execution error at ')) {
        expect(answer).toEqual({ refusal });
      }
    },
  );
});
