import type {
  BacklogAttempt,
  BacklogItem,
  BacklogValidation,
  BaselineMetrics,
  Decision,
  MetricsByBenchmark,
  Plan,
  PlanBody,
  TriedBacklog,
} from '../../../model/index.ts';
import {
  type ChangedLines,
  matchProposals,
  outlookFrom,
  planHash,
  realisedTogether,
  takenBack,
  triedBacklog,
  type TriedBacklogBody,
  type TriedProposal,
} from '../../../plan/index.ts';
import { roadmapHtml } from '../../../report/index.ts';
import { touchedRanges } from '../../profile/touched-ranges.ts';
import { sha256 } from '../../read-suite.ts';
import { collectedPatch } from '../../try/collected-patch.ts';
import type { ArtifactRecord, GateFinding } from '../board.ts';
import { filled } from '../expected-files.ts';
import { optionsFor } from '../fill-role.ts';
import type { StepWork } from '../flow-context.ts';
import { jsonOf, recordJson, recordText } from '../record-artifact.ts';
import { suiteOf } from '../suite-of.ts';
import { trusted } from '../trusted.ts';
import { fittingText } from '../views/fitting-text.ts';
import { profileOn, ROADMAP } from './plan.ts';
import { bodyOf } from './rating.ts';

/** What was tried. */
export interface Tried {
  readonly decisions: readonly Decision[];
  /** The runs that judged them, oldest first. */
  readonly runs: readonly string[];
}

/**
 * Where the plan has a backlog: `backlog-<plan id>.json` and `roadmap.html` with what was measured
 * beside what was predicted. The plan itself stays as it was rated. What was tried before a later
 * step sent the work back stays in it, as far as that step handed it on.
 */
export async function tryRoadmap(work: StepWork, tried: Tried): Promise<readonly ArtifactRecord[]> {
  const { flow, step, context } = work;
  const plan = plannedIn(work);
  if (plan === null) {
    return [];
  }
  const options = optionsFor(work, 'holding what was predicted against what was measured');
  return flow.step(`${step.id}/roadmap`, options, async () => {
    const lines: TriedProposal[] = [];
    for (const decision of tried.decisions) {
      const changed = await changedBy(work, decision, tried.runs);
      const reason = fittingText(decision.reason, 'No reason was given.');
      lines.push({ decision: { ...decision, reason }, run: context.run, changed });
    }
    const { items } = plan.backlog;
    const { attempts, unmatched } = matchProposals(items, profileOn(work), lines);
    const facts = {
      planHash: planHash(planIn(work) ?? plan, sha256),
      attempts: [...earlierAttempts(work), ...attempts],
      unmatched,
      validation: null,
    };
    return written(work, plan, triedBacklog(plan, facts));
  });
}

/**
 * The same after all that was kept was measured once more as a whole: what the kept items were
 * expected to bring together beside what they did, and what the validation says.
 */
export async function validatedRoadmap(
  work: StepWork,
  found: {
    readonly metrics: MetricsByBenchmark;
    readonly findings: readonly GateFinding[];
  },
): Promise<readonly ArtifactRecord[]> {
  const { flow, step, board, context } = work;
  const plan = plannedIn(work);
  const record = board.artifact(filled(context, TRIED_FILE));
  if (plan === null || record === null) {
    return [];
  }
  const options = optionsFor(work, 'holding what was predicted against the whole result');
  return flow.step(`${step.id}/roadmap`, options, async () => {
    const tried = jsonOf<TriedBacklog>(work, record);
    const { plan_hash: hash, attempts, unmatched } = tried;
    const failed = found.findings.filter(({ passed }) => !passed);
    const told = failed.length === 0 ? found.findings : failed;
    const validation: BacklogValidation = {
      passed: failed.length === 0,
      message: fittingText(told.map(({ message }) => message).join(' '), 'Nothing was checked.'),
      metrics: realisedTogether(tried.items, found.metrics),
    };
    const facts = { planHash: hash, attempts, unmatched, validation };
    return written(work, plan, triedBacklog(plan, facts));
  });
}

/** Its name in the run's folder. */
const TRIED_FILE = 'backlog-{{plan_id}}.json';

/** The plan of the run as it was recorded; null without one. */
function planIn(work: StepWork): PlanBody | null {
  const record = work.board.artifact(filled(work.context, 'plan-{{plan_id}}.json'));
  return record === null ? null : bodyOf(jsonOf<Plan>(work, record));
}

/** The plan of the run; null when it has no backlog, or nothing in it. */
function plannedIn(
  work: StepWork,
): (PlanBody & { readonly backlog: NonNullable<PlanBody['backlog']> }) | null {
  const plan = planIn(work);
  const backlog = plan?.backlog;
  if (plan === null || backlog === undefined || backlog.items.length === 0) {
    return null;
  }
  return { ...plan, backlog: { ...backlog, items: withMeasuredNoise(work, backlog.items) } };
}

/** Pairs as the baseline's own spread needs them, which was not known when the plan was made. */
function withMeasuredNoise(work: StepWork, items: readonly BacklogItem[]): BacklogItem[] {
  const record = work.board.artifact('baseline-metrics.json');
  if (record === null) {
    return [...items];
  }
  const outlookOf = outlookFrom({
    suite: suiteOf(work),
    report: profileOn(work) ?? { workloads: [] },
    baseline: jsonOf<BaselineMetrics>(work, record),
  });
  return items.map((item) => {
    const { pair_noise: noise, pairs, minutes } = outlookOf(item.metric).verification;
    const verification = { ...item.verification, pair_noise: noise, pairs, minutes };
    return { ...item, verification };
  });
}

/** What was tried before a step sent the work back: its code is gone, what it showed is not. */
function earlierAttempts({ returned, context }: StepWork): BacklogAttempt[] {
  const name = filled(context, TRIED_FILE);
  const file = returned?.files.find((one) => one.name === name);
  if (returned === null || file === undefined) {
    return [];
  }
  const text = new TextDecoder().decode(context.store.getBlob(file.sha256));
  const { attempts } = trusted<TriedBacklog>(JSON.parse(text));
  const why = `It was kept, and taken back when step ${returned.from} sent the work back: `;
  return takenBack(attempts, fittingText(`${why}${returned.feedback}`, why));
}

function written(work: StepWork, plan: PlanBody, body: TriedBacklogBody): ArtifactRecord[] {
  const { context } = work;
  const { items, refused } = body;
  const text = roadmapHtml({
    plan: { ...plan, backlog: { items, refused } },
    items,
    refused,
    tried: body,
    run: context.run,
  });
  return [
    recordJson(work, { name: filled(context, TRIED_FILE), agent: 'hone' }, body),
    recordText(work, { name: ROADMAP, agent: 'hone', text }),
  ];
}

/** Lines of its base that a proposal changes; null when it could not be collected. */
async function changedBy(
  { context }: StepWork,
  { proposal }: Decision,
  runs: readonly string[],
): Promise<readonly ChangedLines[] | null> {
  for (const run of runs.toReversed()) {
    const patch = await collectedPatch(context.store, run, proposal);
    if (patch !== null) {
      return touchedRanges(patch);
    }
  }
  return null;
}
