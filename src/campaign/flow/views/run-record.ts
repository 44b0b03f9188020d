import { ownField } from '../../../base/index.ts';
import type { RunStatus, RunView } from '../../../port/index.ts';
import type { RunState } from '../../../model/index.ts';
import { HONE_VERSION } from '../../version.ts';
import type { FlowContext } from '../flow-context.ts';
import { fittingName, fittingText } from './fitting-text.ts';
import { stepsDone } from './recorded-steps.ts';

/** The states of a run in the words of agent-workflow projects. */
export const RUN_STATES: Readonly<Record<RunStatus, RunState>> = {
  running: 'in_progress',
  stopped: 'paused',
  waiting: 'awaiting_approval',
  completed: 'completed',
  failed: 'failed',
  cancelled: 'cancelled',
};

/** `run.json`: where the run stands. */
export function runRecord(context: FlowContext, view: RunView): object {
  const { started, file } = context;
  const done = stepsDone(file, view);
  const left = file.steps.map(({ id }) => id).filter((id) => !done.includes(id));
  const ended = ['completed', 'failed', 'cancelled'].includes(view.status);
  const owners = Object.fromEntries(
    [...new Set(file.steps.map(({ agent }) => agent))].map((role) => [
      role,
      fittingName(
        (ownField(started.roles, role) ?? [{ kind: 'built-in' as const }])
          .map((filler) => (filler.kind === 'command' ? filler.command : filler.kind))
          .join(' | '),
      ),
    ]),
  );
  const status = RUN_STATES[view.status];
  return {
    run_id: view.run,
    workflow_id: fittingName(file.name),
    selected_workflow: fittingName(started.flow.path ?? started.flow.name),
    workflow_version: view.version,
    current_step: ended ? null : (left[0] ?? null),
    status,
    task_queue: ended ? [] : left,
    owners,
    timestamps: {
      created_at: view.startedAt,
      updated_at: view.changedAt,
      ended_at: ended ? view.changedAt : null,
    },
    metadata: {
      user_request: fittingText(`hone run ${started.flow.name}${targetWords(started.target)}`, ''),
      target: started.target === null ? null : fittingName(started.target),
      hone_version: HONE_VERSION,
    },
    state_transitions: [
      {
        from: 'pending',
        to: 'in_progress',
        timestamp: view.startedAt,
        reason: 'The run was started.',
      },
      ...(status === 'in_progress'
        ? []
        : [{ from: 'in_progress', to: status, timestamp: view.changedAt, reason: whyNow(view) }]),
    ],
  };
}

function targetWords(target: string | null): string {
  return target === null ? '' : ` --target ${target}`;
}

function whyNow(view: RunView): string {
  const [question] = view.questions;
  const otherwise = `The run is ${view.status}.`;
  return fittingText(view.failure ?? question?.text ?? otherwise, otherwise);
}
