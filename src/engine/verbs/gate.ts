import { messageOf } from '../../base/index.ts';
import { type AttemptEnd, runAttempt } from '../attempt.ts';
import type { FlowEventOf, NewFlowEvent } from '../events.ts';
import { failureText } from '../failure-text.ts';
import { GATE_CHECK_MS_MAX } from '../limits.ts';
import type { Pass } from '../pass.ts';
import type { Recorder } from '../recorder.ts';
import { answerFrom } from '../run-events.ts';
import { never, type Scope } from '../scope.ts';
import { encoded } from '../stored-value.ts';
import { verdictFrom } from '../verdict.ts';
import { visibleCheck } from './visibility.ts';
import { questionEvent } from './ask.ts';
import type { Answer, GateCheck, GateOutcome, GateVerdict } from '../../port/index.ts';

/** What may be answered to a gate. */
const GATE_CHOICES = ['approve', 'reject'];

/** `Flow.gate`. */
export async function gate(
  pass: Pass,
  scope: Scope,
  id: string,
  check: GateCheck,
): Promise<GateOutcome> {
  const full = pass.claim(scope, id);
  const entry = pass.recordedAs(full, 'gate');
  if ((entry?.end ?? entry?.question ?? null) === null) {
    const end = await evaluated(pass, scope, full, check);
    if (end === null || scope.isClosed()) {
      return never();
    }
    pass.recorder.append(eventOf(pass.recorder, full, end));
  }
  const question = pass.recordedAs(full, 'gate')?.question ?? null;
  if (question !== null && (pass.recordedAs(full, 'gate')?.end ?? null) === null) {
    const answer = await pass.answer(scope, full);
    if (scope.isClosed()) {
      return never();
    }
    pass.recorder.append(decided(question, answer));
  }
  return outcomeOf(pass, full);
}

/** Runs the check; null when nobody waits for it any more. */
async function evaluated(
  pass: Pass,
  scope: Scope,
  id: string,
  check: GateCheck,
): Promise<Exclude<AttemptEnd, { kind: 'closed' | 'stuck' }> | null> {
  const { parts, recorder } = pass;
  recorder.assertDriving();
  const done = scope.begin();
  const visible = visibleCheck(pass, id);
  const end = await runAttempt(
    parts,
    scope,
    {
      name: `gate ${id}`,
      attempt: 1,
      previousFailure: null,
      timeoutMs: GATE_CHECK_MS_MAX,
      onGroup({ pid, startedAt }) {
        const boot = parts.system.boot();
        recorder.append({ type: 'step.owns', data: { id, attempt: 1, pid, startedAt, boot } });
      },
      onSlow: () => visible.slow(),
    },
    (attempt) => check({ ...attempt, looksAt: (what) => visible.looksAt(what) }),
  );
  visible.stop();
  done();
  if (end.kind === 'stuck') {
    pass.end({ kind: 'stuck', what: end.what });
  }
  return end.kind === 'stuck' || end.kind === 'closed' ? null : end;
}

/** What the check found; that it threw, or took too long, is a failed gate. */
function eventOf(
  recorder: Recorder,
  id: string,
  end: Exclude<AttemptEnd, { kind: 'closed' | 'stuck' }>,
): NewFlowEvent {
  let verdict: GateVerdict;
  let evidence;
  try {
    if (end.kind !== 'returned') {
      throw end.thrown;
    }
    verdict = verdictFrom(end.value);
    evidence = encoded(verdict.kind === 'ask' ? verdict.question.evidence : verdict.evidence);
  } catch (thrown) {
    const reason = `the check of the gate failed: ${messageOf(thrown)}`;
    verdict = { kind: 'fail', reasons: [failureText(reason)], evidence: null };
    evidence = encoded(null);
  }
  switch (verdict.kind) {
    case 'pass': {
      const value = recorder.store(evidence);
      const { commit } = verdict;
      return { type: 'gate.passed', data: { id, commit, evidence: value, answer: null } };
    }
    case 'fail': {
      const reasons = verdict.reasons.map(failureText);
      const value = recorder.store(evidence);
      return { type: 'gate.failed', data: { id, reasons, evidence: value, answer: null } };
    }
    case 'ask': {
      const question = { ...verdict.question, choices: GATE_CHOICES };
      return questionEvent(recorder, id, question, { commit: verdict.commit });
    }
  }
}

/** What a person's answer makes of a gate. */
function decided(question: FlowEventOf<'question.asked'>, answer: Answer): NewFlowEvent {
  const { id, evidence, gate: asked } = question.data;
  if (answer.choice === 'approve') {
    const commit = asked?.commit ?? null;
    return { type: 'gate.passed', data: { id, commit, evidence, answer } };
  }
  const reason = answer.reason === '' ? '' : `: ${answer.reason}`;
  const reasons = [`rejected by ${answer.by}${reason}`];
  return { type: 'gate.failed', data: { id, reasons, evidence, answer } };
}

function outcomeOf(pass: Pass, id: string): Promise<GateOutcome> {
  const end = pass.recordedAs(id, 'gate')?.end ?? null;
  if (end === null) {
    return never();
  }
  const evidence = pass.recorder.load(end.data.evidence);
  if (end.type === 'gate.failed') {
    return Promise.resolve({ kind: 'failed', reasons: end.data.reasons, evidence });
  }
  const answer = end.data.answer === null ? null : answerFrom(end.data.answer);
  return Promise.resolve({ kind: 'passed', answer, evidence });
}
