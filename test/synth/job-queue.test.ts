import { JobQueue } from '../../lib/synth/job-queue';
import type { JobResult } from '../../lib/synth/job-result';

const FILES = ['a', 'b', 'c'].map((name) => ({ path: `clusters/${name}.yaml`, content: Buffer.of() }));

function resultOf(file: string, refused = false): JobResult {
  const error = { severity: 'error', rule: 'r', problem: 'p', remedy: 'r' } as const;
  return { file, groups: [], ofLayers: [], ofFile: refused ? [error] : [], ofObjects: [] };
}

test('every cluster is given out once, whoever asks, and every result handed on', () => {
  const done: string[] = [];
  const queue = new JobQueue(FILES, ({ file }) => done.push(file));
  const given = [queue.next(), queue.next(), queue.next(), queue.next()];
  expect(given.map((job) => job?.file.path)).toEqual([...FILES.map(({ path }) => path), undefined]);
  queue.finish(resultOf('clusters/b.yaml'));
  queue.finish(resultOf('clusters/a.yaml'));
  expect(done).toEqual(['clusters/b.yaml', 'clusters/a.yaml']);
});

test('after a file that is refused the others are read, and not rendered', () => {
  const queue = new JobQueue(FILES, () => undefined);
  expect(queue.next()?.render).toBe(true);
  queue.finish(resultOf('clusters/a.yaml', true));
  queue.finish(resultOf('clusters/x.yaml'));
  expect(queue.next()).toEqual({ file: FILES[1], render: false });
});

test('a queue that is closed has nothing more to do', () => {
  const queue = new JobQueue(FILES, () => undefined);
  queue.next();
  queue.close();
  expect(queue.next()).toBeUndefined();
});
