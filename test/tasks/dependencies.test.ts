import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';

import {
  blockersOf,
  blockerText,
  dependencyProblems,
  type DependentTask,
} from '../../src/tasks/index.ts';
import { taskId } from './task-texts.ts';

function task(id: number, ...dependencies: number[]): DependentTask {
  const needs = dependencies.map((other) => ({ id: taskId(String(other)), reason: 'why' }));
  return { id: taskId(String(id)), dependencies: needs };
}

test('names tasks that do not exist and circles as a path', () => {
  const tasks = [task(1, 2), task(2, 3, 9), task(3, 1), task(4, 1), task(5, 5)];
  assert.deepEqual(dependencyProblems(tasks), [
    { kind: 'unknown', task: '002', dependency: '009' },
    { kind: 'cycle', path: ['001', '002', '003', '001'] },
    { kind: 'cycle', path: ['005', '005'] },
  ]);
});

test('a task may start when all that it depends on is completed', () => {
  const tasks = [task(1), task(2, 1), task(3, 2, 7)];
  const done = new Map([[taskId('1'), 'completed' as const]]);
  assert.deepEqual(blockersOf(task(2, 1), tasks, done), []);
  const blockers = blockersOf(task(3, 2, 7), tasks, done.set(taskId('2'), 'completed'));
  assert.deepEqual(blockers.map(blockerText), ['Task 003 depends on 007, which does not exist.']);
  assert.deepEqual(blockersOf(task(2, 1), tasks, new Map()).map(blockerText), [
    'It depends on task 001 (why), which is pending.',
  ]);
});

test('a task in a circle is blocked by it', () => {
  const tasks = [task(1, 2), task(2, 1)];
  const [blocker] = blockersOf(task(1, 2), tasks, new Map());
  assert.ok(blocker !== undefined);
  assert.match(blockerText(blocker), /in a circle: 001 → 002 → 001\./);
});

test('a chain of many thousand tasks is followed to its end', () => {
  const chain = Array.from({ length: 20_000 }, (_, index) => task(index + 1, index + 2));
  const last = dependencyProblems(chain);
  assert.deepEqual(last, [{ kind: 'unknown', task: '20000', dependency: '20001' }]);
});

test('there is a circle exactly when the tasks can not be put in order', () => {
  const arbitrary = fc.array(fc.uniqueArray(fc.integer({ min: 1, max: 6 }), { maxLength: 3 }), {
    minLength: 6,
    maxLength: 6,
  });
  fc.assert(
    fc.property(arbitrary, (edges) => {
      const tasks = edges.map((needs, index) => task(index + 1, ...needs));
      const done = new Set<string>();
      for (let round = 0; round < tasks.length; round += 1) {
        for (const one of tasks) {
          if (one.dependencies.every(({ id }) => done.has(id))) {
            done.add(one.id);
          }
        }
      }
      const cycles = dependencyProblems(tasks).filter(({ kind }) => kind === 'cycle');
      assert.equal(cycles.length > 0, done.size < tasks.length);
      for (const cycle of cycles) {
        assert.ok(cycle.kind === 'cycle' && cycle.path[0] === cycle.path.at(-1));
        cycle.path.slice(1).forEach((next, index) => {
          const from = tasks.find(({ id }) => id === cycle.path[index]);
          assert.ok(from?.dependencies.some(({ id }) => id === next));
        });
      }
    }),
  );
});
