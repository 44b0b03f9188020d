import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Errors } from 'typebox/value';

import type { OpenReview, PlanSplit } from '../../src/campaign/index.ts';
import {
  cleanupDocument,
  reviewDocument,
  reviewSessionDocument,
  splitDocument,
} from '../../src/cli/task-json.ts';
import {
  TaskCleanupDocument,
  TaskReviewDocument,
  TaskReviewSessionDocument,
  TaskSplitDocument,
} from '../../src/model/index.ts';
import { taskId } from '../tasks/task-texts.ts';

const remark = {
  id: 'code/1',
  author: 'ghost',
  authorKind: 'person',
  createdAt: '2026-01-02T03:04:05Z',
  updatedAt: '2026-01-02T03:04:05Z',
  body: 'Why?\n```suggestion\n```',
  url: null,
} as const;

const REVIEW: OpenReview = {
  pullRequest: '#7',
  comments: [
    {
      ...remark,
      kind: 'code',
      place: { path: 'src/a b.js', line: null, side: 'new', diffHunk: '@@ -1 +1 @@' },
      inReplyTo: null,
      thread: 'open',
    },
    { ...remark, id: 'conversation/2', kind: 'conversation' },
    { ...remark, id: 'review/3', kind: 'review', verdict: 'changes-requested' },
  ],
  cannot: [],
};

const SPLIT: PlanSplit = {
  source: 'plan 20260102-030405-bcdf',
  groups: [
    {
      tasks: [
        {
          item: 'a1',
          fields: {
            id: taskId('21'),
            title: 'Intern the keys',
            priority: 'P1',
            overview: 'Item a1.',
            dependencies: [{ id: taskId('20'), reason: 'both change src/a.js' }],
            objectives: ['It is faster'],
            targets: ['parse wall <= 80 ms'],
            subTasks: [{ text: 'Try it', isDone: false, depth: 0 }],
            approach: '',
            risks: [],
            resources: [],
            acceptance: [{ text: 'The output is the same', isDone: null }],
          },
        },
      ],
    },
  ],
  left: [{ item: 'b2', title: 'Cache', why: 'it was tried and kept' }],
};

test('each kind of comment is told as it was read, with the id of the task as it is written', () => {
  const document = reviewDocument(REVIEW, '#1');
  assert.deepEqual([...Errors(TaskReviewDocument, document)], []);
  assert.equal(document.task, '001');
  assert.deepEqual(document.comments, REVIEW.comments);
});

test('what became of comments is told without what the journal says', () => {
  const { id, updatedAt } = remark;
  const handled = [{ id, updatedAt, outcome: 'open', commit: null, text: 'Which?' }] as const;
  const journal = { path: 'tasks/001/journal.md', text: '', keptAside: [] };
  const held = { session: 2, handled, left: 1, journal };
  const document = reviewSessionDocument(held, '001');
  assert.deepEqual([...Errors(TaskReviewSessionDocument, document)], []);
  assert.deepEqual(document.handled, [{ id, outcome: 'open', commit: null, text: 'Which?' }]);
  assert.equal('journal' in document, false);
});

test('a task of a split has its fields beside its item', () => {
  const document = splitDocument(SPLIT, [{ id: taskId('21'), path: 'tasks/021/task.md' }]);
  assert.deepEqual([...Errors(TaskSplitDocument, document)], []);
  const [task] = document.groups[0]?.tasks ?? [];
  assert.deepEqual([task?.item, task?.id, task?.dependencies[0]?.id], ['a1', '021', '020']);
});

test('what is cleaned up says whether it was done', () => {
  const tasks = [{ id: taskId('1'), removed: ['the branch x'], kept: [] }];
  const document = cleanupDocument(tasks, false);
  assert.deepEqual([...Errors(TaskCleanupDocument, document)], []);
  assert.equal(document.isDry, false);
});
