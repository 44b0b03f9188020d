import { NS_PER_MS, NS_PER_S, NS_PER_US } from '../base/index.ts';
import { type MetricResult, type RatioEstimate, type Spread, unitNamed } from '../model/index.ts';
import { oneLine } from './safe-text.ts';

/** A unit that people read and what one of it is in the stored unit. */
export interface Step {
  readonly symbol: string;
  readonly size: number;
}

/** A stored unit, or a declared one that values in the stored unit are shown in. */
export type DisplayUnit = string | Step;

/** What the values of a result are shown in: the unit that hone.yaml declares, if any. */
export function displayUnit(result: Pick<MetricResult, 'unit' | 'shownIn'>): DisplayUnit {
  const declared = result.shownIn === undefined ? null : unitNamed(result.shownIn);
  return declared === null ? result.unit : { symbol: declared.name, size: declared.factor };
}

const DURATIONS: readonly Step[] = [
  { symbol: 'ns', size: 1 },
  { symbol: 'µs', size: NS_PER_US },
  { symbol: 'ms', size: NS_PER_MS },
  { symbol: 's', size: NS_PER_S },
];

const SIZES: readonly Step[] = [
  { symbol: 'B', size: 1 },
  { symbol: 'kB', size: 1e3 },
  { symbol: 'MB', size: 1e6 },
  { symbol: 'GB', size: 1e9 },
  { symbol: 'TB', size: 1e12 },
];

const SIGNIFICANT_DIGITS = 3;
const SIGNIFICANT_DIGITS_MAX = 5;

/** A duration in the unit that fits, three significant digits: `12.3 ms`. @param ns - finite */
export function formatDuration(ns: number): string {
  return formatValue(ns, 'ns');
}

/** A size in decimal units, three significant digits: `45.6 MB`. @param bytes - finite */
export function formatBytes(bytes: number): string {
  return formatValue(bytes, 'bytes');
}

/**
 * One value with its unit.
 *
 * @param unit - `ns` and `bytes` are scaled for people; any other stored unit is written as it is
 * @param digits - significant digits, 3 unless told otherwise
 */
export function formatValue(value: number, unit: DisplayUnit, digits = SIGNIFICANT_DIGITS): string {
  const step = stepFor(value, unit);
  const scaled = value / step.size;
  const decimals = step.symbol === 'B' && unit === 'bytes' ? 0 : decimalsFor(scaled, digits);
  return withUnit(grouped(scaled.toFixed(decimals)), step.symbol);
}

/**
 * Median and median absolute deviation in one unit: `124.3 ± 1.2 ms`. The spread gets two
 * significant digits where the median's size allows it, so noise decides how many digits show.
 */
export function formatSpread(spread: Spread, unit: DisplayUnit): string {
  const step = stepFor(spread.median, unit);
  const [median, mad] = [spread.median / step.size, spread.mad / step.size];
  const least = decimalsFor(median, SIGNIFICANT_DIGITS);
  const most = decimalsFor(median, SIGNIFICANT_DIGITS_MAX);
  const wanted = mad === 0 ? least : decimalsFor(mad, 2);
  const decimals = Math.min(most, Math.max(least, wanted));
  const numbers = `${grouped(median.toFixed(decimals))} ± ${grouped(mad.toFixed(decimals))}`;
  return withUnit(numbers, step.symbol);
}

/** A whole number with thousands separated: `12,345`. */
export function formatCount(count: number): string {
  return grouped(String(Math.round(count)));
}

/** A number and its noun: `1 pair`, `60 pairs`. */
export function countOf(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** A fraction as a percentage without needless zeros: 0.02 is `2 %`. */
export function formatShare(fraction: number): string {
  return `${Number((fraction * 100).toPrecision(3))} %`;
}

/** The confidence of an interval: 0.95 is `95 %`. */
export function formatConfidence(confidence: number): string {
  return `${Number((confidence * 100).toPrecision(4))} %`;
}

/**
 * Decimals at which a ratio and its interval are written: enough for three digits of a small
 * ratio and for the two ends of a narrow interval to differ.
 */
export function ratioDecimals(ratio: RatioEstimate): number {
  const bySize =
    ratio.estimate < 1
      ? Math.max(3, decimalsFor(ratio.estimate, SIGNIFICANT_DIGITS))
      : Math.min(3, Math.max(0, 3 - Math.floor(log10(ratio.estimate))));
  const width = ratio.hi - ratio.lo;
  const byWidth = width > 0 ? Math.ceil(-log10(width)) : 0;
  return Math.min(6, Math.max(bySize, ratio.estimate < 10 ? byWidth : 0));
}

/** The ratio alone: `0.876`. */
export function formatRatio(ratio: RatioEstimate): string {
  return ratio.estimate.toFixed(ratioDecimals(ratio));
}

/** The ends of a ratio's interval: `0.854 to 0.899`. */
export function formatRatioRange(ratio: RatioEstimate): string {
  const decimals = ratioDecimals(ratio);
  return `${ratio.lo.toFixed(decimals)} to ${ratio.hi.toFixed(decimals)}`;
}

/**
 * Decimals for the percentages of one ratio and its interval: one, or more where the interval is
 * narrow or where rounding would turn "almost all" into 100 %.
 */
export function percentDecimals(ratio: RatioEstimate): number {
  const width = (ratio.hi - ratio.lo) * 100;
  const byWidth = width > 0 && width < 1 ? Math.max(1, Math.ceil(-log10(width))) : 1;
  const smallest = Math.min(ratio.estimate, ratio.lo) * 100;
  const byRest = smallest > 0 && smallest < 0.5 ? Math.ceil(-log10(smallest)) : 1;
  return Math.min(5, Math.max(byWidth, byRest));
}

/** How far a ratio is from 1, without its sign: 0.876 at one decimal is `12.4`. */
export function percentAway(ratio: number, decimals: number): string {
  return Math.abs((1 - ratio) * 100).toFixed(decimals);
}

/** The change with its sign: 0.876 is `-12.4 %`, 1.031 is `+3.1 %`. */
export function formatSignedPercent(ratio: RatioEstimate): string {
  const decimals = percentDecimals(ratio);
  return `${signed((ratio.estimate - 1) * 100, decimals)} %`;
}

/** The ends of the interval as signed changes, the smaller first: `-14.6 to -10.1 %`. */
export function formatSignedRange(ratio: RatioEstimate): string {
  const decimals = percentDecimals(ratio);
  return `${signed((ratio.lo - 1) * 100, decimals)} to ${signed((ratio.hi - 1) * 100, decimals)} %`;
}

/** An adjusted p-value: `<0.001`, `0.012`, and `–` where there is none. */
export function formatPValue(pValue: number | null): string {
  if (pValue === null) {
    return '–';
  }
  return pValue < 0.001 ? '<0.001' : pValue.toFixed(3);
}

/** A span of time to wait, rounded up so that it is never promised too short: `1 min 20 s`. */
export function formatWait(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1_000));
  const [hours, minutes] = [Math.floor(seconds / 3_600), Math.floor((seconds % 3_600) / 60)];
  if (hours > 0) {
    return `${formatCount(hours)} h ${minutes} min`;
  }
  return minutes > 0 ? `${minutes} min ${seconds % 60} s` : `${seconds} s`;
}

/** A number with its sign; what rounds to nothing has none. */
export function signed(value: number, decimals: number): string {
  const text = Math.abs(value).toFixed(decimals);
  return Number(text) === 0 ? text : `${value < 0 ? '-' : '+'}${text}`;
}

/** Decimals that give `digits` significant digits, from 0 to 9. */
function decimalsFor(value: number, digits: number): number {
  if (value === 0) {
    return 0;
  }
  const rounded = Math.abs(Number(value.toPrecision(digits)));
  return Math.min(9, Math.max(0, digits - 1 - Math.floor(log10(rounded))));
}

function stepFor(value: number, unit: DisplayUnit): Step {
  if (typeof unit !== 'string') {
    return unit;
  }
  const steps = unit === 'ns' ? DURATIONS : unit === 'bytes' ? SIZES : null;
  if (steps === null) {
    return { symbol: oneLine(unit), size: 1 };
  }
  // Rounding first, so that 999.96 µs is written as 1.00 ms and not as 1000 µs.
  const rounded = Math.abs(Number(value.toPrecision(SIGNIFICANT_DIGITS)));
  return (
    steps.findLast((step) => rounded >= step.size) ?? { symbol: steps[0]?.symbol ?? unit, size: 1 }
  );
}

function withUnit(number: string, symbol: string): string {
  return symbol === '' ? number : `${number} ${symbol}`;
}

/** Thousands of the whole part separated by commas. */
function grouped(number: string): string {
  const [whole = '', fraction] = number.split('.');
  const separated = whole.replaceAll(/\B(?=(?:\d{3})+$)/gu, ',');
  return fraction === undefined ? separated : `${separated}.${fraction}`;
}

function log10(value: number): number {
  return Math.log10(Math.abs(value));
}
