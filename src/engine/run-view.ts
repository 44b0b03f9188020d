import { assert, type Json } from '../base/index.ts';
import type { JournalMessage } from './journal-port.ts';
import type { Entry, GateEntry, StepEntry } from './live.ts';
import { withMail } from './mail.ts';
import { answerTo, type Failed, openQuestions, type Recorded } from './recorded.ts';
import { type Load, openQuestionFrom, rewindFrom } from './run-events.ts';
import type {
  Answer,
  FailureView,
  GateView,
  OpenQuestion,
  RunStatus,
  RunView,
  StepView,
} from '../port/index.ts';
import type { RunId } from '../model/index.ts';

/** What a view is made of. */
export interface ViewParts {
  readonly run: RunId;
  readonly recorded: Recorded;
  /** True while a process holds the run. */
  readonly isDriven: boolean;
  /** Sent and not yet taken up by a driver. */
  readonly messages: readonly JournalMessage[];
  readonly load: Load;
}

/** A run as its events tell it, and what lies in its mailbox. Pure. */
export function runViewFrom(parts: ViewParts): RunView {
  const { run, recorded, load, isDriven } = parts;
  const { started } = recorded;
  assert(started !== null, 'a run is viewed after its first event');
  const seen = withMail(parts);
  const entries = [...recorded.entries.values()];
  const questions = openQuestions(seen.recorded).map((question) =>
    openQuestionFrom(question, load),
  );
  return {
    run,
    flow: started.data.flow,
    version: started.data.version,
    input: load(started.data.input),
    status: statusOf(parts, seen.cancelled !== null, questions),
    startedAt: started.at,
    changedAt: recorded.changedAt,
    steps: entries.flatMap((entry) =>
      entry.verb === 'step' ? [stepView(entry, recorded.drives, isDriven)] : [],
    ),
    gates: entries.flatMap((entry) => gateView(entry, seen.recorded, parts)),
    questions,
    rewinds: recorded.rewinds.map((rewind) => ({ ...rewindFrom(rewind, load), order: rewind.seq })),
    failures: recorded.failures.map(failureView),
    failure: failureOf(recorded) ?? (seen.cancelled === null ? null : cancellation(seen.cancelled)),
  };
}

function statusOf(
  { recorded, isDriven }: ViewParts,
  isCancelled: boolean,
  questions: readonly OpenQuestion[],
): RunStatus {
  switch (recorded.end?.type) {
    case 'flow.completed':
      return 'completed';
    case 'flow.failed':
      return 'failed';
    case 'flow.cancelled':
      return 'cancelled';
    case undefined:
      break;
  }
  if (isDriven) {
    return 'running';
  }
  if (isCancelled) {
    return 'cancelled';
  }
  return recorded.isPutAway && questions.length > 0 ? 'waiting' : 'stopped';
}

function failureOf({ end }: Recorded): string | null {
  switch (end?.type) {
    case 'flow.failed':
      return end.data.failure;
    case 'flow.cancelled':
      return cancellation(end.data);
    case 'flow.completed':
    case undefined:
      return null;
  }
}

function failureView(failed: Failed): FailureView {
  const place = { at: failed.at, order: failed.seq };
  switch (failed.type) {
    case 'attempt.failed':
    case 'step.failed': {
      const { id, attempt, failure, errorCode } = failed.data;
      const kind = failed.type === 'step.failed' ? 'step' : 'attempt';
      return { kind, id, attempt, failure, errorCode, ...place };
    }
    case 'gate.failed':
      return { kind: 'gate', id: failed.data.id, reasons: failed.data.reasons, ...place };
  }
}

function cancellation({ by, reason }: { by: string; reason: string }): string {
  return `cancelled by ${by}${reason === '' ? '' : `: ${reason}`}`;
}

function stepView(entry: StepEntry, drives: number, isDriven: boolean): StepView {
  const failed = entry.end?.type === 'step.failed' ? entry.end : entry.failed;
  return {
    id: entry.id,
    title: entry.title,
    state: stepState(entry, isDriven && entry.drive === drives),
    attempts: entry.attempts,
    startedAt: entry.startedAt,
    endedAt: entry.end?.at ?? null,
    failure: failed?.data.failure ?? null,
  };
}

function stepState(entry: StepEntry, isDriven: boolean): StepView['state'] {
  switch (entry.end?.type) {
    case 'step.done':
      return 'done';
    case 'step.failed':
      return 'failed';
    case undefined:
      break;
  }
  if (!isDriven) {
    return 'cut-off';
  }
  return entry.failed?.data.attempt === entry.attempts ? 'retrying' : 'running';
}

function gateView(
  entry: Entry,
  recorded: Recorded,
  { load, isDriven }: ViewParts,
): readonly GateView[] {
  switch (entry.verb) {
    case 'gate':
    case 'ask': {
      const { id, question } = entry;
      const end = entry.verb === 'gate' ? entry.end : null;
      const shown = end ?? question;
      if (shown === null) {
        return entry.verb === 'gate' && isDriven ? checkedNow(entry, recorded.drives) : [];
      }
      const answer = answerTo(recorded, id);
      return [
        {
          id,
          state: gateState(entry, answer),
          checking: null,
          commit:
            end?.type === 'gate.passed' ? end.data.commit : (question?.data.gate?.commit ?? null),
          at: shown.at,
          order: shown.seq,
          question: question === null ? null : openQuestionFrom(question, load),
          answer,
          reasons: end?.type === 'gate.failed' ? end.data.reasons : [],
          evidence: end !== null ? load(end.data.evidence) : evidenceOf(question, load),
        },
      ];
    }
    case 'step':
    case 'sleep':
    case 'all':
      return [];
  }
}

/** A gate that is evaluated by the process that drives the run; one that was cut off is not. */
function checkedNow({ id, checking }: GateEntry, drives: number): readonly GateView[] {
  if (checking?.drive !== drives) {
    return [];
  }
  const { at, seq, data } = checking.event;
  const nothing = { commit: null, question: null, answer: null, reasons: [], evidence: null };
  return [{ ...nothing, id, state: 'checking', checking: data.check, at, order: seq }];
}

function evidenceOf(question: GateEntry['question'], load: Load): Json {
  return question === null ? null : load(question.data.evidence);
}

/** A question of the flow's own is passed by any answer. */
function gateState(
  entry: GateEntry | Extract<Entry, { verb: 'ask' }>,
  answer: Answer | null,
): GateView['state'] {
  if (entry.verb === 'ask') {
    return answer === null ? 'waiting' : 'passed';
  }
  switch (entry.end?.type) {
    case 'gate.passed':
      return 'passed';
    case 'gate.failed':
      return 'failed';
    case undefined:
      return 'waiting';
  }
}
