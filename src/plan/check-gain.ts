import type { BaselineBody, Metric, PlanStep, Suite } from '../model/index.ts';
import { GAIN_PERCENT_MAX } from './limits.ts';
import { percentText } from './quantity-text.ts';
import { inStoredUnit, measuredIn, metricIn } from './suite-metric.ts';

/** A share that rounding may miss. */
const ROUNDING = 1e-9;

/** What is wrong with the gain that a step expects. */
export interface GainProblem {
  readonly rule: 'no-gain' | 'gain-unit' | 'gain-too-large' | 'gain-too-small' | 'gain-of-nothing';
  readonly message: string;
}

/**
 * Whether the expected gain is a number that could be measured: of a unit of the step's first
 * metric, not more than there is to gain, not less than what counts as a change.
 */
export function gainProblem(
  step: PlanStep,
  suite: Suite,
  baseline: Pick<BaselineBody, 'benchmarks'> | null,
): GainProblem | null {
  const gain = step.expected_gain;
  if (step.kind !== 'change') {
    return gain === null
      ? null
      : {
          rule: 'gain-of-nothing',
          message: `A step that only ${step.kind}s gains nothing; expected_gain has to be null.`,
        };
  }
  if (gain === null) {
    const message = 'It changes something and expects no gain; say how much and from what.';
    return { rule: 'no-gain', message };
  }
  const first = step.measures[0];
  const metric = first === undefined ? null : metricIn(suite, first.benchmark, first.metric);
  if (first === undefined || metric === null) {
    return null; // a finding of its own
  }
  const current = measuredIn(baseline, first.benchmark, first.metric)?.median ?? null;
  const share = shareOf(gain.amount, gain.unit, metric, current);
  switch (share.kind) {
    case 'wrong-unit':
      return {
        rule: 'gain-unit',
        message:
          `A gain of ${gain.amount} ${gain.unit} is no amount of ${metric.name}, which is in ` +
          `${metric.unit}; write % or a unit of it.`,
      };
    case 'unknown':
      return null;
    case 'share':
      return boundsProblem(share.share, metric);
  }
}

function boundsProblem(share: number, metric: Metric): GainProblem | null {
  const most = GAIN_PERCENT_MAX[metric.direction] / 100;
  if (share > most + ROUNDING) {
    return {
      rule: 'gain-too-large',
      message:
        `A gain of ${percentText(share)} on ${metric.name} is more than can be planned with ` +
        `(${percentText(most)}).`,
    };
  }
  if (share < metric.minEffect - ROUNDING) {
    return {
      rule: 'gain-too-small',
      message:
        `A gain of ${percentText(share)} on ${metric.name} is below the smallest change that ` +
        `matters (${percentText(metric.minEffect)}), so it would not be kept.`,
    };
  }
  return null;
}

/** The gain that a step expects as a share of its first metric's value; null when not known. */
export function gainShare(
  { measures, expected_gain: gain }: PlanStep,
  suite: Suite,
  baseline: Pick<BaselineBody, 'benchmarks'> | null,
): number | null {
  const first = measures[0];
  const metric = first === undefined ? null : metricIn(suite, first.benchmark, first.metric);
  if (first === undefined || metric === null || gain === null) {
    return null;
  }
  const current = measuredIn(baseline, first.benchmark, first.metric)?.median ?? null;
  const share = shareOf(gain.amount, gain.unit, metric, current);
  return share.kind === 'share' ? share.share : null;
}

type Share =
  | { readonly kind: 'share'; readonly share: number }
  | { readonly kind: 'wrong-unit' }
  | { readonly kind: 'unknown' }; // an amount, without a baseline to take a share of

function shareOf(amount: number, unit: string, metric: Metric, current: number | null): Share {
  if (unit.trim() === '%') {
    return { kind: 'share', share: amount / 100 };
  }
  const stored = inStoredUnit(amount, unit, metric);
  if (stored === null) {
    return { kind: 'wrong-unit' };
  }
  return current === null || current <= 0
    ? { kind: 'unknown' }
    : { kind: 'share', share: stored / current };
}
