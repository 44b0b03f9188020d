import assert from 'node:assert/strict';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Check, Errors, Value } from 'typebox/value';

import { verifyRun } from '../../../src/campaign/flow/steer.ts';
import { withStore } from '../../../src/campaign/try/run-view.ts';
import {
  RunEventDocument,
  TaskCleanupDocument,
  TaskShowDocument,
} from '../../../src/model/index.ts';
import {
  commitAll,
  ended,
  git,
  hone,
  inPlace,
  type Outcome,
  type Place,
  start,
} from '../../cli/spawn-hone.ts';
import { type GitHubOrigin, gitHubOrigin } from './github-origin.ts';
import { answered, logOf, QUICK, statusOf, waitingSubject } from './whole-task.ts';

const BRANCH = 'performance/task-001-faster-start';

/** A step of each phase in whose middle the program is killed, once. */
const KILLED_IN = [
  'phase-1/commit',
  '2.1/measure',
  'phase-3/commit',
  'phase-4/branch',
  'phase-5/results',
  'phase-6/ready',
  'phase-7/lessons',
  'phase-8/merge',
];

/** What is seen of a run while it is driven. */
interface Watched {
  /** Steps that were said to be done, in order, with the run that did them. */
  readonly done: string[];
  /** Where it was killed. */
  readonly killed: string[];
  /** Lines that are not what is promised. */
  readonly unfit: string[];
}

/** Runs hone, and kills it as soon as it says that it began a step in which it was not yet. */
async function killable(
  place: Place,
  root: string,
  args: readonly string[],
  watched: Watched,
): Promise<Outcome> {
  const { done, killed, unfit } = watched;
  const child = start(place, root, args);
  let text = '';
  child.stdout?.on('data', (part: string) => {
    text += part;
    const lines = text.split('\n');
    text = lines.pop() ?? '';
    for (const line of lines) {
      const event: unknown = JSON.parse(line);
      if (!Check(RunEventDocument, event) && !Check(TaskCleanupDocument, event)) {
        unfit.push(line);
      }
      const { kind, id } = JSON.parse(line);
      if (kind === 'step-done') {
        done.push(id);
      }
      if (kind === 'step-started' && KILLED_IN.includes(id) && !killed.includes(id)) {
        killed.push(id);
        child.kill('SIGKILL');
      }
    }
  });
  const outcome = await ended(child);
  return outcome.code === null
    ? killable(place, root, ['task', 'resume', '001', '--json'], watched)
    : outcome;
}

/** Fails unless the pull request is merged, with its numbers, and the base is brought here. */
function assertMerged(root: string, origin: GitHubOrigin): void {
  const [pull, ...more] = origin.server.pulls;
  assert.ok(pull !== undefined && more.length === 0, 'one pull request was opened');
  assert.deepEqual([pull.merged, pull.head], [true, BRANCH]);
  assert.match(pull.body, /\*\*Faster start|What changed/);
  assert.match(pull.body, /wait-under-load wall/);
  const merges = origin.git(
    'log',
    '--format=%s%n%b',
    'main',
    `^${git(root, ['rev-parse', 'main~1']).trim()}`,
  );
  assert.match(merges, /perf\(task-001\): Faster start \(#7\)[^]*Hone-Task-Merged: 001/);
  assert.equal(origin.git('rev-parse', 'main'), git(root, ['rev-parse', 'main']), 'brought here');
}

test('a task asked at each phase, and killed in each, ends merged with every step done once', (t) =>
  inPlace(async (place) => {
    const { root, patches } = waitingSubject(place);
    const subject = {
      root,
      git: (...args: string[]) => git(root, args),
      beside: (name: string) => join(place.root, name),
    };
    const origin = await gitHubOrigin(t, subject);
    place.env['GITHUB_TOKEN'] = origin.server.token;
    origin.server.checkRuns = [{ name: 'test', status: 'completed', conclusion: 'success' }];
    const words = ['--goal', 'wait-under-load wall <= 10 s', '--objective', 'It waits less'];
    await hone(place, root, ['task', 'new', 'Faster start', ...words]);
    commitAll(root, 'a task');
    git(root, ['push', '-q', 'origin', 'main']);
    const forge = ['--forge', 'github-rest', '--api-url', origin.server.url];
    const flags = [...forge, '--ask', '--proposal', patches[0], ...QUICK, '--json'];
    const watched: Watched = { done: [], killed: [], unfit: [] };
    const asked: string[] = [];
    let outcome = await killable(place, root, ['task', 'start', '001', ...flags], watched);
    for (let some = await answered(root, outcome); some.length > 0;) {
      asked.push(...some);
      outcome = await killable(place, root, ['task', 'resume', '001', '--json'], watched);
      some = await answered(root, outcome);
    }
    assert.match(outcome.stdout, /phase-8\/complete/, outcome.stderr);
    const goOn = asked.filter((id) => id.endsWith('/go-on'));
    assert.deepEqual(
      goOn,
      [1, 2, 3, 4, 5, 6, 7].map((phase) => `phase-${phase}/go-on`),
    );
    assert.equal(new Set(asked).size, asked.length, 'nothing is asked twice');
    await hone(place, root, ['task', 'journal', '001', '--write']);
    const again = await hone(place, root, ['task', 'journal', '001']);
    assert.equal(again.stdout, readFileSync(join(root, 'tasks/001/journal.md'), 'utf8'));
    const complete = ['task', 'complete', '001', '--json'];
    outcome = await killable(place, root, complete, watched);
    assert.equal(outcome.code, 0, outcome.stderr + outcome.stdout);
    assert.deepEqual(watched.killed, KILLED_IN);
    assert.equal(new Set(watched.done).size, watched.done.length, 'no step is done twice');
    assert.deepEqual(watched.unfit, [], 'each line is what is promised');
    const { stdout } = await hone(place, root, ['task', 'complete', '001', '--json']);
    assert.deepEqual([...Errors(TaskCleanupDocument, JSON.parse(stdout))], []);
    const shown = await hone(place, root, ['task', 'show', '001', '--json']);
    const { phases } = Value.Parse(TaskShowDocument, JSON.parse(shown.stdout));
    assert.deepEqual(
      phases.map(({ phase, isPassed }) => [phase, isPassed]),
      [1, 2, 3, 4, 5, 6, 7, 8].map((phase) => [phase, true]),
    );
    const { status, run } = await statusOf(place, root, '001');
    assert.equal(status, 'completed');
    assertMerged(root, origin);
    await assertRecord(root, run ?? '', origin);
    assert.equal(git(root, ['branch', '--format=%(refname:short)']).trim(), 'main');
    assert.equal(git(root, ['status', '--porcelain']), '');
    removeScratchOfGit(place);
  })());

/** Scratch of git is removed when it is a day old: another hone might use it. */
function removeScratchOfGit({ tmp }: Place): void {
  for (const name of readdirSync(tmp).filter((one) => one.startsWith('hone-git-'))) {
    rmSync(join(tmp, name), { recursive: true });
  }
}

/** The journal has every phase once, and rendering it again changes no byte. */
async function assertRecord(root: string, run: string, origin: GitHubOrigin): Promise<void> {
  const log = await logOf(root, '001');
  const commits = log.flatMap((event) => (event.kind === 'commit' ? [event.phase] : []));
  assert.deepEqual(commits, [1, 2, 3, 4, 5, 6, 7]);
  assert.equal(log.filter(({ kind }) => kind === 'merged').length, 1);
  const subjects = origin.server.pulls.map(({ headCommit }) =>
    git(root, ['log', '--format=%s', `main~1..${headCommit}`])
      .trimEnd()
      .split('\n'),
  );
  const optimisations = subjects.flat().filter((subject) => subject.startsWith('perf('));
  assert.equal(optimisations.length, 1);
  assert.match(optimisations[0] ?? '', /^perf\(task-001\): optimize .* - [\d.]+ % faster$/);
  const journal = readFileSync(join(root, 'tasks/001/journal.md'), 'utf8');
  for (const phase of [1, 2, 3, 4, 5, 6, 7]) {
    assert.equal(journal.split(`Phase ${phase} is complete.`).length, 2, `phase ${phase} once`);
  }
  await withStore(root, AbortSignal.timeout(60_000), async (store) => {
    assert.deepEqual(verifyRun(store, run).damage, []);
  });
}
