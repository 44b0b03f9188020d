import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';

import {
  nextTaskId,
  optimisationSubject,
  phaseCommitSubject,
  readTaskId,
  taskBranch,
  taskCommitSubject,
} from '../../src/tasks/index.ts';
import { taskId } from './task-texts.ts';

const ID = taskId('21');

test('ids have three digits at least, and the next one is the highest and one', () => {
  assert.deepEqual(['21', '#021', '0021', ' 21 '].map(readTaskId), ['021', '021', '021', '021']);
  assert.deepEqual(['', '0', 'x', '-1', '1.5', '1234567'].map(readTaskId), Array(6).fill(null));
  assert.equal(nextTaskId([]), '001');
  assert.equal(nextTaskId([taskId('9'), taskId('1000'), ID]), '1001');
});

test('branches are named for their task', () => {
  assert.equal(taskBranch(ID, 'Parse größere Files!'), 'performance/task-021-parse-grossere-files');
  assert.equal(taskBranch(ID, '日本語'), 'performance/task-021-task');
  const long = taskBranch(ID, 'one two three four five six seven eight nine ten eleven twelve');
  assert.equal(long, 'performance/task-021-one-two-three-four-five-six-seven-eight-nine-ten');
});

test('commits have the messages of the workflow', () => {
  assert.equal(
    phaseCommitSubject(ID, 3),
    'test(task-021): add performance benchmark suite with baseline metrics',
  );
  assert.equal(
    optimisationSubject(ID, 'key lookup.', { kind: 'time', share: 0.12449 }),
    'perf(task-021): optimize key lookup - 12.4 % faster',
  );
  assert.equal(
    optimisationSubject(ID, 'the parser', { kind: 'memory', bytes: 3.25 * 1024 * 1024 }),
    'perf(task-021): reduce memory usage in the parser - 3.25 MiB saved',
  );
  assert.equal(taskCommitSubject(ID, 'docs', 'a\n b'), 'docs(task-021): a b');
});

test('any title makes a branch that git accepts and a subject of one bounded line', () => {
  const text = fc.string({ unit: 'binary', maxLength: 300 });
  fc.assert(
    fc.property(text, fc.double({ min: 0, max: 1, noNaN: true }), (title, share) => {
      assert.match(taskBranch(ID, title), /^performance\/task-021-[a-z0-9]+(?:-[a-z0-9]+)*$/);
      assert.ok(taskBranch(ID, title).length <= 80);
      const subject = optimisationSubject(ID, title, { kind: 'time', share });
      assert.match(subject, /^perf\(task-021\): optimize .* - [\d.e+-]+ % faster$/);
      assert.ok(subject.length <= 100 && subject.isWellFormed());
    }),
  );
});
