import { HoneError } from '../../../base/index.ts';
import type { BaselineMetrics, ProfileReport, Suite } from '../../../model/index.ts';
import { measuredCostReport, performanceAnalysis } from '../../../plan/index.ts';
import { profileBase } from '../../profile/profile-subject.ts';
import { HONE_VERSION } from '../../version.ts';
import type { ArtifactRecord, Produced } from '../board.ts';
import { optionsFor } from '../fill-role.ts';
import type { StepWork } from '../flow-context.ts';
import { jsonOf, recordJson } from '../record-artifact.ts';
import { requiredArtifact } from '../required-artifact.ts';
import { suiteOf } from '../suite-of.ts';
import { trusted } from '../trusted.ts';
import { now } from './measure.ts';
import { profileOn } from './plan.ts';

/** Profiled runs of each benchmark in a campaign; "hone profile" does up to ten. */
const PROFILED_RUNS_MAX = 5;

/** What could be seen of the code: a report, or why there is none. */
type Seen =
  | { readonly kind: 'profiled'; readonly report: ProfileReport }
  | { readonly kind: 'not-profiled'; readonly reason: string };

/** Where the subject stands against its targets, and where its time goes. */
export async function analysis(work: StepWork): Promise<Produced> {
  const { flow, step } = work;
  const seen = await flow.step(
    `${step.id}/profile`,
    { ...optionsFor(work, 'profiling the base'), parse: trusted<Seen>, uses: 'measure' },
    ({ signal }) => profiled(work, signal),
  );
  const artifacts = await flow.step(
    `${step.id}/analyse`,
    { ...optionsFor(work, 'analysing the baseline'), parse: trusted<ArtifactRecord[]> },
    async () => {
      const source = requiredArtifact(work, 'baseline-metrics.json');
      const baseline = jsonOf<BaselineMetrics>(work, source);
      const facts = {
        suite: suiteOf(work),
        baseline,
        madeBy: `hone ${HONE_VERSION}`,
        now: now(),
        whyNoProfile: seen.kind === 'profiled' ? null : seen.reason,
      };
      const agent = 'hone';
      const report = seen.kind === 'profiled' ? seen.report : measuredCostReport(facts);
      return [
        recordJson(work, { name: 'performance-analysis.json', agent }, performanceAnalysis(facts)),
        recordJson(work, { name: 'bottleneck-report.json', agent }, report),
      ];
    },
  );
  return { artifacts, commit: null, variables: {}, findings: [] };
}

function coversSuite({ workloads }: ProfileReport, { benchmarks }: Suite): boolean {
  return benchmarks.every(({ id }) => workloads.some(({ benchmark }) => benchmark === id));
}

/** A program that can't be profiled is no failure: the report then says why it names no code. */
async function profiled(work: StepWork, signal: AbortSignal): Promise<Seen> {
  const { context } = work;
  const known = profileOn(work);
  if (known !== null && coversSuite(known, suiteOf(work))) {
    return { kind: 'profiled', report: known }; // the plan was made from it
  }
  try {
    const { report } = await profileBase(
      {
        repository: context.repository,
        suite: suiteOf(work),
        suiteHash: context.started.suiteHash,
        base: context.started.base,
        runsMax: PROFILED_RUNS_MAX,
      },
      { signal, hooks: context.hooks },
    );
    return { kind: 'profiled', report };
  } catch (thrown) {
    if (thrown instanceof HoneError && ['E_FORMAT', 'E_COMMAND'].includes(thrown.code)) {
      return { kind: 'not-profiled', reason: thrown.message };
    }
    throw thrown;
  }
}
