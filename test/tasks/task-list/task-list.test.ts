import assert from 'node:assert/strict';
import { test } from 'node:test';

import { type ListEntry, parseTaskList, renderTaskList } from '../../../src/tasks/index.ts';
import { taskId } from '../task-texts.ts';

function entry(id: string, state: ListEntry['state'], more: Partial<ListEntry> = {}): ListEntry {
  const words = { title: `Task ${id}`, description: 'Why', type: 'performance', worktree: null };
  return { id: taskId(id), priority: 'P2', ...words, state, ...more };
}

const THREE = [
  entry('3', 'completed'),
  entry('22', 'pending'),
  entry('21', 'in-progress', { priority: 'P1', worktree: '../wt/021' }),
];

const RENDERED = `# Task List

## IN_PROGRESS

021 | P1 | performance | Task 21 | Why [worktree: ../wt/021]

## PENDING

022 | P2 | performance | Task 22 | Why

## COMPLETED

003 | P2 | performance | Task 3 | Why
`;

test('writes a list from nothing, and the same bytes again', () => {
  assert.equal(renderTaskList(THREE, null), RENDERED);
  assert.equal(renderTaskList(THREE, RENDERED), RENDERED);
  assert.equal(renderTaskList(THREE, ''), RENDERED);
});

test('what it writes is what it reads', () => {
  const { tasks, errors, warnings } = parseTaskList(RENDERED);
  assert.deepEqual([errors, warnings], [[], []]);
  assert.deepEqual(
    tasks.map(({ line: _line, ...task }) => task),
    [THREE[2], THREE[1], THREE[0]],
  );
});

test('a task moves to its section; what a person wrote stays where it is', () => {
  const text = `Ours.\r
\r
## In Progress\r
Ask Ines first.\r
\r
021 | P1 | performance | Old title | Why\r
030 | P2 | feature | Not ours | Kept\r
\r
## Pending\r
\r
* 022 | P3 | performance | A | b\r
\r
The next are for autumn:\r
\r
* 023 | P1 | performance | A | b\r
\r
## Ideas\r
021 | is only mentioned here\r
\r
## Completed`;
  const entries = [
    entry('21', 'completed'),
    entry('22', 'pending'),
    entry('23', 'pending'),
    entry('24', 'pending', { priority: 'P1' }),
    entry('25', null),
  ];
  const after = renderTaskList(entries, text);
  assert.equal(
    after,
    `Ours.\r
\r
## In Progress\r
Ask Ines first.\r
\r
030 | P2 | feature | Not ours | Kept\r
\r
## Pending\r
\r
* 022 | P2 | performance | Task 22 | Why\r
\r
The next are for autumn:\r
\r
* 024 | P1 | performance | Task 24 | Why\r
* 023 | P2 | performance | Task 23 | Why\r
\r
## Ideas\r
021 | is only mentioned here\r
\r
## Completed\r
\r
021 | P2 | performance | Task 21 | Why`,
  );
  assert.equal(renderTaskList(entries, after), after);
});

test('an abandoned task leaves the list, and its empty line with it', () => {
  const without = renderTaskList([entry('21', null), ...THREE.slice(0, 2)], RENDERED);
  assert.match(without, /## IN_PROGRESS\n\n## PENDING/);
  assert.equal(renderTaskList(THREE, without), RENDERED);
});

test('an open code block does not hide the sections that follow', () => {
  const text = '```\n# Task List\n## PENDING\n';
  const after = renderTaskList(THREE, text);
  assert.ok(after.startsWith(text));
  assert.equal(renderTaskList(THREE, after), after);
});

test('says which lines of a list can not be read, and reads the others', () => {
  const list = `020 | P1 | performance | Above | x
## PENDING
021 | P9 | performance | T | D
022 | P1 | performance
| 023 | P1 | performance | T | D |
abc | P1 | performance | T | D
024 | p2 | performance | T
025 | P1 | feature | T | D
024 | P1 | performance | Again | D
0 | P1 | performance | T | D
\`\`\`
026 | P1 | performance | in code | D
\`\`\`
## PENDING
- [ ] 027 | P1 | performance | T | D | with | pipes [worktree: a b]
`;
  const { tasks, errors, warnings } = parseTaskList(list);
  assert.deepEqual(
    tasks.map(({ id, line }) => [id, line]),
    [
      ['024', 7],
      ['025', 8],
      ['027', 15],
    ],
  );
  assert.deepEqual([tasks[2]?.description, tasks[2]?.worktree], ['D | with | pipes', 'a b']);
  assert.deepEqual(
    errors.map(({ line, message }) => `${line} ${message}`),
    [
      '1 Task 020 stands in none of the sections.',
      '3 "P9" is no priority.',
      '4 Task 022 has no type or no title.',
      '5 This line names no task that can be read.',
      '6 This line names no task that can be read.',
      '9 Task 024 stands in line 7 already.',
      '10 "0" is no number of a task.',
    ],
  );
  assert.deepEqual(
    warnings.map(({ line, message }) => `${line} ${message}`),
    ['8 Task 025 is of the type "feature".', '14 "## PENDING" is there twice.'],
  );
});
