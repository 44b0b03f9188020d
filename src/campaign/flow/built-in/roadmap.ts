import type {
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
import { pastResults } from '../../../engine/index.ts';
import { roadmapHtml } from '../../../report/index.ts';
import { touchedRanges } from '../../profile/touched-ranges.ts';
import { sha256 } from '../../read-suite.ts';
import { collectedPatch } from '../../try/collected-patch.ts';
import type { ArtifactRecord, GateFinding } from '../board.ts';
import { filled } from '../expected-files.ts';
import { optionsFor } from '../fill-role.ts';
import type { StepWork } from '../flow-context.ts';
import { jsonOf, recordJson, recordText } from '../record-artifact.ts';
import { returnNoteOf } from '../return-note.ts';
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
 * beside what was predicted. The plan itself stays as it was rated. What was tried before the work
 * was sent back stays in it.
 */
export async function tryRoadmap(work: StepWork, tried: Tried): Promise<readonly ArtifactRecord[]> {
  const { flow, step, context } = work;
  const plan = plannedIn(work);
  if (plan === null) {
    return [];
  }
  const options = optionsFor(work, 'holding what was predicted against what was measured');
  return flow.step(`${step.id}/${ROADMAP_STEP}`, options, async () => {
    const lines: TriedProposal[] = [];
    for (const decision of tried.decisions) {
      const changed = await changedBy(work, decision, tried.runs);
      const reason = fittingText(decision.reason, 'No reason was given.');
      lines.push({ decision: { ...decision, reason }, run: context.run, changed });
    }
    const { items } = plan.backlog;
    const { attempts, unmatched } = matchProposals(items, profileOn(work), lines);
    const earlier = earlierTried(work, items);
    const facts = {
      planHash: planHash(planIn(work) ?? plan, sha256),
      attempts: [...earlier.attempts, ...attempts],
      unmatched: [...earlier.unmatched, ...unmatched],
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
  return flow.step(`${step.id}/${ROADMAP_STEP}`, options, async () => {
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

/** Ends the ids of the steps that write it. */
const ROADMAP_STEP = 'roadmap';

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

/**
 * What was tried before something sent the work back: its code is gone, what it showed is not. The
 * file that shows it was brought by a step that passed before that, so only the journal has it.
 */
function earlierTried(
  { flow, context }: StepWork,
  items: readonly BacklogItem[],
): Pick<TriedBacklog, 'attempts' | 'unmatched'> {
  const { store, run } = context;
  const name = filled(context, TRIED_FILE);
  const last = pastResults(store, run, (id) => id.endsWith(`/${ROADMAP_STEP}`))
    .flatMap(trusted<readonly ArtifactRecord[]>)
    .findLast((record) => record.name === name);
  const back = flow.rewinds().at(-1);
  if (last === undefined || back === undefined) {
    return { attempts: [], unmatched: [] };
  }
  const text = new TextDecoder().decode(store.getBlob(last.sha256));
  const note = returnNoteOf(back.data);
  const why =
    note === null
      ? `It was kept, and taken back when ${back.by} went back: `
      : `It was kept, and taken back when step ${note.from} sent the work back: `;
  const reason = fittingText(`${why}${note?.feedback ?? back.reason}`, why);
  return takenBack(trusted<TriedBacklog>(JSON.parse(text)), items, reason);
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
