import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatDecisions } from '../../e2e/containerd/decisions';

test('docs/node-init-internals.md has the decisions that the containerd table expects', () => {
  const docs = readFileSync(join(__dirname, '../../docs/node-init-internals.md'), 'utf8');
  const [, table] = /\n\n(\| starting file [\s\S]*?\|\n)(?!\|)/.exec(docs) ?? [];
  expect(table).toBe(formatDecisions());
});
