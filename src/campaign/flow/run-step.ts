import { join } from 'node:path';

import { type Json, messageOf } from '../../base/index.ts';
import { type FlowStep, RUN_FILES } from '../../flow/index.ts';
import { type Flow, type GateVerdict, StepFailure } from '../../port/index.ts';
import type { Board, GateFinding, Produced } from './board.ts';
import { conditionOf } from './step-condition.ts';
import { afterFailure } from './failure-plan.ts';
import { returnNoteOf, stepThatSent } from './return-note.ts';
import type { FlowContext, StepWork } from './flow-context.ts';
import { judgeStep } from './judge-step.ts';
import { producerOf } from './producers.ts';
import { expectedFiles } from './expected-files.ts';
import { unratedPlan } from './unrated-plan.ts';

/**
 * One step from its condition to its gate: whether it is done at all, what it reads, who does it,
 * whether the result holds, and what follows when it does not.
 */
export async function runStep(
  flow: Flow,
  context: FlowContext,
  step: FlowStep,
  board: Board,
): Promise<void> {
  const work = workOf(flow, context, step, board);
  const condition = await conditionOf(work);
  if (condition.kind === 'not-met') {
    board.end(step.id, { kind: 'skipped', reason: condition.reason }, null);
    return;
  }
  const problems =
    condition.kind === 'failed'
      ? [condition.reason]
      : [...missingInputs(work), ...unratedPlan(work)];
  if (problems.length > 0) {
    await afterFailure(work, problems, null);
    return;
  }
  context.hooks.onStage(`Step ${step.id}: ${step.name}`);
  const outcome = await produce(work);
  if (outcome.kind === 'failed') {
    await afterFailure(work, outcome.reasons, null);
    return;
  }
  const { produced } = outcome;
  const id = `${step.id}/gate`;
  const gate = await flow.gate(id, async ({ looksAt }) => verdictOf(work, produced, looksAt));
  if (gate.kind === 'passed') {
    board.end(step.id, { kind: 'passed', gate: `${flow.path}${id}` }, produced);
    return;
  }
  await afterFailure(work, gate.reasons, produced);
}

/** A step with what it begins with. */
export function workOf(flow: Flow, context: FlowContext, step: FlowStep, board: Board): StepWork {
  const order = context.file.steps.map(({ id }) => id);
  const place = order.indexOf(step.id);
  // Only ways back over this step: what went wrong before it was ever begun is not its business.
  const notes = flow
    .rewinds()
    .map(({ data }) => returnNoteOf(data))
    .filter((note) => note !== null)
    .filter((note) => order.indexOf(note.to) <= place)
    .filter((note) => order.indexOf(stepThatSent(note)) >= place);
  const last = notes.findLast((note) => note.to === step.id) ?? null;
  return { flow, context, step, board, returned: last, round: 1 + notes.length };
}

function missingInputs({ step, board, context }: StepWork): string[] {
  const { values, target } = context.started;
  const given = new Set([
    ...Object.keys(values),
    ...(target === null ? [] : ['target']),
    ...RUN_FILES, // the engine writes them without anybody's doing
  ]);
  return expectedFiles(context, step.inputs)
    .filter(({ optional }) => !optional)
    .filter(({ name, from }) => board.artifact(name, from) === null && !given.has(name))
    .map(
      ({ name, from }) =>
        `It reads ${name}${from === null ? '' : ` of step ${from}`}, which is not there.`,
    );
}

type Outcome =
  | { readonly kind: 'produced'; readonly produced: Produced }
  | { readonly kind: 'failed'; readonly reasons: readonly string[] };

async function produce(work: StepWork): Promise<Outcome> {
  try {
    return { kind: 'produced', produced: await producerOf(work)(work) };
  } catch (thrown) {
    if (thrown instanceof StepFailure) {
      return { kind: 'failed', reasons: [`${thrown.step}: ${messageOf(thrown)}`] };
    }
    throw thrown;
  }
}

/** Evaluated once by the engine; what it throws is a failed gate. */
export function verdictOf(
  work: StepWork,
  produced: Produced,
  looksAt: (check: string) => void,
): GateVerdict {
  const findings = judgeStep(work, produced, looksAt);
  const failed = findings.filter(({ passed }) => !passed);
  const evidence = evidenceOf(work, produced, findings);
  const commit = produced.commit ?? work.board.commit;
  if (failed.length > 0) {
    return { kind: 'fail', reasons: failed.map(({ message }) => message), evidence };
  }
  const { validation } = work.step;
  const checks = validation?.customChecks ?? [];
  if (validation?.gate === 'person' || checks.length > 0) {
    const asked = checks.length === 0 ? '' : ` Check: ${checks.join('; ')}.`;
    const folder = work.context.store.runFolder(work.context.run);
    const paths = produced.artifacts.map(({ name }) => join(folder, name));
    const look = paths.length === 0 ? '' : ` Look at ${paths.join(', ')}.`;
    return {
      kind: 'ask',
      commit,
      question: {
        text:
          `Is the result of step ${work.step.id} (${work.step.name}) good enough?` +
          `${asked}${look}`,
        of: work.step.agent,
        evidence,
        choices: ['approve', 'reject'],
      },
    };
  }
  return { kind: 'pass', commit, evidence };
}

function evidenceOf(
  { step }: StepWork,
  produced: Produced,
  findings: readonly GateFinding[],
): Json {
  return {
    step: step.id,
    agent: step.agent,
    artifacts: produced.artifacts.map((artifact) => ({ ...artifact })),
    validations: findings.map(({ name, passed, message }) => ({ name, passed, message })),
  };
}
