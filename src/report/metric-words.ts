import type { Direction, Placement, RatioEstimate } from '../model/index.ts';
import { NAME_COLUMNS_MAX } from './limits.ts';
import {
  formatConfidence,
  formatRatio,
  percentAway,
  percentDecimals,
  ratioDecimals,
} from './quantity.ts';
import { oneLine, shortenMiddle } from './safe-text.ts';

/** Beyond twice, "200 % slower" misleads more than it tells; it becomes "3.00 times as long". */
const TIMES_FROM = 2;

/** What a change is about: the metric and which way is better. */
export interface Measured {
  readonly metric: string;
  readonly direction: Direction;
}

/** Both names of a comparison, ready to be read: already shortened and harmless. */
export interface Names {
  readonly base: string;
  readonly candidate: string;
}

/** A metric as people say it: `wall time`, `CPU time`, `peak memory`, or the user's own word. */
function metricTitle(metric: string): string {
  switch (metric) {
    case 'wall':
      return 'wall time';
    case 'cpu':
      return 'CPU time';
    case 'rss':
      return 'peak memory';
    default:
      return shortenMiddle(oneLine(metric), NAME_COLUMNS_MAX);
  }
}

/** Metric and mode together, because no number means anything without its mode. */
export function metricAndMode(metric: string, placement: Placement): string {
  return `${metricTitle(metric)}, ${placement}`;
}

/** The word for a ratio on one side of 1: `faster`, `more memory`, `lower`. */
export function changeWord(metric: string, ratio: number): string {
  const lower = ratio < 1;
  switch (metric) {
    case 'wall':
      return lower ? 'faster' : 'slower';
    case 'cpu':
      return lower ? 'less CPU time' : 'more CPU time';
    case 'rss':
      return lower ? 'less memory' : 'more memory';
    default:
      return lower ? 'lower' : 'higher';
  }
}

/** Whether a ratio is on the good side of 1. */
function isBetter(direction: Direction, ratio: number): boolean {
  return ratio < 1 === (direction === 'lower');
}

/**
 * A change in a few words, with its interval: `12.4 % faster (10.1 to 14.6 %)`. A custom metric is
 * judged too: `12.4 % higher, better (10.1 to 14.6 %)`.
 */
export function changeInWords(measured: Measured, ratio: RatioEstimate): string {
  const { metric, direction } = measured;
  const judged = isCustom(metric)
    ? `, ${isBetter(direction, ratio.estimate) ? 'better' : 'worse'}`
    : '';
  if (isStraddling(ratio)) {
    return `${amountInWords(metric, ratio, ratio.estimate)} (${rangeInWords(metric, ratio)})`;
  }
  if (ratio.estimate >= TIMES_FROM) {
    return `${formatRatio(ratio)} ${timesWord(metric)}${judged} (${rangeTimes(ratio)})`;
  }
  return `${amountInWords(metric, ratio, ratio.estimate)}${judged} (${rangePercent(ratio)})`;
}

/**
 * A change as a statement about both names, with its interval:
 * `head is 12.4 % faster than main (95 % interval 10.1 to 14.6 %)`.
 *
 * @param ratio - its interval should exclude 1; use `rangeInWords` where it does not
 */
export function changeStatement(names: Names, measured: Measured, ratio: RatioEstimate): string {
  const { metric, direction } = measured;
  const times = ratio.estimate >= TIMES_FROM;
  const range = times ? rangeTimes(ratio) : rangePercent(ratio);
  const better = isBetter(direction, ratio.estimate) ? 'better' : 'worse';
  const judged = isCustom(metric) ? `, which is ${better}` : '';
  const factor = metric === 'wall' && !times ? speedUp(ratio) : '';
  const interval = `(${formatConfidence(ratio.confidence)} interval ${range})`;
  return `${changeClaim(names, metric, ratio)} ${interval}${factor}${judged}`;
}

/** The statement without its interval, for a headline that has the interval below it. */
export function changeClaim(names: Names, metric: string, ratio: RatioEstimate): string {
  const { base, candidate } = names;
  const times = ratio.estimate >= TIMES_FROM;
  const amount = times
    ? `${formatRatio(ratio)} times`
    : `${percentAway(ratio.estimate, percentDecimals(ratio))} %`;
  const word = changeWord(metric, ratio.estimate);
  switch (metric) {
    case 'wall':
      return times
        ? `${candidate} takes ${amount} as long as ${base}`
        : `${candidate} is ${amount} ${word} than ${base}`;
    case 'cpu':
    case 'rss':
      return times
        ? `${candidate} uses ${amount} the ${metric === 'cpu' ? 'CPU time' : 'memory'} of ${base}`
        : `${candidate} uses ${amount} ${word} than ${base}`;
    default:
      return times
        ? `${metricTitle(metric)} of ${candidate} is ${amount} that of ${base}`
        : `${metricTitle(metric)} of ${candidate} is ${amount} ${word} than that of ${base}`;
  }
}

/**
 * An interval as the changes that it allows: `6.1 % faster to 2.3 % slower`, or
 * `1.0 to 4.2 % faster` when it lies on one side of 1.
 */
export function rangeInWords(metric: string, ratio: RatioEstimate): string {
  if (isStraddling(ratio)) {
    return `${amountInWords(metric, ratio, ratio.lo)} to ${amountInWords(metric, ratio, ratio.hi)}`;
  }
  return ratio.estimate >= TIMES_FROM
    ? `${rangeTimes(ratio)} ${timesWord(metric)}`
    : `${rangePercent(ratio)} ${changeWord(metric, ratio.estimate)}`;
}

/** Whether the interval holds 1 inside or at an end, so that it could be no change at all. */
export function isStraddling(ratio: RatioEstimate): boolean {
  return ratio.lo <= 1 && ratio.hi >= 1;
}

function isCustom(metric: string): boolean {
  return metric !== 'wall' && metric !== 'cpu' && metric !== 'rss';
}

function amountInWords(metric: string, ratio: RatioEstimate, value: number): string {
  if (value >= TIMES_FROM) {
    return `${value.toFixed(2)} ${timesWord(metric)}`;
  }
  return `${percentAway(value, percentDecimals(ratio))} % ${changeWord(metric, value)}`;
}

function timesWord(metric: string): string {
  switch (metric) {
    case 'wall':
      return 'times as long';
    case 'cpu':
      return 'times the CPU time';
    case 'rss':
      return 'times the memory';
    default:
      return 'times the value';
  }
}

/** Ends of the interval as changes without sign, the smaller change first. */
function rangePercent(ratio: RatioEstimate): string {
  const decimals = percentDecimals(ratio);
  const ends = ratio.estimate < 1 ? [ratio.hi, ratio.lo] : [ratio.lo, ratio.hi];
  return `${ends.map((end) => percentAway(end, decimals)).join(' to ')} %`;
}

function rangeTimes(ratio: RatioEstimate): string {
  const decimals = ratioDecimals(ratio);
  return `${ratio.lo.toFixed(decimals)} to ${ratio.hi.toFixed(decimals)} times`;
}

/** Percentages flatten near 100; from twice as fast on, the factor is said as well. */
function speedUp(ratio: RatioEstimate): string {
  const factor = 1 / ratio.estimate;
  return factor < TIMES_FROM ? '' : `, ${factor.toPrecision(3)} times as fast`;
}
