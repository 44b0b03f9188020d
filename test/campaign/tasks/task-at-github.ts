import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import type { TestContext } from 'node:test';

import type { FlowRun } from '../../../src/campaign/flow/run-flow.ts';
import { allowMerge } from '../../../src/campaign/tasks/end-task.ts';
import { resumeTask, startTask } from '../../../src/campaign/tasks/run-task.ts';
import { taskLog } from '../../../src/campaign/tasks/task-log.ts';
import { stateNamed, type TaskState } from '../../../src/campaign/tasks/task-states.ts';
import type { ServerPull } from '../../git/forge/github-routes.ts';
import { taskId } from '../../tasks/task-texts.ts';
import { answerIn, assertWaits, control } from '../flow/flow-place.ts';
import { type GitHubOrigin, gitHubOrigin, withToken, withVariable } from './github-origin.ts';
import { type TaskSubject, taskSubject } from './task-place.ts';

/** The branch of the task. */
export const BRANCH = 'performance/task-001-faster-report';

/** One that has nothing to measure by: these flows measure nothing. */
const CONFIG = `version: 1
test: 'true'
benchmarks:
  - {id: report, run: 'true', metrics: [wall]}
`;

const stepOf = (phase: number): string => `
  - step: phase-${phase}
    name: Phase ${phase}
    agent: orchestrator
    inputs: [target]
    outputs: [phases/phase-${phase}.json]
    validation: { schema: task-phase }
    on_failure: { finally: ask }`;

const flowOf = (phases: readonly number[]): string => `name: Small task
type: performance
version: 1
workflow_inputs: { required: [target] }
steps:${phases.map(stepOf).join('')}
retry_config:
  max_attempts: 2
  backoff: [1ms]
  retryable_errors: [timeout, rate_limit, network_error]
`;

/** A task whose flow is the exits of some phases alone, with its pull request at GitHub. */
export interface SmallTask {
  readonly subject: TaskSubject;
  readonly origin: GitHubOrigin;
  readonly pull: ServerPull;
  /** As its start left it. */
  readonly run: FlowRun;
  /** `hone task complete`, without tidying up. */
  readonly complete: () => Promise<FlowRun>;
  /** The same where something is in the way. @returns what is asked */
  readonly refused: () => Promise<string>;
  /** Answers that with retry, where something else is. @returns what is asked then */
  readonly retried: () => Promise<string>;
  readonly answer: (question: string, choice: string, reason?: string) => Promise<FlowRun>;
  readonly state: () => Promise<TaskState>;
  /** Kinds of what was recorded, of the events that can be there once. */
  readonly merges: () => number;
}

/** Starts a task with these phases and drives it until it asks something. */
export async function smallTask(
  t: TestContext,
  phases: readonly number[],
  before: (origin: GitHubOrigin) => void = () => undefined,
): Promise<SmallTask> {
  const subject = await taskSubject(t, { '001': { targets: ['report wall <= 10 s'] } });
  subject.write('hone.yaml', CONFIG);
  subject.commit('what is measured');
  const flow = subject.beside('small.yaml');
  writeFileSync(flow, flowOf(phases));
  const origin = await gitHubOrigin(t, subject);
  const { server } = origin;
  withToken(t, server.token);
  withVariable(t, 'HONE_SANDBOX', 'none');
  withVariable(t, 'HONE_LOCK_FOLDER', subject.beside('.'));
  server.checkRuns = [{ name: 'test', status: 'completed', conclusion: 'success' }];
  before(origin);
  const start = {
    wanted: '001',
    worktree: null,
    ask: false,
    baseBranch: null,
    forge: { use: 'github-rest', apiUrl: server.url } as const,
    checks: [],
  };
  const options = { ...NOTHING, folder: subject.root, flow };
  const run = await startTask(start, options, control([]));
  const [pull] = server.pulls;
  assert.ok(pull !== undefined);
  const resume = (): Promise<FlowRun> => resumeTask('001', options, control([]));
  const complete = async (): Promise<FlowRun> => {
    await allowMerge(await subject.place(), '001', { by: 'Ada', method: null });
    return resume();
  };
  const answer: SmallTask['answer'] = async (question, choice, reason = '') => {
    await answerIn(subject.root, run.run, question, { choice, reason });
    return resume();
  };
  return {
    subject,
    origin,
    pull,
    run,
    complete,
    answer,
    refused: async () => inTheWay(await complete()),
    retried: async () => inTheWay(await answer('phase-8/escalation', 'retry')),
    state: async () => stateNamed(await subject.place(), '001'),
    merges: () =>
      taskLog(subject.store, taskId('001')).filter(({ kind }) => kind === 'merged').length,
  };
}

/** What a run asks that could not be merged. */
function inTheWay(run: FlowRun): string {
  assertWaits(run, 'phase-8/escalation');
  return run.view.questions[0]?.text ?? '';
}

/** What a run is told that tries nothing. */
export const NOTHING = {
  roles: {},
  raters: [],
  proposals: [],
  publish: { policy: null, targets: [] },
  search: {
    roundsMax: 1,
    barrenRoundsMax: 1,
    elapsedMsMax: null,
    attemptsMax: null,
    costMax: null,
  },
  judges: [],
  untested: null,
  sandbox: 'none' as const,
  pairsMax: null,
  timeLimitMs: null,
  seed: 7,
};
