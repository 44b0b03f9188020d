import type {
  HistoryChange,
  HistoryPoint,
  HistorySegment,
  HistorySeries,
  Measurement,
} from '../../model/index.ts';
import {
  countOf,
  type DisplayUnit,
  displayUnit,
  formatConfidence,
  formatSignedPercent,
  formatSignedRange,
  formatValue,
  signed,
} from '../quantity.ts';

const ID_DIGITS = 10;
const TABLE_ID_DIGITS = 8;
const DATE_CHARACTERS = 'YYYY-MM-DD'.length;

/** A commit or hash as people are shown it. */
export function shortId(id: string | null): string {
  return id === null ? 'unknown' : id.slice(0, ID_DIGITS);
}

/** The same where room is short; longer than git's own seven digits. */
export function tableId(id: string): string {
  return id.slice(0, TABLE_ID_DIGITS);
}

/** The day of a time. @param at - ISO 8601 */
export function dayOf(at: string): string {
  return at.slice(0, DATE_CHARACTERS);
}

/** What the values of a series are shown in. */
export function unitOf(series: Pick<HistorySeries, 'unit' | 'shownIn'>): DisplayUnit {
  return displayUnit(series);
}

/** Where the numbers of a segment come from, in a line. */
export function segmentTitle({ machine, suiteHash, placement }: HistorySegment): string {
  const where = machine === null ? 'on a machine that was not recorded' : `on ${machine.words}`;
  const suite = suiteHash === null ? 'no frozen suite' : `suite ${shortId(suiteHash)}`;
  return `${where}; ${suite}; ${placementWords(placement)}`;
}

function placementWords(placement: HistorySegment['placement']): string {
  return placement === 'pinned' ? 'pinned to one core' : 'free on all cores';
}

/** Why a segment is not a part of the one before; empty for the first. */
export function startWords(segment: HistorySegment, before: HistorySegment | null): string {
  const parts = segment.starts.flatMap((start) => {
    switch (start) {
      case 'first':
        return [];
      case 'machine':
        return ['another machine'];
      case 'suite':
        return [
          segment.benchmarkHash === before?.benchmarkHash
            ? "another suite (this benchmark's own definition is the same)"
            : 'another suite, in which this benchmark is defined otherwise',
        ];
      case 'placement':
        return ['another placement'];
    }
  });
  return parts.length === 0 ? '' : `A line of its own, not to be compared: ${parts.join(', ')}.`;
}

/** `between abc123 and def456: +8.1 % (6.0 to 10.3 %), p 0.002: worse` */
export function changeWords(change: HistoryChange, unit: DisplayUnit): string {
  const where = `between ${shortId(change.after)} and ${shortId(change.until)}`;
  return `${where}: ${sizeWords(change, unit)}, p ${pWords(change.p)}: ${change.effect}`;
}

/** The size of a change with its interval: `+8.1 % (+6.0 to +10.3 %)`. */
export function sizeWords({ ratio, difference }: HistoryChange, unit: DisplayUnit): string {
  const confidence = (ratio ?? difference)?.confidence ?? 0;
  // Few points can't give the usual confidence, which must not pass unseen.
  const weak = confidence < 0.95 ? `, only ${formatConfidence(round(confidence))} sure` : '';
  if (ratio !== null) {
    return `${formatSignedPercent(ratio)} (${formatSignedRange(ratio)}${weak})`;
  }
  const [estimate, lo, hi] = [difference?.estimate, difference?.lo, difference?.hi].map((one) =>
    formatValue(one ?? 0, unit),
  );
  return `${estimate} (${lo} to ${hi}${weak})`;
}

function round(confidence: number): number {
  return Math.floor(confidence * 1_000) / 1_000;
}

function pWords(p: number): string {
  return p < 0.001 ? '<0.001' : String(Number(p.toPrecision(1)));
}

/** What can be typed to see whether a change is real, from pairs measured side by side. */
export function checkCommand({ after, until }: HistoryChange): string {
  return `hone compare --base ${shortId(after)} --head ${shortId(until)}`;
}

/** The change to the point before: `+0.8 %`, or nothing where there is none. */
export function stepWords(point: Pick<HistoryPoint, 'change'>): string {
  return point.change === null ? '' : `${signed(point.change * 100, 1)} %`;
}

/** How far the newest level moved slowly in all: `+3.1 %`; nothing when it did not. */
export function trendSize({ trend }: HistorySegment, unit: DisplayUnit): string {
  if (trend === null) {
    return '';
  }
  return trend.isRatio ? `${signed(trend.total * 100, 1)} %` : formatValue(trend.total, unit);
}

/** The same with how many commits that took. */
export function trendWords(segment: HistorySegment, unit: DisplayUnit): string {
  const { trend } = segment;
  return trend === null
    ? ''
    : `${trendSize(segment, unit)} over ${countOf(trend.points, 'commit')}`;
}

/** What a segment without a change of level means. */
export function noChangeWords(segment: HistorySegment, alpha: number): string {
  return segment.searched
    ? `No change of level was found (error rate ${formatConfidence(alpha)}).`
    : `${countOf(segment.points.length, 'measured commit')}: too few to look for changes of ` +
        'level, which takes 10.';
}

/** How far the interval of a median reaches at most: `±1.2 %`; nothing without a ratio. */
export function reachWords({ median, lo, hi }: Pick<Measurement, 'median' | 'lo' | 'hi'>): string {
  return median > 0 ? `±${((Math.max(hi - median, median - lo) / median) * 100).toFixed(1)} %` : '';
}

/** The change of level in the fewest words: `+8.1 % at def45678, worse`. */
export function shortChangeWords(change: HistoryChange, unit: DisplayUnit): string {
  const [size = ''] = sizeWords(change, unit).split(' (');
  return `${size} at ${tableId(change.until)}, ${change.effect}`;
}

/** The interval of a median: `4.98 ms to 5.04 ms`. */
export function intervalWords(
  { lo, hi }: Pick<Measurement, 'lo' | 'hi'>,
  unit: DisplayUnit,
): string {
  return `${formatValue(lo, unit, 4)} to ${formatValue(hi, unit, 4)}`;
}

/** All measurements of a segment in the order of its points. */
export function rowsOf(
  segment: HistorySegment,
): { readonly point: HistoryPoint; readonly one: Measurement; readonly isFirst: boolean }[] {
  return segment.points.flatMap((point) =>
    point.measurements.map((one, index) => ({ point, one, isFirst: index === 0 })),
  );
}

/** What is not on the line, in a sentence; empty when nothing is. */
export function elsewhereWords(series: HistorySeries, line: string): string {
  const count = series.elsewhere.length;
  if (count === 0) {
    return '';
  }
  const kinds = Map.groupBy(series.elsewhere, ({ kind }) => kind);
  const parts = [...kinds].map(([kind, own]) => `${own.length} ${kind}`).toSorted();
  return (
    `${countOf(count, 'more measurement')} of code that is not on ${line}, or with other inputs: ` +
    `${parts.join(', ')}. --csv and --json have them.`
  );
}

/** A change of level of a series as a sentence, for reports that hold more than a history. */
export function historyChangeText(series: HistorySeries, change: HistoryChange): string {
  return changeWords(change, unitOf(series));
}

/** The slow movement of a segment as a sentence; empty when there is none. */
export function historyTrendText(series: HistorySeries, segment: HistorySegment): string {
  return trendWords(segment, unitOf(series));
}
