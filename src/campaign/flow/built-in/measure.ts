import { systemClock } from '../../../base/index.ts';
import type { Sample, SamplesRef } from '../../../model/index.ts';
import { runIdNow } from '../../try/run-id-now.ts';
import { optionsFor } from '../fill-role.ts';
import type { StepWork } from '../flow-context.ts';
import {
  type MeasuringOrder,
  type MeasuringResult,
  measuringRun,
  samplesOf,
} from '../measuring-run.ts';
import { trusted } from '../trusted.ts';

/**
 * Measures two trees in a run of its own, whose id is recorded first, so that a step that is
 * repeated after a crash goes on with the samples that are there.
 */
export async function measureInStep(
  work: StepWork,
  order: Omit<MeasuringOrder, 'run'>,
): Promise<MeasuringResult> {
  const { flow, step, context } = work;
  const options = optionsFor(work, order.purpose);
  const run = await flow.step(
    `${step.id}/measuring-run`,
    { ...options, parse: trusted<string>, title: 'naming the measurement' },
    async () => runIdNow(),
  );
  return flow.step(
    `${step.id}/measure`,
    { ...options, parse: trusted<MeasuringResult>, uses: 'measure' },
    ({ signal }) => measuringRun(context, { ...order, run }, signal),
  );
}

/** The samples of one side under the ids of their benchmarks, and where all of them are stored. */
export function samplesOfSide(
  work: StepWork,
  measured: MeasuringResult,
  side: string,
): { readonly samples: Sample[]; readonly ref: SamplesRef } {
  const { store } = work.context;
  const all = measured.benchmarks.flatMap((one) =>
    samplesOf(store, one).map((sample) => ({ ...sample, benchmark: one.benchmark })),
  );
  const text = JSON.stringify(all);
  return {
    samples: all.filter((sample) => sample.side === side),
    ref: { sha256: store.putBlob(text), count: Math.max(1, all.length) },
  };
}

/** Now, for artifacts; only called inside steps. */
export function now(): string {
  return systemClock.isoNow();
}
