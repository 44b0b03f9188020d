import { type Json, messageOf } from '../../base/index.ts';
import type { TaskPhase } from '../../model/index.ts';
import { StepFailure } from '../../port/index.ts';
import type { ArtifactRecord, Produced, Risk } from '../flow/board.ts';
import { requiredFiles } from '../flow/expected-files.ts';
import { optionsFor } from '../flow/fill-role.ts';
import type { StepWork } from '../flow/flow-context.ts';
import { jsonOf } from '../flow/record-artifact.ts';
import { trusted } from '../flow/trusted.ts';
import { fittingName, fittingText } from '../flow/views/fitting-text.ts';
import { askToMerge } from './ask-to-merge.ts';
import { mergeMethodIn } from './merge-method.ts';
import { type AcceptedRisk, type MergedTask, mergeTask } from './merge-task.ts';
import { recordExit } from './phase-exit.ts';
import { phaseOfFile } from './task-phases-of-run.ts';
import { taskWorkOf, type TaskWork } from './task-work.ts';

/** What became of a step that a person lets pass. */
export type LetPass =
  | {
      readonly kind: 'passed';
      /** What the step has brought then. */
      readonly produced: Produced | null;
      /** Of its gate. */
      readonly evidence: Readonly<Record<string, Json>>;
    }
  /** It is not in the person's hands; why, as sentences. */
  | { readonly kind: 'refused'; readonly why: string };

/** What trying a step again does, as the question begins. */
export function whatRetryDoes(work: StepWork): string {
  const task = lastPhaseOf(work);
  return task === null ? 'Repeat it' : `Look again, as hone task complete ${task.id} does`;
}

/** What letting a step pass does, as it goes on in the question. */
export function whatOverrideDoes(work: StepWork): string {
  return lastPhaseOf(work) === null
    ? 'go on although it failed'
    : 'merge it all the same, as far as the rules of the host let you';
}

/**
 * What is left to do when a person lets a step pass that failed: for the last phase of a task that
 * is the merge. What they let pass is not looked at any more; what the host itself asks for holds.
 */
export async function letPhasePass(
  work: StepWork,
  risk: Risk,
  produced: Produced | null,
): Promise<LetPass> {
  const task = lastPhaseOf(work);
  if (task === null) {
    return { kind: 'passed', produced, evidence: {} };
  }
  const { flow, step, board } = work;
  const place = board.marked(step.id);
  const method = place === null ? await askToMerge(task) : mergeMethodIn(place.decided);
  const although = { ...risk, failure: openIn(risk, produced), lets: letsIn(produced) };
  try {
    const merged = await flow.step(
      `${step.id}/merge-anyway`,
      { ...optionsFor(work, 'merging all the same'), parse: trusted<MergedTask> },
      ({ signal }) => mergeTask(task, { method, although }, { signal }),
    );
    const record = await flow.step(
      `${step.id}/record-anyway`,
      { ...optionsFor(work, 'recording the exit'), parse: trusted<ArtifactRecord> },
      async () => recordExit(task, 8, exitAnyway(work, produced, risk, merged), merged.head),
    );
    const artifacts = [record];
    const evidence = { step: step.id, agent: step.agent, validations: [] };
    return {
      kind: 'passed',
      produced: { artifacts, commit: null, variables: {}, findings: [] },
      evidence: { ...evidence, artifacts: artifacts.map((artifact) => ({ ...artifact })) },
    };
  } catch (thrown) {
    if (thrown instanceof StepFailure) {
      return { kind: 'refused', why: messageOf(thrown) };
    }
    throw thrown;
  }
}

/** The task when the step is the exit of its last phase; else null. */
function lastPhaseOf(work: StepWork): TaskWork | null {
  const task = taskWorkOf(work);
  const isLast = task !== null && requiredFiles(work).some((name) => phaseOfFile(name) === 8);
  return isLast ? task : null;
}

/** What did not hold, without that the work is not merged yet. */
function openIn({ failure }: Risk, produced: Produced | null): readonly string[] {
  return produced === null
    ? failure
    : produced.findings
        .filter(({ name, passed }) => !passed && name !== 'merged')
        .map(({ message }) => message);
}

/** What of the host is let pass: what was open; all of it where nothing could be looked at. */
function letsIn(produced: Produced | null): AcceptedRisk['lets'] {
  const isOpen = (wanted: string): boolean =>
    produced === null || produced.findings.some(({ name, passed }) => name === wanted && !passed);
  return { checks: isOpen('checks-green'), reviews: isOpen('reviews-handled') };
}

/** The criteria as they were looked at, and the merge as it was found. */
function exitAnyway(
  work: StepWork,
  produced: Produced | null,
  { by, risk, failure }: Risk,
  { pullRequest }: MergedTask,
): TaskPhase['criteria'] {
  const found = produced?.artifacts.find(({ name }) => phaseOfFile(name) === 8);
  const before =
    found === undefined
      ? [
          {
            id: 'looked-at',
            text: 'What stands before the merge was looked at',
            state: 'unmet' as const,
            message: fittingText(failure.join(' '), 'It failed.'),
            answered_by: null,
          },
        ]
      : jsonOf<TaskPhase>(work, found).criteria.filter(({ id }) => id !== 'merged');
  const name = pullRequest.kind === 'unknown' ? 'It' : pullRequest.name;
  return [
    ...before,
    {
      id: 'merged',
      text: 'The work is merged, and the merge is verified',
      state: 'met',
      message: fittingText(`${name} is merged; ${by} let it pass: ${risk}`, name),
      answered_by: fittingName(by),
    },
  ];
}
