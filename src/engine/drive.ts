import { AssertionError, assert, HoneError, messageOf } from '../base/index.ts';
import { runAttempt } from './attempt.ts';
import type { EngineParts } from './engine-parts.ts';
import { failureText } from './failure-text.ts';
import { POLL_MS, RESTORE_MS_MAX, REWINDS_MAX } from './limits.ts';
import { newPass, type Pass } from './pass.ts';
import type { PassEnd } from './pass-end.ts';
import { endGroup } from './process-groups.ts';
import { openQuestions, type RunEnd } from './recorded.ts';
import type { Recorder } from './recorder.ts';
import { appendRewind, takeUpAnswers } from './rewind-run.ts';
import { openQuestionFrom } from './run-events.ts';
import { encoded } from './stored-value.ts';
import { flowIn } from './verbs/flow.ts';
import type { DriveControl, FlowDefinition, RunOutcome } from '../port/index.ts';
import type { RunId } from '../model/index.ts';

/** A run that this process holds, from when it goes on until it stops. */
export interface Drive<R> {
  readonly run: RunId;
  readonly parts: EngineParts;
  readonly recorder: Recorder;
  readonly flow: FlowDefinition<R>;
  readonly control: DriveControl;
}

/** Lets what was sent be taken up at once, by whoever sends it from this process. */
export type Poke = () => void;

/**
 * Drives a run until it ends, waits for a person, or is interrupted.
 *
 * @param onPoke - gets what wakes the driver up
 * @throws what `Engine.resume` throws
 */
export async function drive<R>(
  given: Drive<R>,
  onPoke: (poke: Poke) => void,
): Promise<RunOutcome<R>> {
  await endCutOffGroups(given);
  for (;;) {
    const end = await onePass(given, onPoke);
    const outcome = recordEnd(given, end);
    if (outcome !== null) {
      return outcome;
    }
  }
}

/** Ends what attempts left running whose driver was killed. */
async function endCutOffGroups<R>({ run, parts, recorder }: Drive<R>): Promise<void> {
  const { groups } = recorder.recorded;
  if (groups.length === 0) {
    return;
  }
  const boot = parts.system.boot();
  const ended = await Promise.all(
    // After a restart of the machine none of them is left, and their ids mean others.
    groups.map(async (group) => group.boot !== boot || endGroup(parts, group, false)),
  );
  const stuck = groups.filter((_, index) => ended[index] === false);
  if (stuck.length > 0) {
    const names = stuck.map(({ pid, step }) => `${pid} of ${step}`).join(', ');
    throw new HoneError(
      'E_BUSY',
      `Run ${run} can't go on: process group ${names} is left from an attempt that was cut off ` +
        'and lives on after SIGKILL. End it, then run the same command again.',
    );
  }
  recorder.append({ type: 'groups.ended', data: {} });
}

/** Runs the flow from its start with what is recorded, until something ends that. */
async function onePass<R>(
  { run, parts, recorder, flow, control }: Drive<R>,
  onPoke: (poke: Poke) => void,
): Promise<PassEnd> {
  const readMail = (): void => {
    const cancelled = takeUpAnswers(parts.journal, run, recorder);
    pass.wakeAnswered();
    if (cancelled !== null) {
      pass.end({ ...cancelled, kind: 'cancelled' });
    }
  };
  const pass = newPass({ run, parts, recorder, readMail });
  const interrupt = (): void => pass.end({ kind: 'interrupted' });
  const look = (): void => {
    try {
      parts.journal.assertDriving(run);
      readMail();
    } catch (thrown) {
      pass.end({ kind: 'fatal', thrown });
    }
  };
  let stopPolling = poll();
  function poll(): () => void {
    return parts.timers.after(POLL_MS, () => {
      look();
      stopPolling = pass.hasEnded() ? stopPolling : poll();
    });
  }

  control.signal.addEventListener('abort', interrupt);
  onPoke(look);
  look();
  if (control.signal.aborted) {
    interrupt();
  }
  void runBody(pass, flow);
  const end = await pass.ended;
  stopPolling();
  control.signal.removeEventListener('abort', interrupt);
  const stuck = await pass.root.settled();
  return stuck.length > 0 && (end.kind === 'rewind' || end.kind === 'threw')
    ? { kind: 'stuck', what: stuck.join('; ') }
    : end;
}

/** Restores the code if that is due, and runs the body of the flow. */
async function runBody<R>(pass: Pass, flow: FlowDefinition<R>): Promise<void> {
  const { started } = pass.recorder.recorded;
  assert(started !== null, 'a run that is driven was started');
  try {
    await restoreCode(pass, flow);
  } catch (thrown) {
    pass.end({ kind: 'fatal', thrown });
  }
  if (pass.hasEnded()) {
    return;
  }
  try {
    const input = pass.recorder.load(started.data.input);
    const value = await flow.body(flowIn(pass, pass.root), input);
    assert(pass.root.busy() === 0, 'a flow waits for its steps before it returns');
    pass.end({ kind: 'returned', value });
  } catch (thrown) {
    // A bug in hone is no failure of the run: it goes on once that is mended.
    pass.end({ kind: thrown instanceof AssertionError ? 'fatal' : 'threw', thrown });
  }
}

async function restoreCode<R>(pass: Pass, flow: FlowDefinition<R>): Promise<void> {
  const { parts, recorder, root } = pass;
  const commit = recorder.recorded.restore;
  if (commit === null || pass.hasEnded()) {
    return;
  }
  const done = root.begin();
  const end = await runAttempt(
    parts,
    root,
    {
      name: `restoring the code to ${commit}`,
      attempt: 1,
      previousFailure: null,
      timeoutMs: RESTORE_MS_MAX,
      onGroup: () => undefined, // it is repeated as a whole, and has no id of a step
      onSlow: () => undefined,
    },
    ({ signal }) => flow.restore(commit, signal),
  );
  done();
  switch (end.kind) {
    case 'returned':
      recorder.append({ type: 'code.restored', data: { commit } });
      break;
    case 'threw':
    case 'timed-out':
      throw end.thrown;
    case 'stuck':
      pass.end({ kind: 'stuck', what: end.what });
      break;
    case 'closed':
      break;
  }
}

/** Records how a pass ended; null when another one follows. */
function recordEnd<R>(given: Drive<R>, end: PassEnd): RunOutcome<R> | null {
  const { recorder, parts, run } = given;
  const { recorded } = recorder;
  switch (end.kind) {
    case 'returned':
      return recordResult(given, end.value);
    case 'threw':
      return recordFailure(given, messageOf(end.thrown));
    case 'stuck':
      return recordFailure(given, `${end.what}, so nothing can follow it safely`);
    case 'waiting': {
      const open = openQuestions(recorded);
      const questions = open.map(({ data }) => data.id);
      recorder.append({ type: 'flow.waiting', data: { questions } });
      return {
        kind: 'waiting',
        questions: open.map((question) =>
          openQuestionFrom(question, (value) => recorder.load(value)),
        ),
      };
    }
    case 'interrupted':
      return { kind: 'interrupted' };
    case 'cancelled': {
      const { by, reason, message } = end;
      recorder.append({ type: 'flow.cancelled', data: { by, reason, message } });
      return { kind: 'cancelled', by, reason };
    }
    case 'rewind':
      if (recorded.rewinds.length >= REWINDS_MAX) {
        return recordFailure(given, `the run was rewound ${REWINDS_MAX} times, which is the limit`);
      }
      // What was sent before the rewind belongs to what no longer counts.
      takeUpAnswers(parts.journal, run, recorder);
      appendRewind(recorder, end.gate, end.cause);
      return null;
    case 'fatal':
      throw end.thrown;
  }
}

function recordResult<R>(given: Drive<R>, returned: unknown): RunOutcome<R> {
  const { recorder, flow } = given;
  let value;
  let result: R;
  try {
    value = encoded(returned);
    result = flow.parse(value.json);
  } catch (thrown) {
    return recordFailure(given, `the flow's result is not understood: ${messageOf(thrown)}`);
  }
  recorder.append({ type: 'flow.completed', data: { value: recorder.store(value) } });
  return { kind: 'completed', result };
}

function recordFailure<R>({ recorder }: Drive<R>, text: string): RunOutcome<R> {
  const failure = failureText(text);
  recorder.append({ type: 'flow.failed', data: { failure } });
  return { kind: 'failed', failure };
}

/** What a run that has ended returned. */
export function recordedOutcome<R>(
  recorder: Recorder,
  flow: FlowDefinition<R>,
  end: RunEnd,
): RunOutcome<R> {
  switch (end.type) {
    case 'flow.completed':
      return { kind: 'completed', result: flow.parse(recorder.load(end.data.value)) };
    case 'flow.failed':
      return { kind: 'failed', failure: end.data.failure };
    case 'flow.cancelled':
      return { kind: 'cancelled', by: end.data.by, reason: end.data.reason };
  }
}
