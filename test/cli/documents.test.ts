import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Static, TSchema } from 'typebox';
import { Errors, Value } from 'typebox/value';

import {
  InboxDocument,
  RunListDocument,
  RunPruneDocument,
  TaskCleanupDocument,
  TaskShowDocument,
  TaskStatusDocument,
  TrackerDocument,
} from '../../src/model/index.ts';
import { assertRefused, hone, inPlace, type Place, repository } from './spawn-hone.ts';

const TASK = '# Task #001: Faster | `parse`\n\n## Objectives\n\n- Reports are fast\n';
const STACKED = `# Task #002: Größe & <b>Ziel</b>

## Priority
P2

## Dependencies

- 001: both change src/parse.js
`;

/** What a command prints as JSON, held against what is published. */
async function printed<S extends TSchema>(
  place: Place,
  root: string,
  schema: S,
  ...args: string[]
): Promise<Static<S>> {
  const { code, stdout, stderr } = await hone(place, root, [...args, '--json']);
  assert.equal(code, 0, `${args.join(' ')}: ${stderr}`);
  assert.deepEqual([...Errors(schema, JSON.parse(stdout))], [], args.join(' '));
  return Value.Parse(schema, JSON.parse(stdout));
}

test(
  'a repository with several tasks is told to programs as it is promised',
  inPlace(async (place) => {
    const files = { 'tasks/001/task.md': TASK, 'tasks/002/task.md': STACKED };
    const root = repository(place, { ...files, 'tasks/010/task.md': 'No heading.\n' });
    const tracker = await printed(place, root, TrackerDocument, 'tracker');
    assert.deepEqual(
      tracker.pulls.map(({ id, title, state }) => ({ id, title, state })),
      [
        { id: '001', title: 'Faster | `parse`', state: 'pending' },
        { id: '002', title: 'Größe & <b>Ziel</b>', state: 'blocked' },
        { id: '010', title: tracker.pulls[2]?.title, state: 'pending' },
      ],
    );
    assert.equal(tracker.next.kind === 'pull' && tracker.next.id, '001');
    const { tasks } = await printed(place, root, TaskStatusDocument, 'task', 'status');
    assert.deepEqual(
      tasks.map(({ id, path, status }) => [id, path, status]),
      [
        ['001', 'tasks/001/task.md', 'pending'],
        ['002', 'tasks/002/task.md', 'blocked'],
        ['010', 'tasks/010/task.md', 'pending'],
      ],
    );
    assert.ok(tasks[2]?.problems.some(({ severity }) => severity === 'error'));
    const listed = await printed(place, root, TaskStatusDocument, 'task', 'list');
    assert.deepEqual(listed.tasks, tasks);
    const shown = await printed(place, root, TaskShowDocument, 'task', 'show', '2');
    assert.deepEqual([shown.id, shown.phases, shown.trouble], ['002', [], null]);
    const cleaned = await printed(place, root, TaskCleanupDocument, 'task', 'cleanup', '--all');
    assert.deepEqual([cleaned.isDry, cleaned.tasks], [true, []]);
  }),
);

test(
  'the tracker is written as JSON beside other forms, and never into a file named as a task',
  inPlace(async (place) => {
    const root = repository(place, { 'tasks/001/task.md': TASK });
    const both = await hone(place, root, ['tracker', '1', '--json', 't.json', '--html', 't.html']);
    assert.match(both.stdout, /Overall|0 %/, 'people are shown it as ever');
    const written: unknown = JSON.parse(readFileSync(join(root, 't.json'), 'utf8'));
    assert.deepEqual([...Errors(TrackerDocument, written)], []);
    assertRefused(await hone(place, root, ['tracker', '--json', '021']), /behind the tasks/);
    const two = ['tracker', '--json', '-', '--markdown', '-'];
    assertRefused(await hone(place, root, two), /Only one export/);
  }),
);

test(
  'what is empty is an empty list in its document',
  inPlace(async (place) => {
    const root = repository(place, { 'a.txt': 'a\n' });
    assert.deepEqual((await printed(place, root, RunListDocument, 'run', 'list')).runs, []);
    assert.deepEqual((await printed(place, root, InboxDocument, 'inbox')).questions, []);
    assert.equal((await printed(place, root, RunPruneDocument, 'run', 'prune')).keepLast, null);
    assert.deepEqual((await printed(place, root, TrackerDocument, 'tracker')).pulls, []);
  }),
);
