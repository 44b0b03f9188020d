import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Errors } from 'typebox/value';

import { trackerMark } from '../../../../src/campaign/tasks/tracker/tracker-change.ts';
import { trackerFacts } from '../../../../src/campaign/tasks/tracker/tracker-facts.ts';
import { currentSuite, freeze } from '../../../../src/campaign/try/frozen-suite.ts';
import { runIdNow } from '../../../../src/campaign/try/run-id-now.ts';
import { TRACKER_SCHEMA, TrackerDocument } from '../../../../src/model/index.ts';
import { trackerOf } from '../../../../src/tasks/index.ts';
import { pairs, recordTry } from '../../history/recorded.ts';
import { failure } from '../../../git/temporary-repository.ts';
import { EXAMPLES } from '../../../model/artifacts/examples.ts';
import { taskSubject } from '../task-place.ts';
import { begin, campaign, CONFIG, example, options, record, run } from './recorded-campaign.ts';

process.env['HONE_SANDBOX'] = 'none'; // this process runs nobody's code

test('a campaign is told from what was recorded, and what nothing shows is not known', async (t) => {
  const subject = await campaign(t);
  const facts = await trackerFacts(await subject.place(), options());
  const document = { schema: TRACKER_SCHEMA, ...trackerOf(facts) };
  assert.deepEqual([...Errors(TrackerDocument, document)], []);
  const [one, two, three, four] = facts.pulls;
  assert.deepEqual(
    facts.pulls.map(({ id, status, pullRequest }) => [id, status.kind, pullRequest?.state ?? null]),
    [
      ['001', 'completed', 'merged'],
      ['002', 'waiting', 'draft'],
      ['003', 'blocked', null],
      ['004', 'pending', null],
    ],
  );
  assert.deepEqual(one?.objectives, [{ text: 'Reports are fast', isDone: true }]);
  assert.deepEqual(one.criteria, [
    { text: 'parse wall <= 10 ms', state: 'met', evidence: '9.60 ms (9.36 ms to 9.84 ms).' },
    {
      text: 'parse lag <= 1 ms',
      state: 'unknown',
      evidence:
        'The benchmark "parse" has no metric "lag". The metrics are: wall, rss. A metric is ' +
        'added under "metrics".',
    },
  ]);
  assert.deepEqual(one.checks, [
    { name: 'npm test', state: 'passed' },
    { name: 'parse prints what the base prints', state: 'not-run' },
    { name: 'npm run lint', state: 'passed' },
  ]);
  assert.deepEqual(
    [two, three].map((pull) => pull?.phases.map(({ met, total }) => [met, total])[0]),
    [
      [1, 2],
      [0, 5],
    ],
  );
  assert.match(two?.notes ?? '', /^CRLF \*too\*\.\n\n\(ada, [\d-]{10}\)\n\nOld\./);
  assert.deepEqual(two?.objectives, [{ text: 'Reports are fast', isDone: null }]);
  assert.deepEqual(three?.dependencies, [
    { id: '002', reason: 'both change code.js', isCompleted: false },
  ]);
  assert.equal(four?.criteria[0]?.state, 'unknown');
  assert.deepEqual(facts.metrics, [
    {
      name: 'parse wall',
      base: '12.0 ms',
      current: { value: '9.60 ms', interval: '9.36 ms to 9.84 ms' },
      target: '<= 5.00 ms',
      state: 'missed',
    },
    {
      name: 'parse rss',
      base: '40.0 MB',
      current: { value: '40.0 MB', interval: 'none (n = 40)' },
      target: '<= 10.0 MB',
      state: 'missed',
    },
  ]);
  assert.deepEqual(
    facts.attempts.map(({ task, what, why, impact }) => [task, what, why, impact[0]?.metric]),
    [['001', 'Cheat', 'frozen path (admission)', 'wall']],
  );
  assert.deepEqual(
    facts.done.map(({ state, evidence }) => [state, evidence]),
    [
      ['unknown', '1 of 4 validated.'],
      ['unknown', '2 of 7 passed.'],
      ['unknown', 'No comment was looked at: hone task review.'],
    ],
  );
  assert.deepEqual(
    facts.documents.map(({ target }) => target),
    ['../hone.yaml'],
  );
});

test('a median without an interval shows no target to be reached, but can miss one', async (t) => {
  const subject = await taskSubject(t, {
    '001': { targets: ['parse wall <= 15 ms', 'parse rss <= 10 MB'] },
  });
  subject.write('hone.yaml', CONFIG);
  subject.commit('suite');
  begin(subject, '001');
  const kept = {
    benchmark: 'parse',
    bound: 'at_most',
    change_needed: null,
    reached: true,
  } as const;
  const targets = [
    { ...kept, metric: 'wall', unit: 'ns', wanted: 15e6, current: 12e6 },
    { ...kept, metric: 'rss', unit: 'bytes', wanted: 1e7, current: 4e7 },
  ];
  await run(subject, '001', {
    'baseline-metrics.json': example('hone.baseline-metrics.v1'),
    'dev-manifest.json': example('hone.dev-manifest.v1', { targets }),
  });
  const { pulls, metrics } = await trackerFacts(await subject.place(), options());
  const words = 'by the median of what was kept.';
  assert.deepEqual(
    pulls[0]?.criteria.map(({ state, evidence }) => [state, evidence]),
    [
      ['unknown', `12.0 ms, ${words} Not validated yet.`],
      ['unmet', `40.0 MB, ${words}`],
    ],
  );
  assert.deepEqual(
    metrics.map(({ state }) => state),
    ['unclear', 'missed'],
  );
});

test('what became worse within its limit of harm is no harm, and beyond it is', async (t) => {
  const subject = await taskSubject(t);
  begin(subject, '001');
  const [good] = EXAMPLES['hone.performance-comparison.v1'] ?? [];
  const [first] = Object(good).comparisons;
  const ratio = { estimate: 1.2, lo: 1.19, hi: 1.21, confidence: 0.95 };
  const worse = { ...first, metric: 'cpu', verdict: 'regressed', ratio };
  const comparison = example('hone.performance-comparison.v1', { comparisons: [worse] });
  await run(subject, '001', { 'performance-comparison.json': comparison });
  for (const [limit, state, evidence] of [
    ['30%', 'met', '1 of 1 validated.'],
    ['10%', 'unmet', 'Worse: parse cpu (001).'],
  ]) {
    subject.write('hone.yaml', `${CONFIG}budgets: {harm: {cpu: ${limit}}}\n`);
    subject.commit(`a limit of ${limit}`);
    const { done } = await trackerFacts(await subject.place(), options());
    assert.deepEqual([done[0]?.state, done[0]?.evidence], [state, evidence]);
  }
});

test('only the tasks that are named are told, with what they wait for outside of them', async (t) => {
  const subject = await campaign(t);
  const place = await subject.place();
  const { pulls, attempts } = await trackerFacts(place, options({ tasks: ['3', '#001'] }));
  assert.deepEqual(
    pulls.map(({ id }) => id),
    ['001', '003'],
  );
  assert.equal(attempts.length, 1);
  const none = failure('E_NOT_FOUND', /no tasks\/009\/task\.md/);
  await assert.rejects(trackerFacts(place, options({ tasks: ['9'] })), none);
});

test('a task is told as its branch has it, and a run before the newest has tried things too', async (t) => {
  const subject = await campaign(t);
  const manifest = example('hone.dev-manifest.v1');
  await run(subject, '002', { 'dev-manifest.json': manifest });
  await run(subject, '002', {});
  subject.git('switch', '-q', 'performance/task-002-x');
  subject.write('tasks/002/task.md', '# Task #002: Revised\n\n## Targets\n\n- parse rss <= 9 MB\n');
  const here = await trackerFacts(await subject.place(), options());
  assert.equal(here.pulls[1]?.title, 'Revised');
  subject.commit('revised');
  subject.git('switch', '-q', 'main');
  record(subject, '002', {
    kind: 'target',
    phase: 4,
    from: 'parse rss <= 10 MB',
    to: 'parse rss <= 9 MB',
    reason: 'it can',
    by: 'ada',
  });
  const { pulls, attempts, context } = await trackerFacts(await subject.place(), options());
  assert.deepEqual(
    pulls[1]?.criteria.map(({ text }) => text),
    ['parse rss <= 9 MB'],
  );
  assert.deepEqual(
    attempts.map(({ task }) => task),
    ['001', '002'],
  );
  assert.deepEqual(context, [
    '002: ada revised "parse rss <= 10 MB" to "parse rss <= 9 MB": it can',
  ]);
});

test('what has to hold first is looked up, and the tracker itself is not in the way', async (t) => {
  const subject = await campaign(t);
  const first = await subject.place();
  const before = (await trackerFacts(first, options())).preflight;
  assert.deepEqual(
    Object.values(before).map((judged) => judged?.state),
    ['unmet', 'unmet', 'met', 'unknown'],
  );
  const { head } = first.repository;
  const current = await currentSuite(first.repository, head.commit, first.signal);
  const own = runIdNow();
  const lease = subject.store.acquireRun(own, { purpose: 'freezing' });
  freeze(subject.store, own, current, { reason: 'first', by: 'first use' });
  lease.release();
  const suiteHash = current.manifest.hash;
  const measured = { commit: head.commit, suiteHash, config: current.read.text };
  recordTry(subject.store, { 'measure/fix/parse': pairs(50, 'fix', 40) }, measured);
  subject.write('tasks/TRACKER.md', 'mine\n');
  subject.git('add', '-A');
  const now = (await trackerFacts(await subject.place(), options())).preflight;
  assert.equal(now['suite-frozen']?.state, 'met');
  assert.equal(now['tree-clean']?.state, 'met');
  assert.match(now['base-measured']?.evidence ?? '', new RegExp(`^${head.commit.slice(0, 12)}, `));
  subject.commit('docs of tasks');
  const later = (await trackerFacts(await subject.place(), options())).preflight;
  assert.deepEqual(later['base-measured'], now['base-measured'], 'the code is the same');
  subject.write('code.js', 'other\n');
  assert.match(
    (await trackerFacts(await subject.place(), options())).preflight['tree-clean']?.evidence ?? '',
    /^Uncommitted: code\.js\.$/,
  );
  subject.commit('other code');
  const changed = (await trackerFacts(await subject.place(), options())).preflight;
  assert.match(changed['base-measured']?.evidence ?? '', /code has changed since/);
});

test('a host that can not be asked is told of, and what was recorded is shown', async (t) => {
  const subject = await campaign(t);
  const troubles: string[] = [];
  const asked = options({ refresh: true, onTrouble: (text) => troubles.push(text) });
  const { pulls } = await trackerFacts(await subject.place(), asked);
  assert.equal(troubles.length, 2);
  assert.match(troubles[1] ?? '', /^#2 of task 002 is shown as recorded: /);
  assert.equal(pulls[1]?.pullRequest?.state, 'draft');
});

test('without a suite, and without tasks, there is still a tracker', async (t) => {
  const subject = await taskSubject(t, {});
  const empty = await trackerFacts(await subject.place(), options());
  assert.deepEqual([empty.pulls, empty.metrics, empty.documents], [[], [], []]);
  assert.match(empty.preflight['suite-frozen']?.evidence ?? '', /There is no hone\.yaml/);
  assert.equal(empty.preflight['cheats-lost'], null);
});

test('the mark changes with whatever may change the tracker, and only then', async (t) => {
  const subject = await campaign(t);
  const { repository } = await subject.place();
  const marks = [trackerMark(subject.store, repository)];
  const step = (action: () => void): void => {
    action();
    marks.push(trackerMark(subject.store, repository));
  };
  step(() => record(subject, '004', { kind: 'note', phase: 1, text: 'x', by: 'ada' }));
  step(() => begin(subject, '003'));
  step(() => subject.write('tasks/004/task.md', '# Task #004: Other\n'));
  step(() => subject.write('tasks/005/task.md', '# Task #005: New\n'));
  step(() => subject.git('switch', '-q', '-c', 'elsewhere'));
  assert.equal(new Set(marks).size, marks.length);
  await trackerFacts(await subject.place(), options());
  await trackerFacts(await subject.place(), options());
  assert.equal(trackerMark(subject.store, repository), marks.at(-1), 'looking changes nothing');
});
