import { assert } from '../base/index.ts';
import type { EngineParts } from './engine-parts.ts';
import type { FlowJournal } from './journal-port.ts';
import { type CancelMail, mailFrom } from './mail.ts';
import { readRun, recordingOf } from './read-run.ts';
import { passedGate } from './recorded.ts';
import type { Recorder } from './recorder.ts';
import { isCancelled, refuseRewind } from './refusals.ts';
import { encoded } from './stored-value.ts';
import type { RewindCause } from '../port/index.ts';
import type { RunId } from '../model/index.ts';

/**
 * Records the answers that were sent since the last time: from then on they count.
 *
 * @returns the request to cancel that came among them; what was sent after it is left alone
 */
export function takeUpAnswers(
  journal: FlowJournal,
  run: RunId,
  recorder: Recorder,
): CancelMail | null {
  for (const mail of mailFrom(journal.messages(run, recorder.recorded.lastMessage))) {
    switch (mail.kind) {
      case 'answer': {
        const { question, answer, message } = mail;
        recorder.append({ type: 'answer.received', data: { question, answer, message } });
        break;
      }
      case 'cancel':
        return mail;
    }
  }
  return null;
}

/**
 * Sends a run back that nobody drives: `Engine.rewind`.
 *
 * @throws HoneError as that says
 */
export function rewindRun(
  parts: EngineParts,
  run: RunId,
  gate: string | null,
  cause: RewindCause,
): void {
  const { journal, takeOver } = parts;
  refuseRewind(run, gate, readRun(journal, run).recorded);
  const purpose = `rewind to ${gate ?? 'the start'}`;
  const lease = journal.acquireRun(run, { purpose, takeOver });
  try {
    const recorder = recordingOf(parts, run, undefined);
    refuseRewind(run, gate, recorder.recorded);
    // An answer to what is done again must not count for it.
    const cancelled = takeUpAnswers(journal, run, recorder);
    if (cancelled !== null) {
      throw isCancelled(run, cancelled.by);
    }
    appendRewind(recorder, gate, cause);
  } finally {
    lease.release();
  }
}

/**
 * Records that the run goes back.
 *
 * @param gate - one that passed and still counts; null for the start
 */
export function appendRewind(recorder: Recorder, gate: string | null, cause: RewindCause): void {
  const passed = gate === null ? null : passedGate(recorder.recorded, gate);
  assert((gate === null) === (passed === null), `gate ${gate} has passed`);
  const data = {
    gate,
    through: passed?.seq ?? 1,
    commit: passed?.data.commit ?? null,
    reason: cause.reason,
    by: cause.by,
    data: recorder.store(encoded(cause.data)),
  };
  recorder.append({ type: 'rewound', data });
}
