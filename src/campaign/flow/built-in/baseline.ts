import { basename } from 'node:path';

import { HoneError } from '../../../base/index.ts';
import { baselineFrom } from '../../../plan/index.ts';
import { quantile } from '../../../stats/index.ts';
import { HONE_VERSION } from '../../version.ts';
import type { ArtifactRecord, Produced } from '../board.ts';
import { optionsFor } from '../fill-role.ts';
import type { StepWork } from '../flow-context.ts';
import { recordJson } from '../record-artifact.ts';
import { suiteOf } from '../suite-of.ts';
import { trusted } from '../trusted.ts';
import { recordArchitecture } from './architecture-notes.ts';
import { measureInStep, now, samplesOfSide } from './measure.ts';
import { refuseIfNoiseHidesTargets } from './noise-floor.ts';

/** Of the pairs of a verdict; each is two runs of the same code. */
const BASELINE_SHARE = 0.4;

/**
 * The subject before any change, measured against itself: the numbers, how much they vary, and the
 * smallest change that this machine can see. When that is above what a target asks for, the
 * campaign ends here. Beside it stands how the subject is put together.
 */
export async function baseline(work: StepWork): Promise<Produced> {
  const { flow, step, context } = work;
  const { tree, commit } = context.started.base;
  const suite = suiteOf(work);
  const measured = await measureInStep(work, {
    purpose: 'baseline',
    base: { name: 'base', tree },
    candidate: { name: 'base again', tree },
    share: BASELINE_SHARE,
  });
  const artifact = await flow.step(
    `${step.id}/baseline`,
    { ...optionsFor(work, 'computing the baseline'), parse: trusted<ArtifactRecord> },
    async () => {
      requireUsable(measured);
      const { samples, ref } = samplesOfSide(work, measured, 'base');
      const outcome = baselineFrom({
        baselineId: `baseline-${measured.run}`,
        subject: basename(context.repository.root),
        capturedBy: `hone ${HONE_VERSION}`,
        capturedAt: now(),
        site: 'local',
        suite,
        samples,
        samplesRef: ref,
        machine: measured.environment,
        quantile,
      });
      if (outcome.kind === 'incomplete') {
        const names = outcome.benchmarks.join(', ');
        throw new HoneError('E_COMMAND', `There is no number for ${names}, so no baseline.`);
      }
      const pairsMax = context.started.pairsMax ?? suite.budgets.pairsMax;
      refuseIfNoiseHidesTargets(suite, measured, outcome.baseline, pairsMax);
      const handed = { name: 'baseline-metrics.json', agent: 'hone' };
      return recordJson(work, handed, outcome.baseline);
    },
  );
  const notes = await recordArchitecture(work);
  return { artifacts: [artifact, ...notes], commit, variables: {}, findings: [] };
}

function requireUsable(measured: Awaited<ReturnType<typeof measureInStep>>): void {
  if (measured.tests.kind === 'failed') {
    throw new HoneError(
      'E_COMMAND',
      `The suite fails on the base itself, so nothing can be measured. ${measured.tests.reason}`,
    );
  }
  const failed = measured.benchmarks.find(({ failure }) => failure !== null);
  if (failed !== undefined) {
    throw new HoneError(
      'E_COMMAND',
      `The benchmark ${failed.benchmark} does not work on the base itself: ${failed.failure}`,
    );
  }
}
