import { join } from 'node:path';

import { messageOf } from '../../../base/index.ts';
import { StepFailure } from '../../../port/index.ts';
import { listTree } from '../../../git/index.ts';
import {
  type EnvelopeField,
  type Plan,
  type PlanBody,
  type PlanFinding,
  type PlanRating,
  type Rubric,
} from '../../../model/index.ts';
import {
  checkPlan,
  deterministicRating,
  type PlanRatingBody,
  ratePlan,
  ratingCounts,
  type RatingStanding,
  RUBRIC_DEFAULT,
} from '../../../plan/index.ts';
import { type Rated, RATING_FILE, scoresFrom } from '../../plan/rater-scores.ts';
import { rubricAt } from '../../plan/rubric-at.ts';
import { sha256 } from '../../read-suite.ts';
import { askAgent } from '../ask-role.ts';
import type { ArtifactRecord, GateFinding, Produced } from '../board.ts';
import { filled } from '../expected-files.ts';
import { filledByPerson, fillersOf, optionsFor } from '../fill-role.ts';
import { returnNoteOf, stepThatSent } from '../return-note.ts';
import type { StepWork } from '../flow-context.ts';
import { jsonOf, recordJson, textOf } from '../record-artifact.ts';
import { requiredArtifact } from '../required-artifact.ts';
import { suiteOf } from '../suite-of.ts';
import { trusted } from '../trusted.ts';
import { fittingName } from '../views/fitting-text.ts';
import { now } from './measure.ts';
import { profileOn } from './plan.ts';

/** The check that holds a score against what the flow file asks for. */
export const MINIMUM_SCORE = 'minimum score';

/**
 * Rates the plan: hone's own checks first, and only a plan without findings is shown to raters
 * (hone's computed rating and every command that was named). The rating is bound to the plan's
 * content by its hash, and only what is in the journal counts.
 */
export async function rating(work: StepWork): Promise<Produced> {
  const { flow, step, context } = work;
  const source = requiredArtifact(work, 'plan-{{plan_id}}.json');
  const plan = bodyOf(jsonOf<Plan>(work, source));
  const suite = suiteOf(work);
  const findings = await flow.step(
    `${step.id}/checks`,
    { ...optionsFor(work, 'checking the plan'), parse: trusted<PlanFinding[]> },
    async ({ signal }) => {
      const paths = await pathsOf(work, signal);
      return checkPlan(plan, { suite, paths, report: profileOn(work) });
    },
  );
  const rated =
    findings.length > 0 ? [] : [...(await ratedByCommands(work)), ...(await ratedByPerson(work))];
  const computed = findings.length > 0 ? [] : [deterministicRating(plan, suite)];
  const record = await flow.step(
    `${step.id}/rating`,
    { ...optionsFor(work, 'rating the plan'), parse: trusted<Recorded> },
    async (): Promise<Recorded> => {
      const rubric = rubricOf(work);
      const body = ratePlan({
        plan,
        findings,
        ratings: [
          ...computed,
          ...rated.flatMap((one) => (one.kind === 'rated' ? [one.rating] : [])),
        ],
        raterFailures: rated.flatMap((one) => (one.kind === 'failed' ? [one.reason] : [])),
        rubric,
        earlier: earlierRatings(work),
        attemptsMax: 1 + (step.onFailure.goto?.max ?? 0) + repeatedByPersons(work),
        workflow: context.started.flow.name,
        run: context.run,
        now: now(),
        sha256,
      });
      const name = filled(context, 'plans/{{plan_id}}-rating.json');
      return {
        artifact: recordJson(work, { name, agent: 'hone' }, body),
        score: body.overall_score,
        findings: [
          ...findingsIn(body, step.validation?.scoreMin ?? null),
          standing(ratingCounts(body, plan, { run: context.run, rubric, sha256 })),
        ],
        rating: body,
      };
    },
  );
  const variables = record.score === null ? {} : { plan_rating: record.score };
  const { artifact, findings: found } = record;
  return { artifacts: [artifact], commit: null, variables, findings: found };
}

/** Whether the rating is about exactly this plan, of this run and by this rubric. */
function standing(counts: RatingStanding): GateFinding {
  const name = 'rating belongs to the plan';
  return counts.kind === 'counts'
    ? { name, passed: true, message: "It is bound to the plan's hash." }
    : { name, passed: false, message: counts.reasons.join(' ') };
}

async function pathsOf({ context }: StepWork, signal: AbortSignal): Promise<Set<string>> {
  const entries = await listTree(context.repository, context.started.base.tree, { signal });
  return new Set(entries.map(({ path }) => path));
}

/** What the gate looks at: the rating's own verdict, and the score that the flow file asks for. */
function findingsIn(body: PlanRatingBody, scoreMin: number | null): GateFinding[] {
  const score = body.overall_score;
  const shown = score === null ? 'no score' : `${score} of 10`;
  const enough = score !== null && (scoreMin === null || score >= scoreMin);
  return [
    {
      name: 'plan rating',
      passed: body.passed,
      message: body.passed ? `The plan got ${shown}.` : ratingText(body),
    },
    {
      name: MINIMUM_SCORE,
      passed: enough,
      message: `It got ${shown}; at least ${scoreMin ?? 0} is asked for.`,
    },
  ];
}

/** Why a plan did not pass and what would make it better, for whoever writes the next one. */
function ratingText({
  findings,
  failures,
  rubric_scores: scores,
  improvements_suggested: better,
}: PlanRatingBody): string {
  return [
    ...failures,
    ...findings.map(({ step_number: number, message }) =>
      number === null ? `- ${message}` : `- Step ${number} of the plan: ${message}`,
    ),
    ...Object.entries(scores ?? {}).map(
      ([name, score]) => `- ${dimensionWords(name)}: ${score} of 10`,
    ),
    ...better.map(({ dimension, suggestion }) => `- ${dimensionWords(dimension)}: ${suggestion}`),
  ].join('\n');
}

function dimensionWords(dimension: string): string {
  return dimension.replaceAll('_', ' ');
}

interface Recorded {
  readonly artifact: ArtifactRecord;
  readonly score: number | null;
  readonly findings: readonly GateFinding[];
  readonly rating: PlanRatingBody;
}

/** An artifact without what hone wrote before its own fields. */
function withoutEnvelope<T extends Record<EnvelopeField, unknown>>(
  document: T,
): Omit<T, EnvelopeField> {
  const { schema: _schema, run: _run, commit: _commit, suiteHash: _suite, ...body } = document;
  return body;
}

/** A plan without what hone wrote before it. */
export function bodyOf(plan: Plan): PlanBody {
  return withoutEnvelope(plan);
}

/** What the rubric file of the step says; hone's own where the step names none. */
export function rubricOf({ step, context }: StepWork): Rubric {
  const file = step.validation?.rubricFile ?? null;
  if (file === null) {
    return RUBRIC_DEFAULT;
  }
  return rubricAt(
    join(context.repository.root, file),
    `take rubric_file out of step ${step.id} to use hone's own`,
  );
}

/** Commands named with --rater, and those that fill the step's role. */
async function ratedByCommands(work: StepWork): Promise<Rated[]> {
  const { flow, step, context } = work;
  const own = fillersOf(work, step.agent).flatMap((filler) =>
    filler.kind === 'command' ? [filler.command] : [],
  );
  const raters = [...new Set([...context.started.raters, ...own])].map((command, index) => ({
    name: `rater-${index + 1}`,
    command,
  }));
  if (raters.length === 0) {
    return [];
  }
  const options = { ...optionsFor(work, 'rating'), uses: 'agent' };
  const outcomes = await flow.all(
    `${step.id}/raters`,
    raters,
    {
      concurrency: Math.min(raters.length, context.file.resources.concurrentAgentsMax),
      failFast: false,
      name: ({ name }) => name,
    },
    async (branch, { name, command }): Promise<Rated> => {
      try {
        return await branch.step(
          'rate',
          { ...options, parse: trusted<Rated>, title: `${name}: ${command}` },
          async (attempt) => {
            const request = {
              role: step.agent,
              folder: null,
              artifacts: [RATING_FILE],
              problem: attempt.previousFailure,
              agent: command,
            };
            const { timeoutMs } = options;
            const output = await askAgent(work, request, { attempt, timeoutMs });
            return scoresFrom(
              { name: fittingName(`${name}: ${command}`), kind: 'command' },
              output.artifacts[0]?.text ?? '',
            );
          },
        );
      } catch (thrown) {
        if (thrown instanceof StepFailure) {
          return { kind: 'failed', reason: `${name} (${command}): ${messageOf(thrown)}` };
        }
        throw thrown;
      }
    },
  );
  return outcomes.flatMap((outcome) => (outcome.kind === 'done' ? [outcome.value] : []));
}

/** A person who fills the step's role rates as well; the score is asked for as a file. */
async function ratedByPerson(work: StepWork): Promise<Rated[]> {
  const { step } = work;
  if (!fillersOf(work, step.agent).some(({ kind }) => kind === 'person')) {
    return [];
  }
  const request = { role: step.agent, folder: null, artifacts: [RATING_FILE], problem: null };
  try {
    const [handed] = await filledByPerson(work, `${step.id}/person`, request);
    const text = handed === undefined ? '' : textOf(work, handed);
    return [scoresFrom({ name: step.agent, kind: 'person' }, text)];
  } catch (thrown) {
    if (thrown instanceof StepFailure) {
      return [{ kind: 'failed', reason: `${step.agent}: ${messageOf(thrown)}` }];
    }
    throw thrown;
  }
}

/** How often a person wanted another plan after all attempts of the flow's own. */
function repeatedByPersons({ flow, step }: StepWork): number {
  return flow
    .rewinds()
    .map(({ data }) => returnNoteOf(data))
    .filter((note) => note !== null && note.from !== step.id && stepThatSent(note) === step.id)
    .length;
}

/** Ratings before the plan was sent back, oldest first: the files that those gates had seen. */
function earlierRatings(work: StepWork): PlanRatingBody[] {
  const { flow, step, context } = work;
  return flow
    .rewinds()
    .map(({ data }) => returnNoteOf(data))
    .filter((note) => note !== null && stepThatSent(note) === step.id)
    .flatMap((note) => note?.files ?? [])
    .filter(({ name }) => name.endsWith('-rating.json'))
    .map(({ sha256: hash }) => {
      const text = new TextDecoder().decode(context.store.getBlob(hash));
      return withoutEnvelope(trusted<PlanRating>(JSON.parse(text)));
    });
}
