import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { BacklogItem } from '../../../src/model/index.ts';
import {
  itemOfBacklog,
  newTaskFile,
  type SplitItem,
  splitPlan,
  type TaskFields,
} from '../../../src/tasks/index.ts';
import { taskId } from '../task-texts.ts';
import { itemOf } from './items.ts';
import { A_BACKLOG_ITEM } from '../../model/a-backlog-item.ts';

/** The items of each group as `id<-dependency`. */
function shape(items: readonly SplitItem[]): string[][] {
  return splitPlan(items, []).map(({ tasks }) =>
    tasks.map(({ item, fields }) => [item, ...fields.dependencies.map(({ id }) => id)].join('<-')),
  );
}

function fieldsOf(item: SplitItem, others: readonly SplitItem[] = []): TaskFields {
  const all = splitPlan([item, ...others], []).flatMap(({ tasks }) => tasks);
  const found = all.find((task) => task.item === item.id)?.fields;
  assert.ok(found !== undefined);
  return found;
}

test('independent gains stand alone, in the order of the plan', () => {
  assert.deepEqual(shape([itemOf(3), itemOf(1), itemOf(2)]), [['i-1'], ['i-2'], ['i-3']]);
  assert.deepEqual(shape([]), []);
});

test('items that touch the same file are a stack, also through a third', () => {
  const items = [
    itemOf(1, { files: ['a.js'] }),
    itemOf(2),
    itemOf(3, { files: ['b.js'] }),
    itemOf(4, { files: ['b.js', 'a.js'] }),
  ];
  assert.deepEqual(shape(items), [['i-1', 'i-3<-001', 'i-4<-003'], ['i-2']]);
  const [stack] = splitPlan(items, []);
  assert.deepEqual(
    stack?.tasks.map(({ fields }) => fields.dependencies[0]?.reason ?? ''),
    ['', 'it is below it in the stack, and others of the stack tie the two', 'both change b.js'],
  );
});

test('so are items about the same place, and what the plan says comes first does', () => {
  const place = 'lookup (src/keys.js:12)';
  const same = [itemOf(1, { frames: [place] }), itemOf(2, { frames: [place], files: null })];
  assert.deepEqual(shape(same), [['i-1', 'i-2<-001']]);
  const late = [itemOf(1, { dependencies: ['i-3'] }), itemOf(2), itemOf(3)];
  assert.deepEqual(shape(late), [['i-3', 'i-1<-001'], ['i-2']]);
  const [stack] = splitPlan(late, []);
  assert.equal(
    stack?.tasks[1]?.fields.dependencies[0]?.reason,
    'the plan says that i-3 comes first',
  );
});

test('a circle is broken and told, a dependency on nothing is a risk', () => {
  const circle = [itemOf(1, { dependencies: ['i-2'] }), itemOf(2, { dependencies: ['i-1'] })];
  assert.deepEqual(shape(circle), [['i-1', 'i-2<-001']]);
  const own = itemOf(1, { dependencies: ['i-1'] });
  assert.deepEqual(shape([own]), [['i-1']]);
  const { risks } = fieldsOf(itemOf(1, { dependencies: ['i-9'], files: null }));
  assert.deepEqual(risks, [
    'Which files it touches is not known: it may conflict with other pull requests',
    'It should come after i-9, which the plan does not have',
    'Way back: git revert',
  ]);
});

test('ids are free ones in the order of work', () => {
  const items = [itemOf(1, { dependencies: ['i-3'] }), itemOf(2), itemOf(3)];
  const groups = splitPlan(items, [taskId('41'), taskId('7')]);
  assert.deepEqual(
    groups.map(({ tasks }) => tasks.map(({ item, fields }) => [item, fields.id])),
    [
      [
        ['i-3', '042'],
        ['i-1', '043'],
      ],
      [['i-2', '044']],
    ],
  );
});

test('priority follows from the rating; what others wait for is as urgent as they are', () => {
  const priorities = splitPlan(
    [
      itemOf(1, { score: 100, dependencies: ['i-5'] }),
      itemOf(2, { score: 50 }),
      itemOf(3, { score: 49 }),
      itemOf(4, { score: 9 }),
      itemOf(5, { score: 1 }),
      itemOf(6, { score: 0 }),
    ],
    [],
  ).flatMap(({ tasks }) => tasks.map(({ item, fields }) => `${item} ${fields.priority}`));
  assert.deepEqual(priorities, ['i-5 P1', 'i-1 P1', 'i-2 P1', 'i-3 P2', 'i-4 P3', 'i-6 P3']);
  assert.equal(fieldsOf(itemOf(1, { score: 0 })).priority, 'P3');
});

test('a task says what the plan knows', () => {
  const fields = fieldsOf(
    itemOf(1, {
      frames: ['lookup (src/keys.js:12)'],
      targets: ['parse wall <= 80 ms', 'parse wall <= 70 ms', 'soon'],
      acceptance: ['At least 5 % are confirmed'],
      effort: { amount: 3, unit: 'person-days' },
    }),
  );
  const file = newTaskFile(fields);
  assert.equal(
    file.kind === 'ok' ? file.text : file.why,
    `# Task #001: Do less in step 1

## Overview

Item i-1 of the plan. parse wall becomes better by 10 % (0 % to 24 %), as the plan expects.

Evidence:

- 20 % of the time.

Places in the profile:

- lookup (src/keys.js:12)

Files:

- src/1.js

Estimated effort: 3 person-days.

## Task Type

performance

## Priority

P1

## Dependencies

None

## Objectives

- parse wall becomes better by 10 % (0 % to 24 %), as the plan expects

## Targets

- parse wall <= 80 ms

## Sub-tasks

- [ ] Measure the base on the frozen suite
- [ ] Change lookup (src/keys.js:12)
- [ ] Measure the change against the base on fresh pairs

## Technical Approach

A Set instead of a list.

## Risks

- This target was not understood: parse wall <= 70 ms
- This target was not understood: soon
- Way back: git revert

## Resources

## Acceptance Criteria

- [ ] At least 5 % are confirmed
`,
  );
});

test('200 items on one file are one stack', () => {
  const items = Array.from({ length: 200 }, (_, index) => itemOf(index + 1, { files: ['a.js'] }));
  const groups = splitPlan(items, []);
  assert.equal(groups.length, 1);
  assert.equal(groups[0]?.tasks.at(-1)?.fields.dependencies[0]?.id, '199');
});

test('an item of a backlog brings its evidence, technique and rating along', () => {
  const backlog: BacklogItem = { ...A_BACKLOG_ITEM, dependencies: ['b-0'] };
  const place = { files: ['src/sessions.js'], frames: ['isOpen (src/sessions.js:4)'], targets: [] };
  const item = itemOfBacklog(backlog, place);
  assert.equal(item.score, 40);
  const fields = fieldsOf(item);
  assert.match(fields.overview, /- 20 % of the time\.\n- Half of the bound\./);
  assert.equal(fields.approach, 'look up in a Set: includes() walks the list.');
  assert.deepEqual(fields.risks, [
    'The order of the list may matter.',
    'It should come after b-0, which the plan does not have',
    'Way back: git revert',
  ]);
});
