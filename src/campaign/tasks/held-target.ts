import type { MetricComparison, TargetDistance } from '../../model/index.ts';
import { formatValue } from '../../report/index.ts';

/** A target beside what was measured of it; texts have their units. */
export interface HeldTarget {
  /** `parse-large wall <= 80 ms`. */
  readonly text: string;
  /** `<= 80 ms`. */
  readonly wanted: string;
  /** Unclear when it was not measured, and when the interval holds the bound. */
  readonly state: 'reached' | 'missed' | 'unclear';
  /** Null when it was not measured. */
  readonly value: string | null;
  /** `79 to 81 ms`; null when what was measured has none. */
  readonly interval: string | null;
}

/**
 * Holds a target against what was measured of it. When the interval of the measured value holds the
 * bound it is unclear, whatever the median says.
 *
 * @param comparison - of the same metric; its interval is put around `target.current`
 */
export function heldTarget(
  target: TargetDistance,
  comparison: MetricComparison | null,
): HeldTarget {
  const { benchmark, metric, bound, wanted, unit, current } = target;
  const goal = `${bound === 'at_most' ? '<=' : '>='} ${formatValue(wanted, unit)}`;
  const named = { text: `${benchmark} ${metric} ${goal}`, wanted: goal };
  if (current === null) {
    return { ...named, state: 'unclear', value: null, interval: null };
  }
  const ratio = comparison?.ratio ?? null;
  const lo = ratio === null ? current : (current * ratio.lo) / ratio.estimate;
  const hi = ratio === null ? current : (current * ratio.hi) / ratio.estimate;
  const isSure = bound === 'at_most' ? hi <= wanted : lo >= wanted;
  const isOut = bound === 'at_most' ? lo > wanted : hi < wanted;
  return {
    ...named,
    state: isSure ? 'reached' : isOut ? 'missed' : 'unclear',
    value: formatValue(current, unit),
    interval: ratio === null ? null : `${formatValue(lo, unit)} to ${formatValue(hi, unit)}`,
  };
}
