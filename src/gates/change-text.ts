import type { MetricResult } from '../model/index.ts';

/** How much better, on the log scale: positive is better whichever way the metric points. */
export function gainOf(result: MetricResult): number {
  const log = Math.log(result.ratio?.estimate ?? 1);
  return result.direction === 'lower' ? -log : log;
}

/** A change with its interval: `+10.0 % (95 % interval +8.9 to +11.1 %)`. */
export function changeText({ ratio }: MetricResult): string {
  return ratio === null
    ? 'could not be estimated'
    : `${percentText(ratio.estimate)} % (${ratio.confidence * 100} % interval ` +
        `${percentText(ratio.lo)} to ${percentText(ratio.hi)} %)`;
}

/** A ratio as a signed change: 0.9 is `-10.0`. */
function percentText(ratio: number): string {
  const shown = ((ratio - 1) * 100).toFixed(1);
  return Number(shown) === 0 ? '0.0' : ratio < 1 ? shown : `+${shown}`;
}
