import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { silent } from '../../../src/campaign/hooks.ts';
import {
  importTaskList,
  newTask,
  noteTask,
  revisedTarget,
  taskList,
  writeTaskList,
} from '../../../src/campaign/tasks/edit-tasks.ts';
import { beginTask } from '../../../src/campaign/tasks/start-task.ts';
import { commitJournal } from '../../../src/campaign/tasks/task-journal.ts';
import { recordTaskEvent, taskLog } from '../../../src/campaign/tasks/task-log.ts';
import { parseTaskFile } from '../../../src/tasks/index.ts';
import { failure } from '../../git/temporary-repository.ts';
import { taskId } from '../../tasks/task-texts.ts';
import { type TaskSubject, taskSubject } from './task-place.ts';

const ID = taskId('001');

const OPTIONS = {
  wanted: '001',
  worktree: null,
  ask: false,
  baseBranch: null,
  forge: { use: 'plain-git', apiUrl: null } as const,
  checks: null,
};

const read = ({ root }: TaskSubject, path: string): string =>
  readFileSync(join(root, path), 'utf8');

test('a new task takes the next number, above those that only the list knows', async (t) => {
  const subject = await taskSubject(t, { '004': {} });
  subject.write('TASK-LIST.md', '## COMPLETED\n\n017 | P1 | performance | Old | Long ago\n');
  const { id, path } = newTask(await subject.place(), {
    title: 'Größer *und* <schneller>',
    targets: ['report wall <= 80 ms'],
    subTasks: [{ text: 'Read in chunks', isDone: false, depth: 0 }],
    dependencies: [{ id: taskId('004'), reason: 'the parser' }],
  });
  assert.deepEqual([id, path], ['018', 'tasks/018/task.md']);
  const { task, errors } = parseTaskFile(read(subject, path));
  assert.deepEqual(errors, []);
  assert.equal(task.title?.value, 'Größer *und* <schneller>');
  assert.deepEqual(
    task.targets.map(({ text }) => text),
    ['report wall <= 80 ms'],
  );
  assert.deepEqual(
    task.dependencies.map((one) => one.id),
    ['004'],
  );
  assert.equal(newTask(await subject.place(), { title: 'Next' }).id, '019');
  const place = await subject.place();
  for (const wrong of [{ title: '' }, { title: 'a\nb' }, { title: 'x', targets: ['fast'] }]) {
    assert.throws(() => newTask(place, wrong), failure('E_USAGE', /can't be written/));
  }
  assert.ok(!existsSync(join(subject.root, 'tasks/020')));
});

const LIST = `# Our tasks

Ask Ines first.

## IN_PROGRESS

021 | P1 | performance | Parse large files | Files above 10 MB take seconds [worktree: ../wt]

## PENDING

022 | P2 | performance | Smaller memory | Rows are kept
030 | P2 | feature | Not ours | Kept

## COMPLETED

003 | P2 | performance | Old | Done long ago
`;

test('an existing list becomes task files, and what is no proof is left and said', async (t) => {
  const subject = await taskSubject(t, { '022': { title: 'Mine' } });
  subject.write('TASK-LIST.md', LIST);
  const mine = read(subject, 'tasks/022/task.md');
  const imported = importTaskList(await subject.place(), null);
  assert.deepEqual(imported.written, [{ id: '021', path: 'tasks/021/task.md' }]);
  assert.deepEqual(imported.known, ['022']);
  assert.equal(read(subject, 'tasks/022/task.md'), mine);
  assert.match(imported.left.join('\n'), /021 .*pending[^]*030 .*feature[^]*003 .*completed/);
  const { task } = parseTaskFile(read(subject, 'tasks/021/task.md'));
  assert.equal(task.title?.value, 'Parse large files');
  assert.match(task.overview, /Files above 10 MB/);
  const again = importTaskList(await subject.place(), 'TASK-LIST.md');
  assert.deepEqual([again.written, again.known], [[], ['021', '022']]);
});

test('a list that is not there or not understood is told with its lines', async (t) => {
  const subject = await taskSubject(t);
  const place = await subject.place();
  assert.throws(() => importTaskList(place, null), failure('E_NOT_FOUND', /to import/));
  subject.write('list.md', '## PENDING\n\n021 | urgent\n');
  assert.throws(() => importTaskList(place, 'list.md'), failure('E_CONFIG', /list\.md:3: /));
  assert.ok(!existsSync(join(subject.root, 'tasks/021')));
});

test('the list is written with what a person wrote, and the same bytes again', async (t) => {
  const subject = await taskSubject(t, { '021': {}, '022': { title: 'Smaller memory' } });
  subject.write('TASK-LIST.md', LIST);
  assert.equal(await writeTaskList(await subject.place()), 'TASK-LIST.md');
  const text = read(subject, 'TASK-LIST.md');
  assert.match(text, /Ask Ines first\.[^]*030 \| P2 \| feature \| Not ours \| Kept/);
  assert.ok(text.indexOf('021 |') > text.indexOf('## PENDING'), 'nobody works on it');
  await writeTaskList(await subject.place());
  assert.equal(read(subject, 'TASK-LIST.md'), text);
  assert.equal((await taskList(await subject.place())).text, text);
});

test('notes and text of persons survive; an edit of what hone writes is kept aside', async (t) => {
  const subject = await taskSubject(t);
  await beginTask(await subject.place(), OPTIONS, silent);
  const path = 'tasks/001/journal.md';
  const noted = await noteTask(await subject.place(), null, { text: 'CRLF is slow', by: 'Eva' });
  assert.deepEqual([noted.path, noted.keptAside], [path, []]);
  const text = read(subject, path);
  assert.match(text, /Eva: CRLF is slow/);
  subject.write(
    path,
    text
      .replace('## Key Learnings\n', '## Key Learnings\n\nMind the cache.\n')
      .replace('- **Base Branch**: main', '- **Base Branch**: develop'),
  );
  const { repository, store, signal } = await subject.place();
  const branch = 'performance/task-001-faster-report';
  const place = { repository, store, branch, base: subject.git('rev-parse', 'main').trim() };
  const written = await commitJournal(place, ID, 'journal', { signal });
  assert.equal(written.keptAside.length, 1);
  const after = read(subject, path);
  assert.match(after, /Mind the cache\.[^]*Base Branch\*\*: develop/);
  assert.match(after, /- \*\*Base Branch\*\*: main/);
  assert.equal(subject.git('show', `HEAD:${path}`), after);
  const tip = subject.git('rev-parse', 'HEAD');
  await commitJournal(place, ID, 'journal', { signal });
  assert.equal(subject.git('rev-parse', 'HEAD'), tip, 'the same bytes again');
  assert.equal(subject.git('status', '--porcelain'), '');
});

test('a note needs a task that is under way, and words', async (t) => {
  const subject = await taskSubject(t);
  const note = async (wanted: string | null, text = 'x') =>
    noteTask(await subject.place(), wanted, { text, by: 'Eva' });
  await assert.rejects(note(null), failure('E_USAGE', /main is the branch of no task/));
  await assert.rejects(note('001'), failure('E_USAGE', /not started yet/));
  await assert.rejects(note('001', '  '), failure('E_USAGE', /1 to 20000 characters/));
  await assert.rejects(note('001', 'x'.repeat(20_001)), { code: 'E_USAGE' });
});

test('a target changes only through the ledger: old, new, why and who', async (t) => {
  const subject = await taskSubject(t, { '001': { targets: ['report wall <= 80 ms'] } });
  await beginTask(await subject.place(), OPTIONS, silent);
  const change = { from: 'report wall <= 80 ms', to: 'report wall <= 90 ms', by: 'Eva' };
  const revise = async (more: Partial<typeof change & { readonly reason: string }>) =>
    revisedTarget(await subject.place(), '001', { ...change, reason: 'IO bound', ...more });
  await assert.rejects(revise({ reason: ' ' }), failure('E_USAGE', /--reason/));
  await assert.rejects(revise({ from: 'report wall <= 70 ms' }), failure('E_USAGE', /stays/));
  await assert.rejects(revise({ to: 'report rss <= 90 MB' }), failure('E_USAGE', /stays/));
  await revise({});
  assert.match(read(subject, 'tasks/001/task.md'), /- report wall <= 90 ms/);
  const journal = read(subject, 'tasks/001/journal.md');
  assert.match(
    journal,
    /Eva revised a target from `report wall <= 80 ms` to `report wall <= 90 ms`: IO/,
  );
  const ledger = taskLog(subject.store, ID).filter(({ kind }) => kind === 'target');
  assert.equal(ledger.length, 1);
  assert.equal(subject.git('status', '--porcelain'), '');
  recordTaskEvent(subject.store, ID, { kind: 'abandoned', why: 'x', by: 'Eva' });
});
