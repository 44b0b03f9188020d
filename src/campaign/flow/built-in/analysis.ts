import type { BaselineMetrics } from '../../../model/index.ts';
import { measuredCostReport, performanceAnalysis } from '../../../plan/index.ts';
import type { ArtifactRecord, Produced } from '../board.ts';
import { optionsFor } from '../fill-role.ts';
import type { StepWork } from '../flow-context.ts';
import { jsonOf, recordJson } from '../record-artifact.ts';
import { requiredArtifact } from '../required-artifact.ts';
import { suiteOf } from '../suite-of.ts';
import { trusted } from '../trusted.ts';
import { HONE_VERSION } from '../../version.ts';
import { now } from './measure.ts';

/** Where the subject stands against its targets, and which benchmark costs what. */
export async function analysis(work: StepWork): Promise<Produced> {
  const { flow, step } = work;
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
      };
      const agent = 'hone';
      return [
        recordJson(work, { name: 'performance-analysis.json', agent }, performanceAnalysis(facts)),
        recordJson(work, { name: 'bottleneck-report.json', agent }, measuredCostReport(facts)),
      ];
    },
  );
  return { artifacts, commit: null, variables: {}, findings: [] };
}
