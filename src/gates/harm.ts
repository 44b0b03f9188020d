import { ownField } from '../base/index.ts';
import {
  type DifferenceEstimate,
  type HarmLimit,
  type MetricResult,
  type MetricsByBenchmark,
  unitNamed,
} from '../model/index.ts';
import { changeText, gainOf } from './change-text.ts';
import { ALPHA, CONFIDENCE_MIN } from './verdict.ts';

/** What decides whether a metric was harmed. */
export interface HarmRules {
  /** Metrics that may earn a proposal its place, by benchmark. */
  readonly targeted: Readonly<Record<string, readonly string[]>>;
  /** How much worse a guarded metric may become, by its name. */
  readonly harm: Readonly<Record<string, HarmLimit>>;
}

/** A guarded metric and how much worse it may become. */
interface Guarded {
  readonly benchmark: string;
  readonly metric: string;
  readonly result: MetricResult;
  readonly limit: Limit;
}

interface Limit {
  /** From a declared limit; else the metric is guarded because it was claimed or targeted. */
  readonly declared: boolean;
  readonly share: number;
  /** In the metric's stored unit. */
  readonly absolute: number;
}

/**
 * Why a guarded metric counts as harmed, or null. Harm has to be real (the interval excludes no
 * change, the adjusted p-value holds) and beyond the limit. A declared limit counts on its own,
 * also below the smallest change that matters; without one a metric is harmed by what matters. Of
 * a base of 0 no share can be taken, so there the difference counts: any real rise is harm unless
 * the suite allows an amount. A metric without a usable number does not pass.
 */
export function harmIn(metrics: MetricsByBenchmark, rules: HarmRules): string | null {
  for (const guarded of guardedResults(metrics, rules)) {
    const harm = guarded.result.ratio === null ? harmByDifference(guarded) : harmByRatio(guarded);
    if (harm !== null) {
      return harm;
    }
  }
  return null;
}

/** Claimed and targeted metrics are guarded even where the suite gives them no limit. */
function guardedResults(metrics: MetricsByBenchmark, rules: HarmRules): Guarded[] {
  return Object.entries(metrics).flatMap(([benchmark, byMetric]) =>
    Object.entries(byMetric).flatMap(([metric, result]) => {
      const targeted = ownField(rules.targeted, benchmark)?.includes(metric) ?? false;
      const limit = limitFrom(ownField(rules.harm, metric), result.claimed || targeted);
      return limit === null ? [] : [{ benchmark, metric, result, limit }];
    }),
  );
}

function limitFrom(declared: HarmLimit | undefined, guardedAnyway: boolean): Limit | null {
  if (declared === undefined) {
    return guardedAnyway ? { declared: false, share: 0, absolute: 0 } : null;
  }
  return typeof declared === 'number'
    ? { declared: true, share: declared, absolute: 0 }
    : { declared: true, ...declared };
}

function harmByRatio({ benchmark, metric, result, limit }: Guarded): string | null {
  const real = limit.declared ? isSurelyWorse(result) : result.verdict === 'regressed';
  const grown = Math.abs(result.candidate.median - result.base.median);
  if (!real || -gainOf(result) <= Math.log1p(limit.share) || grown <= limit.absolute) {
    return null;
  }
  return (
    `It harms ${benchmark}: ${metric} ${changeText(result)}, beyond its limit of ` +
    `${limitText(limit, result)}.`
  );
}

/** Like the verdict "regressed", but without asking whether the change is large enough. */
function isSurelyWorse({ ratio, pValue, direction }: MetricResult): boolean {
  if (ratio === null || pValue === null || ratio.confidence < CONFIDENCE_MIN || pValue > ALPHA) {
    return false;
  }
  return direction === 'lower' ? ratio.lo > 1 : ratio.hi < 1;
}

function harmByDifference({ benchmark, metric, result, limit }: Guarded): string | null {
  const { difference, pValue } = result;
  if (difference === undefined) {
    return noNumber(benchmark, metric, result.reason);
  }
  if (pValue === null || difference.confidence < CONFIDENCE_MIN) {
    return noNumber(benchmark, metric, 'too few fresh pairs for a 95 % interval');
  }
  const allowed = allowedAmount(result, limit);
  if (pValue > ALPHA || worstOf(result, difference) <= allowed) {
    return null;
  }
  return (
    `It harms ${benchmark}: ${metric} ${differenceText(result, difference)}. Values of 0 have no ` +
    `ratio, so the difference counts; beyond its limit of ${amountText(allowed, result)}.`
  );
}

function noNumber(benchmark: string, metric: string, why: string): string {
  return `${benchmark} ${metric} gave no number (${why}), and what is missing does not pass.`;
}

/** What may be added to the base's value: the amount of the limit, or its share of the base. */
function allowedAmount(result: MetricResult, limit: Limit): number {
  const share = limit.declared ? limit.share : result.minEffect;
  return Math.max(limit.absolute, Math.abs(result.base.median) * share);
}

/** The larger of both estimates: the middle of the differences misses what few pairs show. */
function worstOf({ direction }: MetricResult, { estimate, mean }: DifferenceEstimate): number {
  return direction === 'lower' ? Math.max(estimate, mean) : -Math.min(estimate, mean);
}

/**
 * Harm beyond its limit that the intervals leave possible, as sentences with a leading space; empty
 * when there is none. Where no limit is declared, beyond what matters.
 */
export function notExcludedText(metrics: MetricsByBenchmark, rules: HarmRules): string {
  const shown = guardedResults(metrics, rules).flatMap(({ benchmark, metric, result, limit }) => {
    const { ratio, difference, direction } = result;
    const where = `${benchmark} ${metric}`;
    if (ratio !== null) {
      const worst = Math.log(direction === 'lower' ? ratio.hi : 1 / ratio.lo);
      const most = Math.log1p(limit.declared ? limit.share : result.minEffect);
      return worst > most ? [`${where} ${changeText(result)}`] : [];
    }
    if (difference === undefined) {
      return [];
    }
    const end = direction === 'lower' ? difference.hi : -difference.lo;
    const most = allowedAmount(result, limit);
    return Math.max(end, worstOf(result, difference)) > most
      ? [`${where} ${differenceText(result, difference)}`]
      : [];
  });
  return shown.length === 0 ? '' : ` Harm is not excluded: ${shown.join('; ')}.`;
}

function limitText({ share, absolute }: Limit, result: MetricResult): string {
  const shown = `${Number((share * 100).toFixed(2))} %`;
  return absolute === 0 ? shown : `${shown} and ${amountText(absolute, result)}`;
}

/** `went from 0 to 3 count (on average +3.2, 95 % interval +2 to +4 count)` */
function differenceText(result: MetricResult, difference: DifferenceEstimate): string {
  const { base, candidate } = result;
  const { lo, hi, mean, confidence } = difference;
  const { unit, size } = unitOf(result);
  const [average, low, high] = [mean, lo, hi].map((value) => signed(value / size));
  return (
    `went from ${short(base.median / size)} to ${amountText(candidate.median, result)} (on ` +
    `average ${average}, ${confidence * 100} % interval ${low} to ${high} ${unit})`
  );
}

function amountText(value: number, result: MetricResult): string {
  const { unit, size } = unitOf(result);
  return `${short(value / size)} ${unit}`;
}

function unitOf({ unit, shownIn }: MetricResult): { unit: string; size: number } {
  const declared = shownIn === undefined ? null : unitNamed(shownIn);
  return declared === null ? { unit, size: 1 } : { unit: declared.name, size: declared.factor };
}

function signed(value: number): string {
  return value > 0 ? `+${short(value)}` : short(value);
}

function short(value: number): string {
  return String(Number(value.toPrecision(4)));
}
