import { assert } from '../../base/index.ts';
import type { TaskPhase } from '../../model/index.ts';
import { StepFailure } from '../../port/index.ts';
import {
  type CriterionResult,
  judgePhase,
  type PhaseFacts,
  type PhaseNumber,
  PHASES,
} from '../../tasks/index.ts';
import type { ArtifactRecord, GateFinding, Produced } from '../flow/board.ts';
import { now } from '../flow/built-in/measure.ts';
import { requiredFiles } from '../flow/expected-files.ts';
import { optionsFor } from '../flow/fill-role.ts';
import type { StepWork } from '../flow/flow-context.ts';
import { recordJson } from '../flow/record-artifact.ts';
import { trusted } from '../flow/trusted.ts';
import { mergeTask, type MergedTask } from './merge-task.ts';
import { phaseFacts, type Prepared, withCommit } from './phase-facts.ts';
import { commitPhase } from './phase-commit.ts';
import { askForReview, prepare } from './phase-preparation.ts';
import { phaseOfFile } from './task-phases-of-run.ts';
import { taskWorkOf, type TaskWork } from './task-work.ts';

/** Criteria that are met by what follows once all others are. */
const LAST: readonly string[] = ['committed', 'merged'];

type Criterion = TaskPhase['criteria'][number];

/**
 * The exit of a phase of a task: what the phase leaves is put onto the branch, every exit criterion
 * is computed or asked, and when all hold the phase is committed and sent. What does not hold fails
 * the gate, so that the flow asks whether to look again, to accept it with its risk, or to stop.
 */
export async function phaseExit(work: StepWork): Promise<Produced> {
  const { flow, step } = work;
  const task = taskWorkOf(work);
  if (task === null) {
    const failure = 'This flow works on a task. Start it with: hone task start 021';
    throw new StepFailure(step.id, failure, { attempts: 1, transient: false, errorCode: null });
  }
  const phase = phaseIn(work);
  const prepared = await prepare(task, phase);
  const facts = await flow.step(
    `${step.id}/look`,
    { ...optionsFor(work, 'looking at the exit criteria'), parse: trusted<PhaseFacts> },
    ({ signal }) => phaseFacts(task, phase, prepared, { signal }),
  );
  const criteria: Criterion[] = [];
  for (const { id, text, result } of judgePhase(phase, facts).criteria) {
    if (!LAST.includes(id)) {
      criteria.push(await settled(work, { id, text }, result));
    }
  }
  const isOpen = criteria.some(({ state }) => state === 'unmet');
  const goesOn = !isOpen && (await mayGoOn(task, phase));
  const ended = goesOn ? await finish(task, phase, { facts, criteria, prepared }) : null;
  const last = judgePhase(phase, ended?.facts ?? facts)
    .criteria.filter(({ id }) => LAST.includes(id))
    .map(({ id, text, result }) => criterionOf({ id, text }, result, null));
  const all = [...criteria, ...last, ...(goesOn || isOpen ? [] : [notWanted(phase)])];
  const record = await flow.step(
    `${step.id}/record`,
    { ...optionsFor(work, 'recording the exit'), parse: trusted<ArtifactRecord> },
    async () => recordExit(task, phase, all, ended?.commit ?? null),
  );
  return { artifacts: [record], commit: null, variables: {}, findings: all.map(findingOf) };
}

function phaseIn(work: StepWork): PhaseNumber {
  const [phase] = requiredFiles(work).flatMap((name) => phaseOfFile(name) ?? []);
  assert(phase !== undefined, 'a step that brings the exit of a phase names which');
  return phase;
}

/** A criterion as it stands, after whoever has to be asked was asked. */
async function settled(
  { flow, step }: StepWork,
  criterion: Pick<Criterion, 'id' | 'text'>,
  result: CriterionResult,
): Promise<Criterion> {
  if (result.kind !== 'asks') {
    return criterionOf(criterion, result, null);
  }
  const id = `${step.id}/${criterion.id}`;
  const { by, choice, reason } = await flow.ask(id, {
    text: `${result.question} Say why: it stands in the journal.`,
    of: 'the owner of the task',
    evidence: { criterion: criterion.text },
    choices: ['yes', 'no'],
  });
  const needsReason = criterion.id.startsWith('covers-') && reason.trim() === '';
  if (choice === 'yes' && !needsReason) {
    const evidence = `${by} said yes${reason === '' ? '.' : `: ${reason}`}`;
    return criterionOf(criterion, { kind: 'met', evidence }, by);
  }
  const why =
    choice === 'yes'
      ? `${by} said yes, but not why.`
      : `${by} said no${reason === '' ? '.' : `: ${reason}`}`;
  const how = needsReason
    ? 'Give a reason, which stands in the journal.'
    : 'Change it, then retry.';
  return criterionOf(criterion, { kind: 'unmet', why, how }, by);
}

function criterionOf(
  { id, text }: Pick<Criterion, 'id' | 'text'>,
  result: CriterionResult,
  answeredBy: string | null,
): Criterion {
  switch (result.kind) {
    case 'met':
      return { id, text, state: 'met', message: result.evidence, answered_by: answeredBy };
    case 'unmet': {
      const message = `${result.why} ${result.how}`;
      return { id, text, state: 'unmet', message, answered_by: answeredBy };
    }
    case 'asks':
      return { id, text, state: 'unmet', message: result.question, answered_by: answeredBy };
  }
}

/**
 * With `--ask` every step to the next phase is a person's; the merge always is. Where the workflow
 * suggests a review, they may have one asked for in the pull request first.
 */
async function mayGoOn({ work, ...own }: TaskWork, phase: PhaseNumber): Promise<boolean> {
  const { flow, step } = work;
  if (!own.task.ask || phase === 8) {
    return true;
  }
  const review = PHASES[phase - 1]?.review ?? null;
  const proposed = review === null ? '' : ` The workflow suggests a review of ${review} here.`;
  const question = {
    text: `Phase ${phase} (${step.name}) is complete.${proposed} Go on to phase ${phase + 1}?`,
    of: 'the owner of the task',
    evidence: { phase },
  };
  const id = `${step.id}/go-on`;
  const choices = review === null ? ['yes', 'no'] : ['yes', 'review', 'no'];
  const { choice } = await flow.ask(id, { ...question, choices });
  if (choice !== 'review') {
    return choice === 'yes';
  }
  await flow.step(
    `${step.id}/ask-review`,
    { ...optionsFor(work, 'asking for a review'), parse: trusted<boolean> },
    ({ signal }) => askForReview({ work, ...own }, phase, review ?? '', { signal }),
  );
  const text = `A review of ${review} was asked for. Is it done, and may phase ${phase + 1} begin?`;
  const after = await flow.ask(`${id}-after-review`, { ...question, text, choices: ['yes', 'no'] });
  return after.choice === 'yes';
}

function notWanted(phase: PhaseNumber): Criterion {
  return {
    id: 'go-on',
    text: `A person lets the task go on after phase ${phase}`,
    state: 'unmet',
    message: 'They said no. Answer retry when they agree.',
    answered_by: null,
  };
}

interface Ended {
  readonly facts: PhaseFacts;
  readonly commit: string;
}

/** What a phase does once everything else holds. */
async function finish(
  task: TaskWork,
  phase: PhaseNumber,
  held: {
    readonly facts: PhaseFacts;
    readonly criteria: readonly Criterion[];
    readonly prepared: Prepared;
  },
): Promise<Ended> {
  const { flow, step } = task.work;
  if (phase === 8) {
    const how = { method: held.prepared.mergeMethod, although: null };
    const merged = await flow.step(
      `${step.id}/merge`,
      { ...optionsFor(task.work, 'merging'), parse: trusted<MergedTask> },
      ({ signal }) => mergeTask(task, how, { signal }),
    );
    const { completion } = held.facts;
    assert(completion !== null, 'phase 8 was looked at');
    const { pullRequest, head } = merged;
    return { facts: { ...held.facts, completion: { ...completion, pullRequest } }, commit: head };
  }
  const commit = await flow.step(
    `${step.id}/commit`,
    { ...optionsFor(task.work, 'committing the phase'), parse: trusted<string> },
    ({ signal }) => commitPhase(task, phase, held.criteria, { signal }),
  );
  return { facts: withCommit(held.facts, commit), commit };
}

/** Records the exit of a phase as it was looked at. */
export function recordExit(
  { work, id }: TaskWork,
  phase: PhaseNumber,
  criteria: readonly Criterion[],
  commit: string | null,
): ArtifactRecord {
  const value = {
    task: id,
    phase,
    title: work.step.name,
    judged_at: now(),
    criteria,
    task_commit: commit,
  };
  return recordJson(work, { name: `phases/phase-${phase}.json`, agent: 'hone' }, value);
}

function findingOf({ id, text, state, message }: Criterion): GateFinding {
  return { name: id, passed: state === 'met', message: `${text}: ${message}` };
}
