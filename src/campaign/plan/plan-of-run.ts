import { Value } from 'typebox/value';

import { HoneError } from '../../base/index.ts';
import {
  type BottleneckReport,
  parseRunId,
  type Plan,
  PLAN_RATING_SCHEMA,
  PLAN_SCHEMA,
  type PlanRating,
  type ProfileReport,
  type Suite,
  type TriedBacklog,
} from '../../model/index.ts';
import { type CarryingRun, type PlanState, planState } from '../../plan/index.ts';
import type { RunView } from '../../port/index.ts';
import type { Store } from '../../store/index.ts';
import { flowRun, flowRuns } from '../flow/steer.ts';
import { artifactsIn } from '../flow/views/recorded-steps.ts';
import { FlowStarted } from '../flow/flow-started.ts';
import { suiteOfRun } from '../flow/suite-of-run.ts';
import { trusted } from '../flow/trusted.ts';
import { REPORT_FILE } from '../profile/kept-profiles.ts';

/** The plan of a flow's run, as it was recorded. */
export interface RunPlan {
  /** The run's id. */
  readonly run: string;
  readonly status: string;
  /** The run's folder, absolute. */
  readonly folder: string;
  readonly plan: Plan;
  /** How far the run has carried it out. */
  readonly state: PlanState;
  /** What came of its items; null before any was tried. */
  readonly tried: TriedBacklog | null;
  /** The newest rating that counts; null before it was rated. */
  readonly rating: PlanRating | null;
  /** The profile that it follows from; null without one. */
  readonly report: ProfileReport | null;
  /** With the targets of the run; null when what it began with can't be read any more. */
  readonly suite: Suite | null;
}

/**
 * The plan of a run, read from what the run recorded and not from its folder.
 *
 * @param wanted - the run's id or the start of it; null takes the newest run that has a plan
 * @throws HoneError E_NOT_FOUND when there is no such run, or it has no plan
 */
export function planOfRun(store: Store, wanted: string | null): RunPlan {
  const views = wanted === null ? flowRuns(store).views : [runNamed(store, wanted)];
  for (const view of views) {
    const files = artifactsIn(view);
    const plan = files.find(({ schema }) => schema === PLAN_SCHEMA);
    if (plan === undefined) {
      continue;
    }
    const read = (name: string): unknown => {
      const file = files.find((one) => one.name === name);
      return file === undefined ? null : contentOf(store, file.sha256);
    };
    const rating = files.find(({ schema }) => schema === PLAN_RATING_SCHEMA);
    const content = trusted<Plan>(contentOf(store, plan.sha256));
    const report = trusted<BottleneckReport | null>(read(REPORT_FILE));
    return {
      run: view.run,
      status: view.status,
      folder: store.runFolder(parseRunId(view.run)),
      plan: content,
      state: planState(false, {
        status: carrying(view),
        isLetThrough: (rating ?? plan).gate.state === 'passed',
      }),
      tried: trusted<TriedBacklog | null>(read(`backlog-${content.plan_id}.json`)),
      rating: trusted<PlanRating | null>(read(`plans/${content.plan_id}-rating.json`)),
      report: report?.source === 'profile' ? report : null,
      suite: Value.Check(FlowStarted, view.input) ? suiteOfRun(view.input) : null,
    };
  }
  throw new HoneError(
    'E_NOT_FOUND',
    wanted === null
      ? 'Nothing was planned here yet. Run "hone plan" first.'
      : `Run ${views[0]?.run ?? wanted} has no plan: its flow makes none, or it has not come to ` +
          'that step.',
  );
}

function carrying({ status }: RunView): CarryingRun['status'] {
  switch (status) {
    case 'running':
    case 'stopped':
    case 'waiting':
      return 'open';
    case 'completed':
      return 'completed';
    case 'failed':
    case 'cancelled':
      return 'ended';
  }
}

function runNamed(store: Store, wanted: string): RunView {
  if (!store.runs().some(({ run }) => run.startsWith(wanted))) {
    throw new HoneError(
      'E_NOT_FOUND',
      `There is no plan ${wanted}, and no run either. "hone plan show" shows the newest plan, ` +
        '"hone run list" lists runs.',
    );
  }
  return flowRun(store, wanted);
}

function contentOf(store: Store, sha256: string): unknown {
  return JSON.parse(new TextDecoder().decode(store.getBlob(sha256)));
}
