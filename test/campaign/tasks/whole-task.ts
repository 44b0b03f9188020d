import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { withStore } from '../../../src/campaign/try/run-view.ts';
import { taskLog } from '../../../src/campaign/tasks/task-log.ts';
import type { LoggedEvent } from '../../../src/campaign/tasks/task-log.ts';
import { hone, type Outcome, patchOf, type Place, repository } from '../../cli/spawn-hone.ts';
import { taskId } from '../../tasks/task-texts.ts';
import { answerIn } from '../flow/flow-place.ts';

const CONFIG = `version: 1
test: sh test.sh
benchmarks:
  - {id: wait-under-load, run: sh src/main.sh, metrics: [wall, cpu]}
budgets: {pairs: 10, harm: {cpu: 90%}}
`;

/** Flags of a start that measures little. */
export const QUICK = ['--max-pairs', '10', '--seed', '7', '--quiet'];

/** Half of the time of the program. */
const PART = 'sleep 0.05\n';

/** A program of two parts that wait, and a patch for each that makes it not wait. */
export function waitingSubject(place: Place): {
  readonly root: string;
  readonly patches: readonly [string, string];
} {
  const root = repository(place, {
    'hone.yaml': CONFIG,
    'src/main.sh': 'sh src/a.sh\nsh src/b.sh\necho done\n',
    'src/a.sh': PART,
    'src/b.sh': PART,
    'test.sh': 'sh src/main.sh | grep -q done\n',
  });
  const faster = (name: string): string =>
    patchOf(place, root, `${name}.patch`, () => {
      writeFileSync(join(root, 'src', `${name}.sh`), 'sleep 0.001\n');
    });
  return { root, patches: [faster('a'), faster('b')] };
}

/** What `--json` of a task's status says, as far as these tests look at it. */
export interface TaskJson {
  readonly status: string;
  readonly why: string;
  readonly run: string | null;
  readonly branch: string | null;
  readonly worktree: string | null;
  readonly questions: readonly { readonly id: string; readonly choices: readonly string[] }[];
}

/** Where a task stands, by the program. */
export async function statusOf(place: Place, root: string, id: string): Promise<TaskJson> {
  const { stdout, stderr } = await hone(place, root, ['task', 'status', id, '--json']);
  assert.notEqual(stdout, '', stderr);
  const {
    tasks: [task],
  } = JSON.parse(stdout);
  return task;
}

/**
 * Answers what a run that just ended asks, as a person does who agrees.
 *
 * @returns the questions; empty when it asks nothing, or whether to merge
 */
export async function answered(root: string, outcome: Outcome): Promise<readonly string[]> {
  const last = outcome.stdout.trimEnd().split('\n').at(-1) ?? '';
  const { run, outcome: ended } = JSON.parse(last || '{}');
  assert.ok(outcome.code === 0 || outcome.code === 3, outcome.stderr + last);
  const questions: readonly { readonly id: string; readonly text: string }[] =
    ended?.kind === 'waiting' ? ended.questions : [];
  const failed = questions.find(({ id }) => id.endsWith('/escalation'));
  assert.equal(failed, undefined, failed?.text);
  const ids = questions.map(({ id }) => id).filter((id) => !id.endsWith('/complete'));
  for (const id of ids) {
    await answerIn(root, run, id, { choice: 'yes', reason: 'a test says so' });
  }
  return ids;
}

/** Goes on with a task until it waits for its merge. */
export async function drivenToMerge(
  place: Place,
  root: string,
  id: string,
  first: Outcome,
): Promise<void> {
  let outcome = first;
  while ((await answered(root, outcome)).length > 0) {
    outcome = await hone(place, root, ['task', 'resume', id, '--json']);
  }
  assert.match(outcome.stdout, /phase-8\/complete/, outcome.stderr);
}

/** What was recorded about a task. */
export function logOf(root: string, id: string): Promise<LoggedEvent[]> {
  return withStore(root, AbortSignal.timeout(60_000), async (store) => taskLog(store, taskId(id)));
}
