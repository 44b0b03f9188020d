import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';

import { type ListEntry, parseTaskList, renderTaskList } from '../../../src/tasks/index.ts';
import { anyText } from '../arbitrary.ts';
import { taskId } from '../task-texts.ts';

const folded = fc
  .string({ unit: 'grapheme', maxLength: 20 })
  .map((text) => text.replaceAll(/[\s\p{C}\p{Z}]+/gu, ' ').trim());
const words = fc.oneof(folded, fc.constantFrom('a | b', 'x [worktree: y]', String.raw`\| \[`));
const entries: fc.Arbitrary<ListEntry[]> = fc.uniqueArray(
  fc.record({
    id: fc.integer({ min: 1, max: 40 }).map((number) => taskId(String(number))),
    priority: fc.constantFrom('P1' as const, 'P2' as const, 'P3' as const),
    type: fc.constant('performance'),
    title: words.map((text) => `T ${text}`.trim()),
    description: words,
    worktree: fc.option(fc.constantFrom('../a b', '/x/[y]')),
    state: fc.constantFrom('in-progress' as const, 'pending' as const, 'completed' as const),
  }),
  { selector: ({ id }) => id, maxLength: 8 },
);

/** Lines that are no task, in their order. */
function othersIn(text: string): string[] {
  return text
    .replace(/^\ufeff/, '')
    .split(/\r\n|\n|\r/)
    .filter((line) => line.trim() !== '' && !line.includes('|'));
}

test('a list reads back as it was written, in any order of the tasks', () => {
  fc.assert(
    fc.property(entries, (all) => {
      const text = renderTaskList(all, null);
      assert.equal(renderTaskList(all.toReversed(), null), text);
      const { tasks, errors } = parseTaskList(text);
      assert.deepEqual(errors, []);
      const back = tasks.map(({ line: _line, ...task }) =>
        JSON.stringify(task, Object.keys(task).sort()),
      );
      const expected = all.map((one) => JSON.stringify(one, Object.keys(one).sort()));
      assert.deepEqual(back.sort(), expected.sort());
    }),
  );
});

test('in any text the tasks are found again, nothing else is lost, and twice is once', () => {
  fc.assert(
    fc.property(anyText, entries, (text, all) => {
      const once = renderTaskList(all, text);
      assert.equal(renderTaskList(all, once), once);
      const kept = othersIn(once);
      for (const line of othersIn(text)) {
        const at = kept.indexOf(line);
        assert.ok(at >= 0 || text.trim() === '', JSON.stringify(line));
        kept.splice(0, at + 1);
      }
      const states = new Map(parseTaskList(once).tasks.map(({ id, state }) => [id, state]));
      assert.ok(all.every(({ id, state }) => states.get(id) === state));
    }),
    { numRuns: 200 },
  );
});
