import assert from 'node:assert/strict';
import { test } from 'node:test';

import { newTaskFile, notesItem, parseTaskFile, splitPlan } from '../../../src/tasks/index.ts';
import { itemOf } from './items.ts';

test('a task that a plan was split into says which item it is for, after a round trip too', () => {
  for (const id of ['a', 'abc-1', '- [x] <b>`a` | *b*']) {
    const [group] = splitPlan([itemOf(1, { id })], []);
    const fields = group?.tasks[0]?.fields;
    assert.ok(fields !== undefined);
    const written = newTaskFile(fields);
    assert.equal(written.kind, 'ok');
    const { overview } = parseTaskFile(written.kind === 'ok' ? written.text : '').task;
    assert.equal(notesItem(overview, id), true);
    assert.equal(notesItem(overview, `${id}-2`), false);
  }
  assert.equal(notesItem('Faster.', 'a'), false);
});
