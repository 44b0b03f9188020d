import { PERSON_DECLINES } from '../../../agent/index.ts';
import type { RunView } from '../../../port/index.ts';
import { answerCommand } from '../answer-command.ts';
import type { FlowContext } from '../flow-context.ts';
import { unpublishedGate } from '../publish-later.ts';
import { fittingName, fittingText } from './fitting-text.ts';
import { positionOf } from './journal-place.ts';
import { risksIn, stepOfGate, stepsDone } from './recorded-steps.ts';
import { RUN_STATES } from './run-record.ts';

/** `recovery-state.json`: how to go on with the run. */
export function recoveryState(context: FlowContext, view: RunView): object {
  const done = stepsDone(context.file, view);
  const last = view.gates.findLast((gate) => gate.state === 'passed' && stepOfGate(gate) !== null);
  const next = context.file.steps.find(({ id }) => !done.includes(id))?.id ?? null;
  const open = ['stopped', 'waiting', 'running'].includes(view.status);
  const resumable = open || unpublishedGate(view) !== null;
  const failed = view.steps.filter(({ state }) => state === 'failed');
  return {
    run_id: view.run,
    updated_at: view.changedAt,
    status: RUN_STATES[view.status],
    resumable,
    resume_command: resumable ? `hone run resume ${view.run}` : null,
    last_gate: last === undefined ? null : { gate: last.id, commit: last.commit, at: last.at },
    completed_steps: done,
    next_step: resumable ? next : null,
    failed_steps: failed.map(({ id, attempts, failure }) => ({
      step: id,
      attempts: Math.max(1, attempts),
      failure: fittingText(failure ?? '', 'It failed.'),
    })),
    fallbacks: fallbacksIn(context, view),
    rewinds: view.rewinds.map(({ gate, commit, reason, by, at }) => ({
      gate,
      commit,
      reason: fittingText(reason, 'No reason was given.'),
      by: fittingName(by),
      at,
    })),
    waiting: view.questions.map((question) => ({
      question: fittingText(question.text, 'It asks nothing.'),
      step: question.id,
      command: fittingText(answerCommand(view.run, question), 'hone inbox'),
      since: question.askedAt,
    })),
    accepted_risks: risksIn(view),
    journal: positionOf(context),
  };
}

/** Steps and questions are `<step>/<role>`: another role than the step's own stood in for it. */
function fallbacksIn({ file }: FlowContext, view: RunView): object[] {
  return file.steps.flatMap((step) => {
    const reason = whyNot(view, `${step.id}/${step.agent}`);
    const standIns = file.fallbackAgents
      .filter(({ agent }) => agent === step.agent)
      .flatMap(({ instead }) => instead.map(({ agent }) => agent));
    return standIns.flatMap((agent, index) => {
      const used = [...view.steps, ...view.gates].some(({ id }) =>
        isPartOf(id, `${step.id}/${agent}`),
      );
      return used && reason !== null
        ? [
            {
              step: step.id,
              original_agent: step.agent,
              fallback_agent: agent,
              fallback_attempt: index + 1,
              fallback_reason: fittingText(reason, 'It failed.'),
            },
          ]
        : [];
    });
  });
}

/** Why a role was not filled by its own; null when nothing of it failed. */
function whyNot({ steps, gates }: RunView, id: string): string | null {
  const failed = steps.find((step) => isPartOf(step.id, id) && step.failure !== null);
  const declined = gates.find(
    (gate) => isPartOf(gate.id, id) && gate.answer?.choice === PERSON_DECLINES,
  )?.answer;
  return (
    failed?.failure ??
    (declined === undefined || declined === null
      ? null
      : `${declined.by} declined: ${declined.reason}`)
  );
}

/** `2/architect`, `group/g/2/2/architect-2` and `2/architect/again-2`, but not `2/architects`. */
function isPartOf(id: string, role: string): boolean {
  const begin = `/${id}`.lastIndexOf(`/${role}`);
  return begin >= 0 && /^(?:-\d+)?(?:\/|$)/.test(id.slice(begin + role.length));
}
