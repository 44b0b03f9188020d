import { assert, at } from '../../base/index.ts';
import { executionOrder, type FlowStep, type Stage } from '../../flow/index.ts';
import type { Flow } from '../../port/index.ts';
import { Board, type Risk } from './board.ts';
import { branchOf } from './campaign-branch.ts';
import type { FlowContext } from './flow-context.ts';
import { FlowStopped } from './flow-stopped.ts';
import { publishLater } from './publish-later.ts';
import { runStep } from './run-step.ts';

/** What a finished run says about itself. */
export interface FlowResult {
  readonly run: string;
  /** The code as it stands after the last gate that passed. */
  readonly commit: string;
  /** Where that is; null when it is the base. */
  readonly branch: string | null;
  readonly steps: readonly { readonly id: string; readonly state: string; readonly note: string }[];
  readonly artifacts: readonly { readonly name: string; readonly sha256: string }[];
  readonly risks: readonly Risk[];
  /** True when every step passed, was skipped by its condition, or was let pass by a person. */
  readonly complete: boolean;
}

/** The code of every flow that comes from a file: its stages, one after the other. */
export async function runStages(flow: Flow, context: FlowContext): Promise<FlowResult> {
  const order = executionOrder(context.file);
  assert(order.kind === 'ok', 'a flow that goes in circles was refused when it was read');
  const board = new Board(context.started.base.commit, {
    publish_policy: context.started.publish.policy ?? context.file.publishPolicy,
  });
  for (const stage of order.stages) {
    await runStage(flow, context, stage, board);
  }
  await askCompletion(flow, context);
  await publishLater(flow, context, board);
  return resultOf(context, board);
}

async function runStage(
  flow: Flow,
  context: FlowContext,
  stage: Stage,
  board: Board,
): Promise<void> {
  const steps = stage.steps.map((id) => stepNamed(context, id));
  if (stage.group === null) {
    await runStep(flow, context, at(steps, 0), board);
    return;
  }
  const outcomes = await flow.all(
    `group/${segmentFrom(stage.group)}`,
    steps,
    {
      concurrency: Math.min(steps.length, context.file.resources.concurrentAgentsMax),
      failFast: context.file.parallel.failFast,
      name: ({ id }) => segmentFrom(id),
    },
    async (branch, step) => {
      await runStep(branch, context, step, board);
      return null;
    },
  );
  const failures = outcomes.flatMap((outcome, index) =>
    outcome.kind === 'done'
      ? []
      : [
          `step ${at(steps, index).id}: ` +
            (outcome.kind === 'failed' ? outcome.failure : 'cancelled because another one failed'),
        ],
  );
  if (failures.length > 0) {
    throw new FlowStopped(`group ${stage.group}`, failures);
  }
}

/** Sentences of the flow file that only a person can say are true. */
async function askCompletion(flow: Flow, { file }: FlowContext): Promise<void> {
  for (const [index, criterion] of file.completionCriteria.entries()) {
    const answer = await flow.ask(`completion/${index + 1}`, {
      text: `Is this true of the result: ${criterion}`,
      of: 'whoever asked for it',
      evidence: { criterion },
      choices: ['approve', 'reject'],
    });
    if (answer.choice === 'reject') {
      throw new FlowStopped('completion', [`${answer.by} said no: ${criterion} ${answer.reason}`]);
    }
  }
}

function stepNamed(context: FlowContext, id: string): FlowStep {
  return at(
    context.file.steps.filter((step) => step.id === id),
    0,
  );
}

/** Names of groups may hold anything; ids are paths. */
function segmentFrom(name: string): string {
  return name.replaceAll(/[^\p{L}\p{N}._-]+/gu, '-');
}

function resultOf(context: FlowContext, board: Board): FlowResult {
  const steps = [...board.states].map(([id, state]) => {
    switch (state.kind) {
      case 'passed':
        return { id, state: 'passed', note: '' };
      case 'overridden':
        return { id, state: 'overridden', note: `${state.risk.by}: ${state.risk.risk}` };
      case 'skipped':
        return { id, state: 'skipped', note: state.reason };
      case 'failed':
        return { id, state: 'failed', note: state.reasons.join(' ') };
    }
  });
  return {
    run: context.run,
    commit: board.commit,
    branch: board.commit === context.started.base.commit ? null : branchOf(context.run),
    steps,
    artifacts: board.artifacts.map(({ name, sha256 }) => ({ name, sha256 })),
    risks: board.risks,
    complete: steps.every(({ state }) => state !== 'failed'),
  };
}
