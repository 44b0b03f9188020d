import {
  CONFIRMATION_PAIRS,
  type Evidence,
  evidenceOn,
  LOOKS_DEFAULT,
  measure,
  type MeasurePlan,
  SIZING_ALPHA,
  type StoppingRule,
  userEnvironment,
} from '../../src/bench/index.ts';
import { HoneError } from '../../src/base/index.ts';
import { judge } from '../../src/gates/index.ts';
import {
  type Command,
  type Metric,
  type Sample,
  type ScreeningEnd,
  type VerdictKind,
} from '../../src/model/index.ts';
import type { Workbench } from './workbench.ts';

/** Two commands to be compared, and by which rule. */
export interface TrialPlan {
  readonly base: Command;
  readonly candidate: Command;
  readonly metric: Metric;
  readonly stopping: StoppingRule;
  readonly seed: number;
}

/** What one comparison found. */
export interface Trial {
  readonly verdict: VerdictKind;
  readonly evidence: Evidence;
  /** -1 when the whole interval lies below 1, 1 when above, else 0. */
  readonly side: -1 | 0 | 1;
  /** Wall time from the first sample to the verdict. */
  readonly elapsedMs: number;
  readonly screening: ScreeningEnd;
  readonly samples: readonly Sample[];
}

/** hone's own rule with at most `pairsMax` fresh pairs; the looks of the screening stay. */
export function honeRule(pairsMax: number = CONFIRMATION_PAIRS.max): StoppingRule {
  return {
    looks: LOOKS_DEFAULT,
    alpha: SIZING_ALPHA,
    confirmation: 'always',
    confirmationPairs: { min: Math.min(CONFIRMATION_PAIRS.min, pairsMax), max: pairsMax },
    timeLimitMs: 300_000,
  };
}

/** No screening, a fixed number of pairs. */
export function fixedRule(pairs: number): StoppingRule {
  return { ...honeRule(), looks: [], confirmationPairs: { min: pairs, max: pairs } };
}

/**
 * Compares two commands in the scratch folder with the runner and judges the metric alone.
 *
 * @throws HoneError E_COMMAND when a sample failed or no pair was taken, E_INTERRUPTED
 */
export async function runTrial(bench: Workbench, asked: TrialPlan): Promise<Trial> {
  const started = performance.now();
  const plan = planOf(bench, asked);
  const measurement = await measure(plan, {
    runner: bench.runner,
    signal: bench.signal,
    scratch: bench.scratch,
    recorded: [],
    beforeBatch: async () => undefined,
    onBatch: () => undefined,
    onProgress: () => undefined,
  });
  if (measurement.kind === 'failed') {
    const { reason, stderrTail } = measurement.failure;
    throw new HoneError('E_COMMAND', `A sample failed: ${JSON.stringify(reason)} ${stderrTail}`);
  }
  const sides = { base: 'base', candidate: 'candidate' };
  const evidence = evidenceOn(measurement.samples, sides, asked.metric.name);
  if (evidence === null) {
    throw new HoneError('E_COMMAND', 'No pair of the confirmation has a value; nothing to judge.');
  }
  const { direction, minEffect } = asked.metric;
  const { ratio, pValueAlone } = evidence;
  return {
    verdict: judge({ ratio, pValue: pValueAlone, direction, minEffect }).verdict,
    evidence,
    side: ratio === null ? 0 : ratio.lo > 1 ? 1 : ratio.hi < 1 ? -1 : 0,
    elapsedMs: performance.now() - started,
    screening: measurement.screening.get('candidate') ?? 'skipped',
    samples: measurement.samples,
  };
}

/** The plan that `hone compare` would make: CPU time is claimed pinned, all else free. */
function planOf(bench: Workbench, asked: TrialPlan): MeasurePlan {
  const common = {
    cwd: [bench.scratch, bench.scratch],
    env: userEnvironment(process.env),
  } as const;
  return {
    benchmark: null,
    base: { ...common, name: 'base', run: asked.base },
    candidates: [{ ...common, name: 'candidate', run: asked.candidate }],
    claimed: asked.metric,
    metrics: [],
    confirmIn: asked.metric.name === 'cpu' ? 'pinned' : 'free',
    output: { kind: 'ignore' },
    ignoreFailure: false,
    warmups: 2,
    timeoutMs: 120_000,
    surroundings: { prepare: null, cleanup: null, stdinPath: null },
    stopping: asked.stopping,
    seed: asked.seed,
  };
}
