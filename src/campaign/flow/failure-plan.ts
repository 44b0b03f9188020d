import { letPhasePass, whatOverrideDoes, whatRetryDoes } from '../tasks/let-phase-pass.ts';
import { FlowStopped } from './flow-stopped.ts';
import type { StepWork } from './flow-context.ts';
import type { Produced } from './board.ts';
import { type ReturnNote, returnNoteOf } from './return-note.ts';

/** What a person may choose after a step has failed for good. */
export const ESCALATION_CHOICES = ['retry', 'override', 'stop'] as const;

/**
 * Does what the flow file says for a step that failed: back to an earlier step with the reasons as
 * feedback, on without its result, to a person, or the end. Returns when the flow goes on.
 *
 * @param produced - what the step brought although its gate failed; null when it brought nothing
 * @throws FlowStopped when the run ends here
 */
export async function afterFailure(
  work: StepWork,
  reasons: readonly string[],
  produced: Produced | null,
): Promise<void> {
  const { flow, step, board } = work;
  const back = step.onFailure.goto;
  const returns = flow.rewinds().filter(({ data }) => returnNoteOf(data)?.from === step.id).length;
  if (back !== null && returns < back.max) {
    await goBack(work, {
      from: step.id,
      to: back.step,
      feedback: reasons.join('\n'),
      files: filesOf(produced),
    });
  }
  switch (step.onFailure.finally) {
    case 'continue':
      board.end(step.id, { kind: 'failed', reasons }, null);
      return;
    case 'stop':
      throw new FlowStopped(step.id, reasons);
    case 'ask':
      await escalate(work, reasons, produced);
  }
}

async function escalate(
  work: StepWork,
  reasons: readonly string[],
  produced: Produced | null,
): Promise<void> {
  const { flow, step, board } = work;
  const id = `${step.id}/escalation`;
  const anyway = `${step.id}/override`;
  // Who judges the same thing again says the same: what it judges has to be made anew.
  const to = step.onFailure.goto?.step ?? step.id;
  const again = to === step.id ? whatRetryDoes(work) : `Go back to step ${to}`;
  const { returned } = work;
  const refused =
    returned?.from === anyway ? `It can't be let pass either: ${returned.feedback}\n` : '';
  const answer = await flow.ask(id, {
    text:
      `Step ${step.id} (${step.name}) failed and nothing is left to try.\n` +
      `${reasons.join('\n')}\n${refused}${again} (retry, with what should be done differently as ` +
      `the reason), ${whatOverrideDoes(work)} (override, with the risk as the reason), or end ` +
      'the run (stop)?',
    of: step.agent,
    evidence: { step: step.id, reasons: [...reasons] },
    choices: ESCALATION_CHOICES,
  });
  switch (answer.choice) {
    case 'retry':
      return goBack(work, {
        from: id,
        to,
        feedback: [answer.reason, ...reasons].filter((text) => text.trim() !== '').join('\n'),
        files: filesOf(produced),
      });
    case 'override': {
      const { by, at, reason } = answer;
      const risk = { step: step.id, failure: reasons, risk: reason, by, at };
      const passed = await letPhasePass(work, risk, produced);
      if (passed.kind === 'refused') {
        return goBack(work, { from: anyway, to: step.id, feedback: passed.why, files: [] });
      }
      const commit = produced?.commit ?? board.commit;
      const { evidence } = passed; // a place to come back to, like any gate that passed
      await flow.gate(anyway, async () => {
        return { kind: 'pass', commit, evidence: { reason, by, ...evidence } };
      });
      const state = { kind: 'overridden', gate: `${flow.path}${anyway}`, risk } as const;
      const brought = passed.produced;
      board.end(step.id, state, brought === null ? null : letPass(brought));
      return;
    }
    default:
      throw new FlowStopped(step.id, reasons);
  }
}

/**
 * What a person lets pass has passed for the conditions of the steps that follow, or the run would
 * go on and leave out what it was let go on for. That nobody proved it stays on the board, and in
 * every report.
 */
function letPass(produced: Produced): Produced {
  return Object.hasOwn(produced.variables, 'validation_status')
    ? { ...produced, variables: { ...produced.variables, validation_status: 'pass' } }
    : produced;
}

async function goBack(work: StepWork, note: ReturnNote): Promise<never> {
  const { flow, board, context, step } = work;
  const order = context.file.steps.map(({ id }) => id);
  const within = note.to === step.id ? board.marked(step.id) : null;
  return flow.rewind(within?.gate ?? board.gateBefore(note.to, order), {
    reason: `Step ${note.from} sent the work back to step ${note.to}.`,
    by: note.from,
    data: { ...note },
  });
}

function filesOf(produced: Produced | null): ReturnNote['files'] {
  return (produced?.artifacts ?? []).map(({ name, sha256 }) => ({ name, sha256 }));
}
