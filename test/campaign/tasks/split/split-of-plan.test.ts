import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { splitOfPlan, writeSplit } from '../../../../src/campaign/tasks/split/split-of-plan.ts';
import { targetText } from '../../../../src/campaign/tasks/split/target-words.ts';
import { suiteFrom } from '../../../../src/campaign/read-suite.ts';
import type { Json } from '../../../../src/base/index.ts';
import { EXAMPLES } from '../../../model/artifacts/examples.ts';
import { failure } from '../../../git/temporary-repository.ts';
import { type TaskSubject, taskSubject } from '../task-place.ts';

const [REPORT] = EXAMPLES['hone.bottleneck-report.v1']?.slice(1) ?? [];
const [PLAN] = EXAMPLES['hone.plan.v1'] ?? [];
const [TRIED] = EXAMPLES['hone.backlog.v1'] ?? [];

const CONFIG = `version: 1
test: "true"
benchmarks:
  - {id: parse, run: node parse.js, metrics: [wall, rss]}
targets:
  - parse wall <= 8 ms
  - parse rss <= 64 MiB
`;

function firstOf(value: unknown, name: string): object {
  const list: unknown = Reflect.get(Object(value), name);
  assert.ok(Array.isArray(list), name);
  return Object(list[0]);
}

/** An item about the place of a bottleneck. */
function item(id: string, bottleneck: string, rank: number, more: Record<string, Json> = {}) {
  const example = firstOf(TRIED, 'items');
  const title = `Do ${id}`;
  const dependencies: string[] = [];
  return {
    ...example,
    status: 'planned',
    realised: null,
    id,
    title,
    bottleneck,
    rank,
    dependencies,
    ...more,
  };
}

/** A bottleneck of the report, at another place. */
function seenAt(id: string, location: Record<string, Json>, kind = 'cpu') {
  const example = firstOf(REPORT, 'bottlenecks');
  const own = { ...Reflect.get(example, 'location'), ...location };
  return { ...example, id, kind, location: own };
}

const PLACES = [
  seenAt('0123456789a1', { file: 'src/a.js', function: 'one', line: 3 }),
  seenAt('0123456789a2', { file: 'src/a.js', function: 'two', line: 30 }),
  seenAt('0123456789a3', { file: 'src/b.js', function: 'three', line: 1 }),
  seenAt('0123456789a4', {
    file: 'node_modules/x/x.js',
    function: 'four',
    owner: 'direct-dep',
  }),
  seenAt('0123456789a5', { file: null, function: '(garbage collector)', line: null }, 'gc'),
];

const ITEMS = [
  item('i-1', '0123456789a1', 1),
  item('i-2', '0123456789a2', 2),
  item('i-3', '0123456789a3', 3),
  item('i-4', '0123456789a4', 4),
  item('i-5', '0123456789a5', 5),
  item('i-6', 'ffffffffffff', 6, { dependencies: ['i-3'], status: 'planned' }),
  item('i-7', '0123456789a3', 7, { status: 'rejected' }),
];

/** A repository with a plan beside its profile. */
async function planned(t: Parameters<typeof taskSubject>[0], items = ITEMS): Promise<TaskSubject> {
  const subject = await taskSubject(t);
  subject.write('hone.yaml', CONFIG);
  subject.commit('suite');
  const backlog = { items, refused: [] };
  const folder = '.hone/profiles/20260101-000000-bcdf';
  const report = JSON.stringify({ ...REPORT, bottlenecks: PLACES });
  subject.write(`${folder}/bottleneck-report.json`, report);
  subject.write(`${folder}/plan-p-1.json`, JSON.stringify({ ...PLAN, plan_id: 'p-1', backlog }));
  return subject;
}

test('a plan becomes tasks: stacks where they change the same, each with its evidence', async (t) => {
  const subject = await planned(t);
  const split = await splitOfPlan(await subject.place(), null);
  assert.equal(split.source, 'plan p-1');
  const shown = split.groups.map(({ tasks }) =>
    tasks.map(({ item: id, fields }) => {
      return [fields.id, id, ...fields.dependencies.map((one) => `${one.id} ${one.reason}`)];
    }),
  );
  assert.deepEqual(shown, [
    [
      ['002', 'i-1'],
      ['003', 'i-2', '002 both change src/a.js'],
    ],
    [
      ['004', 'i-3'],
      ['007', 'i-6', '004 the plan says that i-3 comes first'],
    ],
    [['005', 'i-4']],
    [['006', 'i-5']],
  ]);
  assert.deepEqual(split.left, [
    { item: 'i-7', title: 'Do i-7', why: 'it was tried, and nothing was kept' },
  ]);
  const [first] = split.groups[0]?.tasks ?? [];
  assert.deepEqual(first?.fields.targets, ['parse wall <= 8 ms']);
  assert.match(first?.fields.overview ?? '', /- one \(src\/a\.js:3\)\n\nFiles:\n\n- src\/a\.js\n/);
  const [dependency] = split.groups[2]?.tasks ?? [];
  assert.match(dependency?.fields.risks.join() ?? '', /Which files it touches is not known/);
});

test('an item that has a task gets no second one, and others wait for that task', async (t) => {
  const subject = await planned(t, ITEMS.slice(0, 1));
  const place = await subject.place();
  const { groups } = await splitOfPlan(place, 'p-1');
  assert.deepEqual(writeSplit(place, groups), [{ id: '002', path: 'tasks/002/task.md' }]);
  assert.match(readFileSync(join(subject.root, 'tasks/002/task.md'), 'utf8'), /Item i-1 of/);
  const again = await splitOfPlan(place, null);
  assert.deepEqual(again.groups, []);
  assert.deepEqual(
    again.left.map(({ why }) => why),
    ['task 002 is for it'],
  );
  const backlog = { items: ITEMS.slice(0, 2), refused: [] };
  const plan = JSON.stringify({ ...PLAN, plan_id: 'p-2', backlog });
  subject.write('.hone/profiles/20260101-000000-bcdf/plan-p-2.json', plan);
  const later = await splitOfPlan(place, null);
  assert.deepEqual(
    later.groups.flatMap(({ tasks }) => tasks.map(({ fields }) => fields.dependencies)),
    [[{ id: '002', reason: 'both change src/a.js' }]],
  );
  assert.throws(() => writeSplit(place, groups), failure('E_BUSY', /tasks\/002 was made/));
});

test('what is no plan, or has no backlog, is told', async (t) => {
  const subject = await planned(t);
  const plan = JSON.stringify({ ...PLAN, plan_id: 'p-9' });
  subject.write('.hone/profiles/20260101-000000-bcdf/plan-p-9.json', plan);
  const place = await subject.place();
  await assert.rejects(splitOfPlan(place, null), failure('E_NOT_FOUND', /p-9 has no backlog/));
  await assert.rejects(splitOfPlan(place, 'nope'), failure('E_NOT_FOUND', /no plan nope/));
});

test('a target is written so that it is read back exactly, in the shortest unit', () => {
  const { suite } = suiteFrom(CONFIG, 'hone.yaml');
  const wall = (atMost: number): string | null => {
    return targetText({ benchmark: 'parse', metric: 'wall', atMost }, suite);
  };
  assert.deepEqual([8e6, 1.5e9, 250, 1234567].map(wall), [
    'parse wall <= 8 ms',
    'parse wall <= 1.5 s',
    'parse wall <= 250 ns',
    'parse wall <= 1234567 ns',
  ]);
  const texts = suite.targets.map((target) => targetText(target, suite));
  assert.deepEqual(texts, ['parse wall <= 8 ms', 'parse rss <= 64 MiB']);
  assert.equal(targetText({ benchmark: 'gone', metric: 'wall', atMost: 1 }, suite), null);
});
