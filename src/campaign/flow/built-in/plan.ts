import { basename } from 'node:path';

import { systemClock } from '../../../base/index.ts';
import type {
  Backlog,
  BacklogItem,
  BaselineMetrics,
  BottleneckReport,
  ProfileReport,
  Suite,
} from '../../../model/index.ts';
import {
  backlogFrom,
  backlogPlan,
  basicPlan,
  candidatesFrom,
  carriedOverrides,
  outlookFrom,
} from '../../../plan/index.ts';
import { bottleneckBrief, planMarkdown, roadmapHtml } from '../../../report/index.ts';
import { earlierLessons } from '../../history/earlier-lessons.ts';
import { newestPlan } from '../../plan/kept-plans.ts';
import { newestProfileOf, profilesFolder, REPORT_FILE } from '../../profile/kept-profiles.ts';
import type { ArtifactRecord, Produced } from '../board.ts';
import { filled } from '../expected-files.ts';
import { type Author, fillRole, optionsFor } from '../fill-role.ts';
import type { StepWork } from '../flow-context.ts';
import { jsonOf, recordJson, recordText } from '../record-artifact.ts';
import { suiteOf } from '../suite-of.ts';
import { trusted } from '../trusted.ts';

/** What agents of a run try things in. */
const EFFORT_UNIT = 'attempts';

/**
 * The plan. Where somebody profiled the base commit before, the newest of these profiles is
 * recorded first: whoever plans gets it, the plan's checks hold the plan against it, and hone's own
 * planner makes its backlog from it. Without one hone plans from the suite and its targets alone.
 */
export async function plan(work: StepWork): Promise<Produced> {
  const { flow, step } = work;
  const record = await flow.step(
    `${step.id}/profile`,
    { ...optionsFor(work, 'looking for a profile'), parse: trusted<ArtifactRecord | null> },
    async ({ signal }) => recordProfile(work, signal),
  );
  const report = record === null ? null : jsonOf<ProfileReport>(work, record);
  const lessons = await flow.step(
    `${step.id}/lessons`,
    { ...optionsFor(work, 'reading what earlier runs found'), parse: trusted<string> },
    async () => earlierLessons(work.context.store, work.context.run),
  );
  const brief = [...(report === null ? [] : [briefOn(report)]), lessons].filter(Boolean);
  const more = {
    ...(brief.length === 0 ? {} : { brief: brief.join('\n\n') }),
    ...(record === null || report === null ? {} : { given: [record] }),
  };
  const { root } = work.context.repository;
  const author: Author = async (asked, signal) => {
    const kept = newestPlan(await profilesFolder(root, signal));
    return writePlan(asked, report, kept?.plan.backlog?.items ?? []);
  };
  const produced = await fillRole(work, author, more);
  return record === null ? produced : { ...produced, artifacts: [...produced.artifacts, record] };
}

/** The profile that was recorded in this run; null when there is none. */
export function profileOn(work: StepWork): ProfileReport | null {
  const record = work.board.artifact(REPORT_FILE);
  const report = record === null ? null : jsonOf<BottleneckReport>(work, record);
  return report?.source === 'profile' ? report : null;
}

/** The newest kept profile of the base with any benchmark of the suite; null without one. */
async function recordProfile(work: StepWork, signal: AbortSignal): Promise<ArtifactRecord | null> {
  const { context } = work;
  const { suite, repository, started } = context;
  if (suite === null) {
    return null;
  }
  const kept = newestProfileOf(await profilesFolder(repository.root, signal), {
    commit: started.base.commit,
    benchmarks: benchmarksOf(work, suite),
    suiteHash: started.suiteHash,
  });
  return kept === null ? null : recordJson(work, { name: REPORT_FILE, agent: 'hone' }, kept.report);
}

/** Those that targets name, or the one that the run is about; else all. */
function benchmarksOf({ context }: StepWork, suite: Suite): string[] {
  const ids = suite.benchmarks.map(({ id }) => id);
  const { target } = context.started;
  if (target !== null && ids.includes(target)) {
    return [target];
  }
  const targeted = ids.filter((id) => suite.targets.some(({ benchmark }) => benchmark === id));
  return targeted.length > 0 ? targeted : ids;
}

/** A plan from the profile, or else from the suite and its targets, without a model. */
function writePlan(
  work: StepWork,
  report: ProfileReport | null,
  known: readonly BacklogItem[],
): readonly ArtifactRecord[] {
  const { context } = work;
  const agent = 'hone';
  const suite = suiteOf(work);
  const baselineRecord = work.board.artifact('baseline-metrics.json');
  // In most flows it is taken after the plan was rated.
  const baseline = baselineRecord === null ? null : jsonOf<BaselineMetrics>(work, baselineRecord);
  const facts = {
    planId: filled(context, '{{plan_id}}'),
    subject: basename(context.repository.root),
    suite,
    baseline,
    now: systemClock.isoNow(),
  };
  const body =
    report === null
      ? basicPlan(facts)
      : backlogPlan({ ...facts, backlog: backlogOf(work, report, { suite, baseline, known }) });
  const { backlog } = body;
  const roadmap =
    backlog === undefined
      ? []
      : [
          recordText(work, {
            name: ROADMAP,
            agent,
            text: roadmapHtml({ plan: body, ...backlog, tried: null, run: context.run }),
          }),
        ];
  return [
    recordJson(work, { name: filled(context, 'plan-{{plan_id}}.json'), agent }, body),
    recordText(work, {
      name: filled(context, 'plan-{{plan_id}}.md'),
      agent,
      text: planMarkdown(body),
    }),
    ...roadmap,
  ];
}

/** The page of the plan's backlog; written again when its items were tried. */
export const ROADMAP = 'roadmap.html';

function backlogOf(
  work: StepWork,
  report: ProfileReport,
  facts: {
    readonly suite: Suite;
    readonly baseline: BaselineMetrics | null;
    /** Items of the newest kept plan: what persons set there counts here as well. */
    readonly known: readonly BacklogItem[];
  },
): Backlog {
  const { suite, baseline } = facts;
  const found = backlogFrom({
    candidates: candidatesFrom({
      report,
      suite,
      benchmarks: benchmarksOf(work, suite),
      effortUnit: EFFORT_UNIT,
    }),
    outlookOf: outlookFrom({ suite, report, baseline }),
    effortUnit: EFFORT_UNIT,
    report,
  });
  return { ...found, items: [...carriedOverrides(found.items, facts.known).items] };
}

/** What whoever plans is told of the profile besides getting all of it. */
function briefOn(report: ProfileReport): string {
  return (
    `The base was profiled (${REPORT_FILE}). No item of a backlog may expect more than its ` +
    `bottleneck costs there.\n\n${bottleneckBrief(report)}`
  );
}
